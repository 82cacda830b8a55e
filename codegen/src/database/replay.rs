//! Where a history leads.

use tablesmith::migrate::{MigrateError, Migrator};

use crate::catalog::Catalog;
use crate::database::{
    Comparison, DatabaseError, canonical, differences, in_scratch, introspect, set_objects_aside, with_migrations,
};
use crate::history::History;

/// Why a history could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no scratch place, or it could not be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A migration does not go through on an empty database.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

/// Runs a history from its beginning in a scratch place on the server behind `url`, and says how what it leads to differs
/// from the catalog that it should lead to. With `there_and_back`, the last so many migrations are taken back and applied
/// again first.
///
/// # Errors
/// [`ReplayError`].
pub async fn replay(
    url: &str,
    history: &History,
    there_and_back: usize,
    expected: &Catalog,
) -> Result<Comparison, ReplayError> {
    let dialect = expected.dialect;
    let reached = in_scratch(url, dialect, async |db| {
        let migrated = with_migrations(dialect, history, async |migrations| {
            let migrator = Migrator::new(migrations);
            migrator.up(db).await?;
            migrator.down(db, there_and_back).await?;
            migrator.up(db).await.map(|_| ())
        });
        Ok(match migrated.await {
            Ok(()) => Ok(introspect(db).await?),
            Err(error) => Err(error),
        })
    });
    let mut reached = reached.await??;
    let expected = canonical(url, expected).await?;
    set_objects_aside(&mut reached, &[&expected.catalog]);
    Ok(Comparison {
        differences: differences(&reached.catalog, &expected.catalog),
        unmodelled: reached.unmodelled,
    })
}

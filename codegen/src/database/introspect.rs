//! Reading a live database.

use tablesmith::Db;
use tablesmith::migrate::MigrateError;

use crate::dialect::{DialectName, Introspected, InvalidAnswer};
use crate::plan::graph::Cycle;
use crate::render::RenderError;

/// A live database could not be read, built or dropped.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database refused.
    #[error(transparent)]
    Refused(tablesmith::Error),
    /// The database is not there, went away, or has no time or room just now: nothing is said of what it was asked.
    #[error(transparent)]
    Lost(tablesmith::Error),
    /// The same while it was migrated.
    #[error(transparent)]
    LostMigrating(Box<MigrateError>),
    /// No scratch place could be made.
    #[error("no scratch database can be made on the server: {0}")]
    NoScratch(#[source] tablesmith::Error),
    /// No order of statements makes what is wanted: a bug of ours.
    #[error(transparent)]
    Plan(#[from] Cycle),
    /// A statement could not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// It answered with what no version of it answers.
    #[error(transparent)]
    InvalidAnswer(#[from] InvalidAnswer),
}

impl From<tablesmith::Error> for DatabaseError {
    fn from(error: tablesmith::Error) -> Self {
        use tablesmith::Error;
        // What another transaction or the clock stopped says nothing of the statement either.
        let is_of_the_server = error.is_lost() || matches!(&error, Error::Timeout { .. } | Error::Stale { .. });
        if is_of_the_server {
            Self::Lost(error)
        } else {
            Self::Refused(error)
        }
    }
}

/// Which of our dialects a connection speaks.
///
/// # Panics
/// Never: both sides know the same databases by the same names.
pub(super) fn dialect_of(db: &Db) -> DialectName {
    let name = db.dialect().as_str();
    DialectName::ALL
        .into_iter()
        .find(|dialect| dialect.as_str() == name)
        .expect("the runtime and the generator know the same databases")
}

/// Reads all that a database holds, in one statement, which sees one state. Our own history table is left out.
///
/// # Errors
/// [`DatabaseError`] when the database cannot be reached or refuses.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use codegen::database::introspect;
///
/// let db = tablesmith::Db::connect("sqlite::memory:").await?;
/// db.batch("create table note (id integer primary key, text text not null); create view v as select 1").await?;
/// let found = introspect(&db).await?;
/// assert_eq!(found.catalog.tables.len(), 1);
/// assert_eq!(found.catalog.objects.len(), 1);
/// # Ok::<(), codegen::database::DatabaseError>(()) }).unwrap();
/// ```
pub async fn introspect(db: &Db) -> Result<Introspected, DatabaseError> {
    let dialect = dialect_of(db).dialect();
    let answer: Vec<(String,)> = db
        .transaction(async |transaction| {
            transaction.batch(dialect.introspection_setup()).await?;
            transaction.rows(dialect.introspection_query(), &[]).await
        })
        .await?;
    let answer = answer.into_iter().next().map(|(answer,)| answer);
    Ok(dialect.read_introspection(&answer.unwrap_or_default())?)
}

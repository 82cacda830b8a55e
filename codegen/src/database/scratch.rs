//! A scratch place: an empty database on the same server, for the time of one piece of work.

use std::time::{SystemTime, UNIX_EPOCH};

use tablesmith::Db;

use crate::catalog::{Catalog, Hints, Pair};
use crate::database::{DatabaseError, introspect};
use crate::dialect::{Dialect, DialectName, Introspected};
use crate::diff::{Decisions, diff};
use crate::render::{Templates, sql};

/// Makes an empty database on the server behind `url`, works in it, and drops it, whether the work succeeds or not.
///
/// # Errors
/// [`DatabaseError`] when the server does not let a database be made (on PostgreSQL the user needs `CREATEDB`), or the
/// error of the work.
pub async fn in_scratch<T>(
    url: &str,
    dialect: DialectName,
    work: impl AsyncFnOnce(&Db) -> Result<T, DatabaseError>,
) -> Result<T, DatabaseError> {
    let scratch = dialect.dialect().scratch(url, &unique_name());
    let server = match &scratch.create {
        None => None,
        Some(create) => {
            let server = Db::builder().max(1).connect(url).await?;
            server.batch(create).await.map_err(DatabaseError::NoScratch)?;
            Some(server)
        }
    };
    let result = async {
        let db = Db::builder().max(1).connect(&scratch.url).await?;
        let result = work(&db).await;
        db.close().await;
        result
    };
    let result = result.await;
    if let (Some(server), Some(drop)) = (server, &scratch.drop) {
        let dropped = server.batch(drop).await;
        server.close().await;
        if result.is_ok() {
            dropped?;
        }
    }
    result
}

/// A name that no other run uses: the process and the time.
fn unique_name() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("tablesmith_scratch_{}_{}", std::process::id(), now.as_nanos())
}

/// Creates all of a catalog in an empty database.
///
/// # Errors
/// [`DatabaseError`] when the database refuses, as for a type that only an extension has.
pub async fn build(db: &Db, catalog: &Catalog) -> Result<(), DatabaseError> {
    let statements = creation(catalog)?;
    if !statements.is_empty() {
        db.batch(&statements).await?;
    }
    Ok(())
}

/// The SQL that makes a catalog from nothing.
fn creation(catalog: &Catalog) -> Result<String, DatabaseError> {
    let dialect: &dyn Dialect = catalog.dialect.dialect();
    let empty = Catalog::empty(catalog.dialect);
    let pair = Pair {
        previous: &empty,
        next: catalog,
    };
    // Where there is nothing, nothing can be taken for something else: no decision is ever asked for.
    let changes = diff(pair, &Hints::default(), &Decisions::default()).map(|diff| diff.changes);
    let changes = changes.unwrap_or_default();
    let plan = dialect.plan(pair, &changes, &dialect.capabilities(dialect.oldest_version()))?;
    Ok(sql(&plan, catalog.dialect, &Templates::embedded())?)
}

/// A catalog as the server behind `url` gives it back: built in a scratch place and read.
///
/// # Errors
/// [`DatabaseError`] when there can be no scratch place, or the server refuses the catalog.
pub async fn canonical(url: &str, catalog: &Catalog) -> Result<Introspected, DatabaseError> {
    in_scratch(url, catalog.dialect, async |db| {
        build(db, catalog).await?;
        introspect(db).await
    })
    .await
}

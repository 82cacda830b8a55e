//! A scratch place: an empty database on the same server, for the time of one piece of work.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tablesmith::Db;

use crate::catalog::{Catalog, Hints, Pair};
use crate::database::{DatabaseError, introspect};
use crate::dialect::{Dialect, DialectName, Introspected, Scratch};
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
    let made = Made::new(url, &scratch).await?;
    let result = async {
        let db = Db::builder().max(1).unscoped().connect(&scratch.url).await?;
        let result = work(&db).await;
        db.close().await;
        result
    };
    let result = result.await;
    let dropped = made.drop_now().await;
    if result.is_ok() {
        dropped?;
    }
    result
}

/// A scratch database that was made. Where the work in it is broken off (its future is dropped), it goes all the same.
struct Made {
    server: Option<Db>,
    /// The server and the statement, until it is dropped.
    left: Option<(String, String)>,
    /// Whether it is there; else it is about to be.
    is_there: bool,
}

impl Made {
    async fn new(url: &str, scratch: &Scratch) -> Result<Self, DatabaseError> {
        let Some(create) = &scratch.create else {
            return Ok(Self {
                server: None,
                left: None,
                is_there: true,
            });
        };
        let server = Db::builder().max(1).connect(url).await?;
        let mut made = Self {
            server: Some(server.clone()),
            left: scratch.drop.as_ref().map(|drop| (url.to_owned(), drop.clone())),
            is_there: false,
        };
        if let Err(error) = server.batch(create).await {
            made.left = None;
            return Err(DatabaseError::NoScratch(error));
        }
        made.is_there = true;
        Ok(made)
    }

    async fn drop_now(mut self) -> Result<(), DatabaseError> {
        if let (Some(server), Some((_, drop))) = (&self.server, &self.left) {
            server.batch(drop).await?;
            server.close().await;
            self.left = None;
        }
        Ok(())
    }
}

/// How often it is tried to drop a database that its server may still be making.
const TRIES: u32 = 5;

impl Drop for Made {
    fn drop(&mut self) {
        let Some((url, drop)) = self.left.take() else { return };
        let tries = if self.is_there { 1 } else { TRIES };
        // Nothing can be awaited here, and the runtime may be ending: hence a thread with one of its own.
        let tidy = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let server = Db::builder().max(1).connect(&url).await?;
                for again in 0..tries {
                    if again > 0 {
                        tokio::time::sleep(Duration::from_millis(200)).await;
                    }
                    server.batch(&drop).await?;
                }
                server.close().await;
                Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
            })
        });
        // A server that is gone has nothing to be tidied up, and whoever broke off has nobody to be told.
        let _ = tidy.join();
    }
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

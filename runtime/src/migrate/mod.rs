//! Migrations: read as steps, run step by step, journalled in the database.
//!
//! Marker comments cut a migration's file into steps; without any, the file is one transaction:
//!
//! ```text
//! -- step: check UNIQUE_DUPLICATES "user.email has duplicates"     a SELECT that must return no row; all run first
//! -- step: check REWRITE_TOO_LARGE allow=rewrite:user.age "…"       the same, passed over where that is allowed
//! -- step: transaction                                             statements that take effect together
//! -- step: transaction foreign_keys=off                            SQLite: with enforcement switched off around it
//! -- step: alone                                                   one statement that cannot be in a transaction
//! -- step: batches key=id size=5000                                one statement, repeated until it changes no row
//! -- step: rust NAME                                               reserved: a registered Rust function
//! ```
//!
//! Each step is sent whole. The history table `_tablesmith_migrations` has a row per migration that counts its finished
//! steps; it is written in the transaction of each step, so a run that is broken off goes on at the very step. A step
//! outside of any transaction is noted before and after; when it was broken off, what it left is cleared (an invalid
//! index) or recognised (a value that is there already), and else it is run again.
//!
//! Of `batches`, `size` is how many rows one run may change (more is an error: the statement lacks its LIMIT), and `key`
//! the column that it walks along, for the progress display; the statement must use it.

#[cfg(feature = "postgres")]
mod concurrent_index;
mod connect;
mod error;
mod folded;
#[cfg(feature = "sqlite")]
mod hanging;
mod journal;
mod locks;
mod migration;
mod migrator;
mod plan;
#[cfg(feature = "postgres")]
mod postgres;
mod report;
mod run;
mod script;
mod session;
mod sql_text;
#[cfg(feature = "sqlite")]
mod sqlite;
mod whole;

use crate::driver::Dialect;

pub use error::{DatabaseError, MigrateError};
pub use migration::{Footprint, Migration, Migrations, Replaced, checksum};
pub use migrator::Migrator;
pub use report::{Moved, Progress, Ran, Report, Run, Standing, Status};
pub use script::ScriptError;
pub use sql_text::cut;
pub use whole::{Whole, WholeError, WholeReport};

/// A database as its makers write it.
fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "PostgreSQL",
        Dialect::Sqlite => "SQLite",
    }
}

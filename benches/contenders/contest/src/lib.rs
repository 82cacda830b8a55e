//! The rules of `benches -- dao`: the data, the operations, and how a contender is asked and measured.
//!
//! A contender is a program, so that each may have dependencies that cannot be linked with another's. It implements
//! [`Contender`] for PostgreSQL and for SQLite, and its `main` is [`compete`]. It is told the URL of a database and how many
//! threads it gets, answers each line that it reads by one, and never sees another contender's database. Of each program
//! there are two: one that is timed, and one that counts allocations, which takes time itself.

mod contender;
mod cost;
mod data;
mod ground;
mod operation;
mod serve;

use std::error::Error;

pub use contender::{Contender, unsupported};
pub use cost::Cost;
pub use data::{
    Comment, Content, GROUPS, PAGE, PAGES, Project, STATUSES, Summary, Task, assemble, key, new_rows, person, script,
};
pub use operation::Operation;
pub use serve::{FAILED, Flavor, UNSUPPORTED, answer, compete};
/// What a program that counts allocations takes as its global allocator.
pub use stats_alloc::{INSTRUMENTED_SYSTEM as COUNTING, StatsAlloc};

/// What went wrong, in words of whichever library it was.
pub type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

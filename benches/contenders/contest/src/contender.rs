//! What a contender must be able to do.

use crate::{Project, Result, Summary};

/// Somebody who can do each operation, in the way that its library's documentation teaches, with statements kept prepared
/// where the library can.
///
/// Rows are given back in the library's own types; that they say the same as those of others is found out apart.
pub trait Contender: Send + Sized + 'static {
    /// A row of `summary`.
    type Summary: Into<Summary> + Send;
    /// What a new row is made from.
    type New: From<Summary> + Send;
    /// A row of `project` with what belongs to it.
    type Project: Into<Project> + Send;

    /// Connects, with foreign keys on; on SQLite with `synchronous = normal`, and to a file in WAL mode.
    fn connect(url: &str) -> impl Future<Output = Result<Self>> + Send;

    /// One more for a task that runs beside this one: of the same pool, or else with a connection of its own.
    fn another(&mut self) -> impl Future<Output = Result<Self>> + Send;

    /// Whether a statement keeps the thread until it is done, so that tasks are given threads.
    const BLOCKING: bool = false;

    /// The row of this key.
    fn find(&mut self, id: &str) -> impl Future<Output = Result<Self::Summary>> + Send;

    /// The first hundred rows of this person, by their keys.
    fn list(&mut self, user_id: &str) -> impl Future<Output = Result<Vec<Self::Summary>>> + Send;

    /// The first ten thousand rows by their keys.
    fn list_all(&mut self) -> impl Future<Output = Result<Vec<Self::Summary>>> + Send;

    /// In one transaction, writes these rows by a statement each, which gives the row back.
    fn insert_each(&mut self, rows: Vec<Self::New>) -> impl Future<Output = Result<Vec<Self::Summary>>> + Send;

    /// In one transaction, gives each row of these keys this title by a statement of its own, which gives the row back.
    fn update_each(&mut self, ids: &[String], title: &str) -> impl Future<Output = Result<Vec<Self::Summary>>> + Send;

    /// Writes all these rows, or none.
    fn insert_many(&mut self, rows: Vec<Self::New>) -> impl Future<Output = Result<()>> + Send;

    /// Deletes the rows of this person; it is not measured.
    fn delete_of(&mut self, user_id: &str) -> impl Future<Output = Result<()>> + Send;

    /// All projects by their keys, each with its tasks, each with its comments.
    fn trees(&mut self) -> impl Future<Output = Result<Vec<Self::Project>>> + Send;

    /// Key and name of each project and how many tasks it has, by the key; a project without tasks has none.
    fn counts(&mut self) -> impl Future<Output = Result<Vec<(i64, String, i64)>>> + Send;

    /// So many pages of [`PAGE`](crate::PAGE) rows, by person and key, each after the last row of the one before.
    fn pages(&mut self, pages: usize) -> impl Future<Output = Result<Vec<Self::Summary>>> + Send;
}

/// What a contender answers that cannot do an operation.
///
/// # Errors
/// Always.
pub fn unsupported<T>() -> Result<T> {
    Err(Box::new(Unsupported))
}

/// It is no failure that a library cannot do something, but told apart.
#[derive(Debug)]
pub(crate) struct Unsupported;

impl std::fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the library cannot do this")
    }
}

impl std::error::Error for Unsupported {}

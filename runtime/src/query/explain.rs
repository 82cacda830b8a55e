//! What a query sends, and how the database goes about it.

use std::future::Future;

use super::render::Purpose;
use super::source::Reach;
use super::statement::{Statement, statement};
use super::{Query, run};
use crate::driver::Dialect;
use crate::error::Result;
use crate::executor::Executor;

impl<R, S, W> Query<R, S, W> {
    /// The statement and its parameters, as an executor that is `unscoped` sends them; no database is asked. Of a query with
    /// relations, it is the first statement.
    ///
    /// ```
    /// use tablesmith::{Dialect, prelude::*};
    ///
    /// #[derive(Debug, Dao)]
    /// #[dao(table = "note", primary_key(columns(id)))]
    /// struct Note {
    ///     id: i64,
    ///     title: String,
    /// }
    ///
    /// let query = Note::query().filter(Note::ID.gt(3)).select(Note::TITLE);
    /// let statement = query.sql(Dialect::Postgres)?;
    /// assert_eq!(statement.to_string(), r#"select "note"."title" from "note" where "note"."id" > $1"#);
    /// assert_eq!(statement.parameters.len(), 1);
    /// # Ok::<(), tablesmith::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidQuery`](crate::Error::InvalidQuery) where it cannot be asked.
    pub fn sql(&self, dialect: Dialect) -> Result<Statement<'_>> {
        statement(&self.data, Purpose::Rows, dialect.syntax(), None)
    }

    /// How the database would go about it: its plan, as lines of text. The query itself is not run.
    ///
    /// # Errors
    ///
    /// As [`all`](Query::all).
    pub fn explain<E>(self, executor: &E) -> impl Future<Output = Result<String>> + Send + use<'_, E, R, S, W>
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        run::explain(self.data, executor.session(), executor.owner())
    }
}

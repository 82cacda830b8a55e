//! Statements of queries: rendered once for each shape, kept while the program runs.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use super::data::QueryData;
use super::render::{Purpose, render};
use super::shape::shape;
use crate::driver::{RowsOf, Syntax};
use crate::error::{Error, Result};
use crate::value::Datum;

/// How many shapes are kept. A program has as many as it has queries; only one that puts them together from what comes
/// from outside has more, and starts anew then.
const KEPT: usize = 4096;

/// A statement with its parameters, as [`Query::sql`](super::Query::sql) shows it. Its text alone is what it is displayed as.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<'q> {
    /// The text, in which parameters are `$1` on PostgreSQL, `?1` on SQLite.
    pub sql: Arc<str>,
    /// The parameters, in their order. They may hold what a log should not.
    pub parameters: Vec<Datum<'q>>,
    /// Whether policies decide which rows it finds.
    pub(crate) row_security: bool,
}

impl Statement<'_> {
    /// Whose rows it may reach for an executor, as far as policies ask.
    pub(crate) fn rows_of<'a>(&self, owner: Option<&'a Datum<'static>>) -> RowsOf<'a> {
        if self.row_security {
            RowsOf::executor(owner)
        } else {
            RowsOf::Unasked
        }
    }
}

impl std::fmt::Display for Statement<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.sql)
    }
}

/// The text, and whether policies decide which rows it finds.
type Statements = RwLock<HashMap<Vec<u8>, (Arc<str>, bool)>>;

/// The statement of a query. `owner` is the key of an executor's scope, where it has one.
pub(crate) fn statement<'q>(
    query: &'q QueryData,
    purpose: Purpose,
    syntax: &'static Syntax,
    owner: Option<&'q Datum<'static>>,
) -> Result<Statement<'q>> {
    static STATEMENTS: OnceLock<Statements> = OnceLock::new();
    let statements = STATEMENTS.get_or_init(Statements::default);
    let shape = shape(query, purpose, syntax, owner);
    let known = statements.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((sql, row_security)) = known.get(&shape.key) {
        return Ok(Statement {
            sql: Arc::clone(sql),
            parameters: shape.parameters,
            row_security: *row_security,
        });
    }
    drop(known);
    let rendered = render(query, purpose, syntax, owner.is_some(), shape.uses_owner).map_err(Error::InvalidQuery)?;
    debug_assert_eq!(
        rendered.parameters,
        shape.parameters.len(),
        "each placeholder has its parameter: {}",
        rendered.sql
    );
    let sql: Arc<str> = rendered.sql.into();
    let mut known = statements.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(shape.key, (Arc::clone(&sql), rendered.row_security));
    Ok(Statement {
        sql,
        parameters: shape.parameters,
        row_security: rendered.row_security,
    })
}

//! Queries on their way to the database, without their types.

use super::data::QueryData;
use super::render::Purpose;
use super::statement::statement;
use crate::db::{FromRow as _, Session};
use crate::driver::{Decode, Request};
use crate::error::{Error, Result};
use crate::row::Row;
use crate::value::{Datum, DecodeError};

pub(super) async fn fetch<R: Send>(
    query: QueryData,
    decode: Decode<R>,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
) -> Result<Vec<R>> {
    // One page after the other is how all rows are read.
    let session = if query.offset.is_some() {
        session.uncounted()
    } else {
        session
    };
    let statement = statement(&query, Purpose::Rows, session.syntax(), owner)?;
    let request = Request {
        whole_rows: query.items.is_empty(),
        rows_of: statement.rows_of(owner),
        ..Request::read(query.table(), &statement.sql, &statement.parameters)
    };
    session.fetch(&request, decode, usize::MAX).await
}

pub(super) async fn count(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<u64> {
    let query = query.without_order();
    let statement = statement(&query, Purpose::Count, session.syntax(), owner)?;
    let request = Request {
        rows_of: statement.rows_of(owner),
        ..Request::read(query.table(), &statement.sql, &statement.parameters)
    };
    let count = session.fetch_first(&request, <(i64,)>::from_row).await?;
    Ok(count.and_then(|(count,)| u64::try_from(count).ok()).unwrap_or(0))
}

pub(super) async fn exists(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<bool> {
    let mut query = query.without_order();
    query.limit = Some(query.limit.map_or(1, |limit| limit.min(1)));
    let statement = statement(&query, Purpose::Existence, session.syntax(), owner)?;
    let request = Request {
        rows_of: statement.rows_of(owner),
        ..Request::read(query.table(), &statement.sql, &statement.parameters)
    };
    Ok(session.fetch_first(&request, |_| Ok(())).await?.is_some())
}

pub(super) async fn explain(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<String> {
    let syntax = session.syntax();
    let statement = statement(&query, Purpose::Rows, syntax, owner)?;
    let sql = format!("{}{}", syntax.explain, statement.sql);
    let request = Request {
        whole_rows: false,
        rows_of: statement.rows_of(owner),
        ..Request::read(query.table(), &sql, &statement.parameters)
    };
    let rows = session.uncounted().fetch(&request, values, usize::MAX).await?;
    Ok((syntax.plan)(&rows))
}

pub(super) async fn delete(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<u64> {
    if query.limit.is_some() || query.offset.is_some() {
        return Err(Error::Unsupported(
            "a query with a limit or an offset cannot delete: filter by the keys of the rows".to_owned(),
        ));
    }
    if !query.joins.is_empty()
        || query.is_aggregated()
        || query.distinct
        || query.each.is_some()
        || query.set.is_some()
        || !query.ctes.is_empty()
    {
        return Err(Error::Unsupported(
            "a query with joins, groups or set operations cannot delete: filter by the keys of the rows, as `ID.in_(query)`".to_owned(),
        ));
    }
    let query = query.without_order();
    let statement = statement(&query, Purpose::Delete, session.syntax(), owner)?;
    let request = Request {
        rows_of: statement.rows_of(owner),
        ..Request::write(query.table(), &statement.sql, &statement.parameters)
    };
    session.execute(&request).await
}

fn values(row: &mut Row<'_>) -> Result<Vec<Datum<'static>>, DecodeError> {
    row.rest()
}

/// The only one of a few rows.
pub(super) fn only<R>(mut rows: Vec<R>, table: &str) -> Result<R> {
    let table = || table.to_owned();
    match (rows.pop(), rows.is_empty()) {
        (Some(row), true) => Ok(row),
        (Some(_), false) => Err(Error::TooManyRows { table: table() }),
        (None, _) => Err(Error::NotFound { table: table() }),
    }
}

impl QueryData {
    fn without_order(mut self) -> Self {
        self.orders.clear();
        self
    }
}

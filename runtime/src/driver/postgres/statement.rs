//! Statements: parameters in, rows out, each decoded as it arrives.

use std::pin::{Pin, pin};

use deadpool_postgres::ClientWrapper;
use futures_util::TryStreamExt as _;
use tokio_postgres::types::Type;
use tokio_postgres::{RowStream, Statement};

use super::encode::{Binary, Text};
use super::error::{is_stale_plan, translate};
use crate::driver::request::{Decode, Request};
use crate::error::{Error, Result};
use crate::row::Row;

/// The rows that a statement gives, at most `limit` of them. `alone`: nothing was sent along with it that would suffer where it
/// is sent again or left unread.
pub(crate) async fn fetch<T: Send>(
    client: &ClientWrapper,
    prepare: bool,
    request: &Request<'_>,
    decode: Decode<T>,
    limit: usize,
    alone: bool,
) -> Result<Vec<T>> {
    let mut rows = pin!(rows(client, prepare, request, alone).await?);
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(|error| translate(error, request))? {
        let mut row = Row::postgres(&row);
        found.push(decode(&mut row).map_err(|error| request.decode_error(&row, error))?);
        if found.len() == limit {
            break;
        }
    }
    // An error may come after the rows, and what was sent along would hide it.
    if found.len() == limit && !alone {
        read_all(rows, request).await?;
    }
    Ok(found)
}

async fn read_all(mut rows: Pin<&mut RowStream>, request: &Request<'_>) -> Result<()> {
    while rows
        .try_next()
        .await
        .map_err(|error| translate(error, request))?
        .is_some()
    {}
    Ok(())
}

pub(crate) async fn execute(client: &ClientWrapper, prepare: bool, request: &Request<'_>, alone: bool) -> Result<u64> {
    let mut rows = pin!(rows(client, prepare, request, alone).await?);
    read_all(rows.as_mut(), request).await?;
    Ok(rows.rows_affected().unwrap_or(0))
}

async fn rows(client: &ClientWrapper, prepare: bool, request: &Request<'_>, alone: bool) -> Result<RowStream> {
    if prepare {
        prepared(client, request, alone).await
    } else {
        unprepared(client, request).await
    }
}

/// Sends parameters in their binary formats to a statement that stays prepared on this connection.
async fn prepared(client: &ClientWrapper, request: &Request<'_>, alone: bool) -> Result<RowStream> {
    let statement = statement(client, request).await?;
    match query(client, &statement, request).await {
        // A migration changed a table that the statement was prepared for: it is prepared anew, which helps where no
        // transaction was broken by it; that one can be run again.
        Err(error) if is_stale_plan(&error) => {
            client.statement_cache.remove(request.sql, &[]);
            if !alone {
                return Err(out_of_date());
            }
            match self::statement(client, request).await {
                Err(Error::TransactionAborted { .. }) => Err(out_of_date()),
                Err(error) => Err(error),
                Ok(statement) => query(client, &statement, request)
                    .await
                    .map_err(|error| translate(error, request)),
            }
        }
        outcome => outcome.map_err(|error| translate(error, request)),
    }
}

const OUT_OF_DATE: &str = "a table was changed that the transaction reads";

fn out_of_date() -> Error {
    Error::Stale {
        reason: OUT_OF_DATE.to_owned(),
    }
}

/// Whether a statement was prepared before a table changed that it reads, and has to be prepared anew.
pub(super) fn is_out_of_date(error: &Error) -> bool {
    matches!(error, Error::Stale { reason } if reason == OUT_OF_DATE)
}

async fn statement(client: &ClientWrapper, request: &Request<'_>) -> Result<Statement> {
    let statement = client
        .prepare_cached(request.sql)
        .await
        .map_err(|error| translate(error, request))?;
    let expected = statement.params().len();
    if expected != request.parameters.len() {
        return Err(Error::Configuration(format!(
            "the statement takes {expected} parameters, {} are given",
            request.parameters.len()
        )));
    }
    Ok(statement)
}

async fn query(
    client: &ClientWrapper,
    statement: &Statement,
    request: &Request<'_>,
) -> Result<RowStream, tokio_postgres::Error> {
    client.query_raw(statement, request.parameters.iter().map(Binary)).await
}

/// Sends everything at once, parameters as text of a type that the server finds out.
async fn unprepared(client: &ClientWrapper, request: &Request<'_>) -> Result<RowStream> {
    let parameters = request.parameters.iter().map(|datum| (Text(datum), Type::UNKNOWN));
    client
        .query_typed_raw(request.sql, parameters)
        .await
        .map_err(|error| translate(error, request))
}

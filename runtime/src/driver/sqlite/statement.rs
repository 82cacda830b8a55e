//! Statements: parameters in, rows out.

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection};

use super::error::translate;
use crate::driver::request::{Decode, Request};
use crate::error::{Error, Result};
use crate::row::Row;
use crate::value::{Datum, DatumRef, DecodeError, push_sqlite_text};

/// The value in column `at` of a row.
#[inline]
pub(crate) fn read<'a>(row: &'a rusqlite::Row<'_>, at: usize) -> Result<DatumRef<'a>, DecodeError> {
    let value = row
        .get_ref(at)
        .map_err(|error| DecodeError::found("a column", error.to_string()))?;
    Ok(match value {
        ValueRef::Null => DatumRef::Null,
        ValueRef::Integer(value) => DatumRef::Integer(value),
        ValueRef::Real(value) => DatumRef::Float(value),
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_or(DatumRef::Unreadable("text that is not UTF-8"), DatumRef::Text)
        }
        ValueRef::Blob(bytes) => DatumRef::Bytes(bytes),
    })
}

pub(crate) fn fetch<T>(
    connection: &Connection,
    request: &Request<'_>,
    decode: Decode<T>,
    limit: usize,
) -> Result<Vec<T>> {
    let mut statement = prepare(connection, request)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while found.len() < limit {
        match rows.next() {
            Ok(Some(row)) => found.push(decode_row(request, row, decode)?),
            Ok(None) => break,
            Err(error) => return Err(translate(error, request, connection)),
        }
    }
    Ok(found)
}

pub(crate) fn fetch_first<T>(connection: &Connection, request: &Request<'_>, decode: Decode<T>) -> Result<Option<T>> {
    let mut statement = prepare(connection, request)?;
    let mut rows = statement.raw_query();
    match rows.next() {
        Ok(Some(row)) => decode_row(request, row, decode).map(Some),
        Ok(None) => Ok(None),
        Err(error) => {
            drop(rows);
            Err(translate(error, request, connection))
        }
    }
}

pub(crate) fn execute(connection: &Connection, request: &Request<'_>) -> Result<u64> {
    let mut statement = prepare(connection, request)?;
    run(&mut statement).map_err(|error| translate(error, request, connection))
}

/// Runs a prepared statement to its end, whether or not it gives rows.
fn run(statement: &mut CachedStatement<'_>) -> rusqlite::Result<u64> {
    if statement.column_count() == 0 {
        let changed = statement.raw_execute()?;
        return Ok(u64::try_from(changed).unwrap_or(u64::MAX));
    }
    let mut rows = statement.raw_query();
    let mut count = 0;
    while rows.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

pub(crate) fn fetch_each<T>(
    connection: &Connection,
    request: &Request<'_>,
    columns: &[usize],
    rows: &[Vec<Datum<'static>>],
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    let mut statement = prepare_unbound(connection, request)?;
    let mut scratch = String::new();
    let mut count = 0;
    let mut found = Vec::new();
    for parameters in rows {
        let outcome = bind(&mut statement, parameters, &mut scratch).and_then(|()| match decode {
            None => run(&mut statement).map(|changed| (changed, None)),
            Some(decode) => {
                let mut given = statement.raw_query();
                let row = given.next()?.map(|row| decode_row(request, row, decode));
                Ok((u64::from(row.is_some()), row))
            }
        });
        match outcome {
            Ok((changed, row)) => {
                count += changed;
                if let Some(row) = row {
                    found.push(row?);
                }
            }
            Err(error) => {
                // What the row set, for the foreign key that may have failed.
                let set: Vec<(usize, Datum<'static>)> =
                    columns.iter().copied().zip(parameters.iter().cloned()).collect();
                return Err(translate(error, &Request { set: &set, ..*request }, connection));
            }
        }
    }
    Ok((count, found))
}

fn prepare<'c>(connection: &'c Connection, request: &Request<'_>) -> Result<CachedStatement<'c>> {
    let mut statement = prepare_unbound(connection, request)?;
    let expected = statement.parameter_count();
    if expected != request.parameters.len() {
        return Err(Error::Configuration(format!(
            "the statement takes {expected} parameters, {} are given",
            request.parameters.len()
        )));
    }
    bind(&mut statement, request.parameters, &mut String::new())
        .map_err(|error| translate(error, request, connection))?;
    Ok(statement)
}

fn prepare_unbound<'c>(connection: &'c Connection, request: &Request<'_>) -> Result<CachedStatement<'c>> {
    connection
        .prepare_cached(request.sql)
        .map_err(|error| translate(error, request, connection))
}

fn bind(statement: &mut CachedStatement<'_>, parameters: &[Datum<'_>], scratch: &mut String) -> rusqlite::Result<()> {
    for (at, datum) in parameters.iter().enumerate() {
        let at = at + 1;
        match datum {
            Datum::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
            Datum::Boolean(value) => statement.raw_bind_parameter(at, *value)?,
            Datum::Integer(value) => statement.raw_bind_parameter(at, *value)?,
            Datum::Float(value) => statement.raw_bind_parameter(at, *value)?,
            Datum::Text(value) | Datum::Json(value) => statement.raw_bind_parameter(at, value.as_ref())?,
            Datum::Bytes(value) => statement.raw_bind_parameter(at, value.as_ref())?,
            datum => {
                scratch.clear();
                push_sqlite_text(scratch, datum);
                statement.raw_bind_parameter(at, scratch.as_str())?;
            }
        }
    }
    Ok(())
}

fn decode_row<T>(request: &Request<'_>, row: &rusqlite::Row<'_>, decode: Decode<T>) -> Result<T> {
    let mut row = Row::sqlite(row);
    decode(&mut row).map_err(|error| request.decode_error(&row, error))
}

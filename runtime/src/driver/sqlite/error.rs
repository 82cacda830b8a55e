//! SQLite's errors as ours. SQLite names columns where PostgreSQL names the constraint, so the table's description
//! says which constraint has these columns; of a foreign key it says nothing, so the one that fails is looked for.

use rusqlite::{Connection, ErrorCode, ffi};

use crate::driver::request::Request;
use crate::driver::syntax::SQLITE;
use crate::error::Error;
use crate::model::{ForeignKey, Table};
use crate::statement::{quoted, table_name};
use crate::value::Datum;

pub(crate) fn translate(error: rusqlite::Error, request: &Request<'_>, connection: &Connection) -> Error {
    let rusqlite::Error::SqliteFailure(failure, Some(message)) = &error else {
        return other(error);
    };
    let detail = message.split_once(": ").map_or("", |(_, detail)| detail);
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            unique(detail, request)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
            let key = failing_foreign_key(request, connection);
            Error::ForeignKeyViolation {
                table: request.table_name(),
                constraint: key.map(|key| key.name.to_owned()),
                columns: request.column_names(key.map_or(&[], |key| key.columns)),
            }
        }
        ffi::SQLITE_CONSTRAINT_CHECK => Error::CheckViolation {
            table: request.table_name(),
            constraint: detail.to_owned(),
        },
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let (table, column) = split_column(detail);
            Error::NotNullViolation {
                table: table.to_owned(),
                column: column.to_owned(),
            }
        }
        _ => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Stale {
                reason: message.clone(),
            },
            ErrorCode::OperationInterrupted => Error::Timeout {
                what: "a statement",
                after: None,
            },
            _ => other(error),
        },
    }
}

fn other(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error().map(|failure| failure.extended_code.to_string());
    Error::Database {
        code,
        message: error.to_string(),
        source: Some(error.into()),
    }
}

/// `user.email, user.name`, or `index 'name'` for one over expressions.
fn unique(detail: &str, request: &Request<'_>) -> Error {
    if let Some(index) = detail.strip_prefix("index '") {
        return Error::UniqueViolation {
            table: request.table_name(),
            constraint: index.trim_end_matches('\'').to_owned(),
            columns: Vec::new(),
        };
    }
    let columns: Vec<&str> = detail.split(", ").map(|column| split_column(column).1).collect();
    let constraint = request
        .table
        .and_then(|table| constraint_of(table, &columns))
        .unwrap_or(detail);
    let table = detail.split(", ").next().map_or("", |column| split_column(column).0);
    Error::UniqueViolation {
        table: request.table.map_or(table, |table| table.name).to_owned(),
        constraint: constraint.to_owned(),
        columns: columns.into_iter().map(str::to_owned).collect(),
    }
}

fn constraint_of(table: &'static Table, columns: &[&str]) -> Option<&'static str> {
    let constraints = table.primary_key.iter().chain(table.uniques);
    constraints
        .filter(|constraint| constraint.columns.len() == columns.len())
        .find(|constraint| {
            let mut names = constraint.columns.iter().map(|at| table.columns[*at].name);
            names.all(|name| columns.contains(&name))
        })
        .map(|constraint| constraint.name)
}

/// A table's name may hold a dot, a column's hardly does.
fn split_column(text: &str) -> (&str, &str) {
    text.rsplit_once('.').unwrap_or(("", text))
}

/// The first foreign key among the values written that points at nothing; `None` where it was checked at COMMIT, or
/// where rows elsewhere point at what was deleted.
fn failing_foreign_key(request: &Request<'_>, connection: &Connection) -> Option<&'static ForeignKey> {
    let table = request.table?;
    let mut keys = table.foreign_keys.iter().filter(|key| !key.deferred);
    keys.find(|key| points_at_nothing(key, request.set, connection).unwrap_or(false))
}

fn points_at_nothing(key: &ForeignKey, set: &[(usize, Datum<'static>)], connection: &Connection) -> Option<bool> {
    let values: Vec<&Datum<'static>> = key
        .columns
        .iter()
        .map(|column| set.iter().find(|(at, _)| at == column).map(|(_, value)| value))
        .collect::<Option<_>>()?;
    if values.iter().any(|value| value.is_null()) {
        return None;
    }
    let conditions: Vec<String> = key
        .referenced
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{} = ?{}", quoted(column), at + 1))
        .collect();
    let sql = format!(
        "select 1 from {} where {}",
        table_name(&SQLITE, key.schema, key.table),
        conditions.join(" and ")
    );
    let parameters: Vec<Datum<'_>> = values.into_iter().cloned().collect();
    let request = Request::raw(&sql, &parameters);
    let row = super::statement::fetch_first(connection, &request, |_| Ok(())).ok()?;
    Some(row.is_none())
}

//! PostgreSQL's errors as ours.

use tokio_postgres::error::{DbError, SqlState};

use crate::driver::request::Request;
use crate::error::Error;

pub(crate) fn translate(error: tokio_postgres::Error, request: &Request<'_>) -> Error {
    let Some(refusal) = error.as_db_error() else {
        return without_server(error, request);
    };
    let table = || refusal.table().map_or_else(|| request.table_name(), str::to_owned);
    let constraint = || refusal.constraint().unwrap_or_default().to_owned();
    match *refusal.code() {
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => Error::UniqueViolation {
            table: table(),
            constraint: constraint(),
            columns: columns_of_key(request, refusal),
        },
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::RESTRICT_VIOLATION => Error::ForeignKeyViolation {
            table: table(),
            constraint: refusal.constraint().map(str::to_owned),
            columns: columns_of_foreign_key(request, refusal),
        },
        SqlState::CHECK_VIOLATION => Error::CheckViolation {
            table: table(),
            constraint: constraint(),
        },
        SqlState::NOT_NULL_VIOLATION => Error::NotNullViolation {
            table: table(),
            column: refusal.column().unwrap_or_default().to_owned(),
        },
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Error::Stale {
            reason: refusal.message().to_owned(),
        },
        // Which check it was, the message alone would tell, in any language.
        SqlState::INSUFFICIENT_PRIVILEGE if refusal.routine() == Some("ExecWithCheckOptions") => Error::Scope {
            table: request.table_name(),
            reason: "the row would not be, or is not, in the scope of the executor".to_owned(),
        },
        SqlState::IN_FAILED_SQL_TRANSACTION => Error::TransactionAborted {
            reason: "the database refused a statement before",
        },
        SqlState::QUERY_CANCELED => Error::Timeout {
            what: "a statement",
            after: None,
        },
        SqlState::LOCK_NOT_AVAILABLE => Error::Timeout {
            what: "waiting for a lock",
            after: None,
        },
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => connecting(error),
        _ => Error::Database {
            code: Some(refusal.code().code().to_owned()),
            message: refusal.message().to_owned(),
            source: Some(error.into()),
        },
    }
}

/// The columns of a key, as the model says.
fn columns_of_key(request: &Request<'_>, refusal: &DbError) -> Vec<String> {
    let keys = request.table.map(|table| table.primary_key.iter().chain(table.uniques));
    let found = keys.and_then(|mut keys| keys.find(|key| Some(key.name) == refusal.constraint()));
    found.map_or_else(Vec::new, |key| request.column_names(key.columns))
}

/// The columns of a foreign key, as the model says; those of another table's key are none of it.
fn columns_of_foreign_key(request: &Request<'_>, refusal: &DbError) -> Vec<String> {
    let keys = request.table.map(|table| table.foreign_keys.iter());
    let found = keys.and_then(|mut keys| keys.find(|key| Some(key.name) == refusal.constraint()));
    found.map_or_else(Vec::new, |key| request.column_names(key.columns))
}

fn without_server(error: tokio_postgres::Error, request: &Request<'_>) -> Error {
    if error.is_closed() || is_io(&error) {
        return connecting(error);
    }
    let reason = reason(&error);
    // What remains is ours: a value that the statement's parameter cannot hold.
    Error::Database {
        code: None,
        message: format!("{}: {reason}", request.table_name()),
        source: Some(error.into()),
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// An error while connecting, or of a connection that broke.
pub(crate) fn connecting(error: tokio_postgres::Error) -> Error {
    Error::Connection {
        reason: reason(&error),
        source: Some(error.into()),
    }
}

fn reason(error: &tokio_postgres::Error) -> String {
    let mut reason = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !reason.contains(&cause_text) {
            reason = format!("{reason}: {cause_text}");
        }
        source = cause.source();
    }
    reason
}

/// "cached plan must not change result type", and a type that was dropped and made anew.
pub(crate) fn is_stale_plan(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|refusal| {
        *refusal.code() == SqlState::FEATURE_NOT_SUPPORTED && refusal.message().contains("cached plan")
    })
}

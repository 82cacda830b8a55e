//! What can go wrong, by kind, so that an application can answer each in its own way.

use std::borrow::Cow;
use std::time::Duration;

use crate::value::{DecodeError, EncodeError};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a driver said, kept as the source of an error.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `DATABASE_URL`, a URL or an option is missing or wrong.
    #[error("{0}")]
    Configuration(String),

    /// The database could not be reached, or the connection broke.
    #[error("cannot talk to the database: {reason}")]
    Connection {
        /// What happened, without any password.
        reason: String,
        /// What the driver said.
        #[source]
        source: Option<Source>,
    },

    /// Something took longer than it may: a free connection, a lock, a statement.
    #[error("{what} took too long{}", after.map(|after| format!(" (more than {after:?})")).unwrap_or_default())]
    Timeout {
        /// What was waited for.
        what: &'static str,
        /// How long it may take, where it was we who waited and not the server.
        after: Option<Duration>,
    },

    /// No row has this key, or none in scope.
    #[error("no row of `{table}` has this key")]
    NotFound {
        /// The table.
        table: String,
    },

    /// `one()` met more than one row.
    #[error("more than one row of `{table}` matches")]
    TooManyRows {
        /// The table.
        table: String,
    },

    /// A row with the same values is there already.
    #[error("a row of `{table}` with the same {} exists already ({constraint})", columns.join(", "))]
    UniqueViolation {
        /// The table.
        table: String,
        /// The constraint or index.
        constraint: String,
        /// Its columns, by their names in the database; empty for an index over expressions.
        columns: Vec<String>,
    },

    /// A row points at one that is not there, or is still pointed at.
    #[error("a foreign key of or to `{table}` is violated{}", named(constraint.as_deref()))]
    ForeignKeyViolation {
        /// The table that was written.
        table: String,
        /// The constraint; `None` where SQLite leaves it open (checked at COMMIT, or by deleting what is pointed at).
        constraint: Option<String>,
        /// Its columns, by their names in the database; empty where it is not one of the table's.
        columns: Vec<String>,
    },

    /// A row breaks a CHECK.
    #[error("a row of `{table}` breaks the check {constraint}")]
    CheckViolation {
        /// The table.
        table: String,
        /// The constraint.
        constraint: String,
    },

    /// A row lacks a value.
    #[error("`{table}`.`{column}` must have a value")]
    NotNullViolation {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },

    /// Values break the rules that the schema gives under `validate`; nothing was sent.
    #[error("{}", fields.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Validation {
        /// Every field that is wrong.
        fields: Vec<InvalidField>,
    },

    /// The row is not, or would not be, within the scope of the executor.
    #[error("`{table}`: {reason}")]
    Scope {
        /// The table.
        table: String,
        /// Why.
        reason: String,
    },

    /// Somebody else changed the data in between: a serialisation failure, a deadlock, a database that is busy.
    /// Running the transaction again may succeed.
    #[error("the data was changed by another transaction at the same time: {reason}")]
    Stale {
        /// What the database said.
        reason: String,
    },

    /// A row holds something that the model does not expect.
    #[error("`{table}`.`{column}`: {source}")]
    Decode {
        /// The table, or the statement's beginning.
        table: String,
        /// The column.
        column: String,
        /// What was found.
        source: DecodeError,
    },

    /// A value cannot be sent.
    #[error("`{table}`.`{column}`: {source}")]
    Encode {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Why.
        source: EncodeError,
    },

    /// The transaction has ended already.
    #[error("the transaction has ended")]
    TransactionEnded,

    /// The transaction can only be undone, since something in it failed or was dropped. What may fail stands in a
    /// savepoint of its own: [`Tx::transaction`](crate::Tx::transaction).
    #[error("the transaction can only be undone: {reason}")]
    TransactionAborted {
        /// What happened before.
        reason: &'static str,
    },

    /// A savepoint of this transaction is open: until it ends, statements run on the `Tx` that its closure was given.
    #[error("a savepoint of this transaction is open: until it ends, use the `Tx` that its closure was given")]
    SavepointOpen,

    /// A query that cannot be asked: what it selects is not grouped by, or the like. Nothing was sent.
    #[error("the query cannot be asked: {0}")]
    InvalidQuery(String),

    /// A cursor that is none, or of another query. Nothing was sent.
    #[error("the cursor cannot be used: {0}; ask for the first page")]
    InvalidCursor(String),

    /// A filter or an order that a request asks for, and may not, or not so. Nothing was sent.
    #[error("`{place}` {reason}")]
    InvalidRequest {
        /// Where in the request: `or[1].year.ge`.
        place: String,
        /// What is wrong, and what may stand there; none of the values.
        reason: String,
    },

    /// The enabled features or this database cannot do it.
    #[error("{0}")]
    Unsupported(String),

    /// The database refused the statement.
    #[error("the database refused a statement{}: {message}", code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
    Database {
        /// SQLSTATE on PostgreSQL, the extended result code on SQLite.
        code: Option<String>,
        /// What it said.
        message: String,
        /// What the driver said.
        #[source]
        source: Option<Source>,
    },

    /// An error of the application's own, on its way out of a transaction.
    #[error(transparent)]
    Other(Source),
}

fn named(constraint: Option<&str>) -> Cow<'static, str> {
    constraint.map_or(Cow::Borrowed(""), |name| Cow::Owned(format!(" ({name})")))
}

impl Error {
    /// An error of the application's own, to leave a transaction with.
    pub fn other(error: impl Into<Source>) -> Self {
        Self::Other(error.into())
    }

    /// Whether a constraint of this name was violated: `error.violates(User::EMAIL_KEY)`.
    pub fn violates(&self, name: &str) -> bool {
        match self {
            Self::UniqueViolation { constraint, .. } | Self::CheckViolation { constraint, .. } => constraint == name,
            Self::ForeignKeyViolation { constraint, .. } => constraint.as_deref() == Some(name),
            _ => false,
        }
    }

    /// The columns that are wrong, by their names in the database; of [`Validation`](Self::Validation) the fields, of
    /// [`InvalidRequest`](Self::InvalidRequest) the place. Empty where
    /// the error is not about columns, or the database does not say.
    ///
    /// ```
    /// let error = tablesmith::Error::UniqueViolation {
    ///     table: "user".to_owned(),
    ///     constraint: "user_email_key".to_owned(),
    ///     columns: vec!["email".to_owned()],
    /// };
    /// assert_eq!(error.fields(), ["email"]);
    /// ```
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::UniqueViolation { columns, .. } | Self::ForeignKeyViolation { columns, .. } => {
                columns.iter().map(String::as_str).collect()
            }
            Self::NotNullViolation { column, .. } | Self::Encode { column, .. } => vec![column],
            Self::InvalidRequest { place, .. } => vec![place],
            Self::Validation { fields } => fields.iter().map(|field| field.field).collect(),
            _ => Vec::new(),
        }
    }

    /// The status that an HTTP service answers such an error with, unless it knows better: 404 for a row that is not there,
    /// 403 for one out of scope, 409 for values that are taken or changed meanwhile, 422 for values that no row may have, 400
    /// for a cursor that is none of the query's and a filter that is not allowed, 503 (with `Retry-After`) for a database that is not there or too slow, 500
    /// for all that is nobody's fault but the program's.
    ///
    /// ```
    /// assert_eq!(tablesmith::Error::NotFound { table: "user".to_owned() }.http_status(), 404);
    /// assert_eq!(tablesmith::Error::other("of the application's own").http_status(), 500);
    /// ```
    pub fn http_status(&self) -> u16 {
        match self {
            Self::InvalidCursor(_) | Self::InvalidRequest { .. } => 400,
            Self::Scope { .. } => 403,
            Self::NotFound { .. } => 404,
            Self::UniqueViolation { .. } | Self::ForeignKeyViolation { .. } | Self::Stale { .. } => 409,
            Self::CheckViolation { .. }
            | Self::NotNullViolation { .. }
            | Self::Validation { .. }
            | Self::Encode { .. } => 422,
            Self::Timeout { .. } => 503,
            _ if self.is_lost() => 503,
            _ => 500,
        }
    }

    /// What kind of error it is, as logs and metrics count it: `unique_violation`, `timeout`. It holds nothing of the values.
    ///
    /// ```
    /// assert_eq!(tablesmith::Error::TransactionEnded.kind(), "transaction_ended");
    /// ```
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Configuration(_) => "configuration",
            Self::Connection { .. } => "connection",
            Self::Timeout { .. } => "timeout",
            Self::NotFound { .. } => "not_found",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::UniqueViolation { .. } => "unique_violation",
            Self::ForeignKeyViolation { .. } => "foreign_key_violation",
            Self::CheckViolation { .. } => "check_violation",
            Self::NotNullViolation { .. } => "not_null_violation",
            Self::Validation { .. } => "validation",
            Self::Scope { .. } => "scope",
            Self::Stale { .. } => "stale",
            Self::Decode { .. } => "decode",
            Self::Encode { .. } => "encode",
            Self::TransactionEnded => "transaction_ended",
            Self::TransactionAborted { .. } => "transaction_aborted",
            Self::SavepointOpen => "savepoint_open",
            Self::InvalidQuery(_) => "invalid_query",
            Self::InvalidCursor(_) => "invalid_cursor",
            Self::InvalidRequest { .. } => "invalid_request",
            Self::Unsupported(_) => "unsupported",
            Self::Database { .. } => "database",
            Self::Other(_) => "other",
        }
    }

    /// Whether the database could not be reached, went away, or takes no more: it says nothing of the statement, which may
    /// or may not have been run. On PostgreSQL these are the classes 08, 53 and 57 of SQLSTATE besides broken connections.
    ///
    /// ```
    /// let shutting_down = tablesmith::Error::Database {
    ///     code: Some("57P01".to_owned()),
    ///     message: "terminating connection due to administrator command".to_owned(),
    ///     source: None,
    /// };
    /// assert!(shutting_down.is_lost());
    /// assert!(!tablesmith::Error::TransactionEnded.is_lost());
    /// ```
    pub fn is_lost(&self) -> bool {
        match self {
            Self::Connection { .. } => true,
            Self::Database { code: Some(code), .. } => is_code_of_lost_server(code),
            _ => false,
        }
    }

    /// Whether the database, or the way there, said it: a transaction in which that happened does not go on.
    pub(crate) fn is_of_the_database(&self) -> bool {
        matches!(
            self,
            Self::Connection { .. }
                | Self::Timeout { .. }
                | Self::UniqueViolation { .. }
                | Self::ForeignKeyViolation { .. }
                | Self::CheckViolation { .. }
                | Self::NotNullViolation { .. }
                | Self::Stale { .. }
                | Self::Database { .. }
                | Self::TransactionAborted { .. }
        )
    }

    /// Whether running the same transaction again may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Stale { .. })
    }

    /// Whether the row was not there (or not in scope).
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }
}

/// Whether a SQLSTATE is about the server and not about a statement: classes 08 (connections), 53 (room) and 57 (the
/// operator). SQLite's codes are shorter.
pub(crate) fn is_code_of_lost_server(code: &str) -> bool {
    code.len() == 5 && ["08", "53", "57"].iter().any(|class| code.starts_with(class))
}

/// A field whose value breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// The field, by its name in Rust.
    pub field: &'static str,
    /// The rule, by its name in the schema: `email`, `length`.
    pub rule: &'static str,
    /// What is asked for, as in "must be at most 20 characters long".
    pub message: String,
}

impl std::fmt::Display for InvalidField {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}` {}", self.field, self.message)
    }
}

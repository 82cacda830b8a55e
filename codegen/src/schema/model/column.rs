//! Columns, their types and values.

use serde_json::Value as Json;

use crate::dialect::{DialectName, PerDialect};
use crate::schema::EnumId;
use crate::source::Span;

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The logical key.
    pub key: String,
    /// The name in the database.
    pub name: String,
    /// The Rust field, without `r#`.
    pub rust_name: String,
    /// Its type; of a reference, that of the column it points at.
    pub r#type: Type,
    /// The type as SQLite is told it, where that is not the one of [`type`](Self::type).
    pub declared: Option<String>,
    /// Its collation, where it is not the type's own.
    pub collation: Option<String>,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether the database lets it be NULL though it is in the primary key, as only SQLite does.
    pub nullable_key: bool,
    /// What a row gets that says nothing.
    pub default: Option<Default>,
    /// What a row gets on each update that says nothing.
    pub update_default: Option<Default>,
    /// Whether the database numbers it.
    pub identity: Option<Identity>,
    /// Whether the database computes it.
    pub generated: Option<Generated>,
    /// Documentation and database comment.
    pub comment: Option<String>,
    /// A Rust type of the user's own, as written.
    pub rust: Option<String>,
    /// Rules a value must meet before it is written.
    pub validate: Vec<Validation>,
    /// Never shown in `Debug` or logs.
    pub secret: bool,
    /// The one dialect it exists in, if not in all.
    pub only: Option<DialectName>,
    /// The key it had before.
    pub renamed_from: Option<String>,
    /// SQL for rows that are NULL when it becomes NOT NULL, or for all rows when it is added.
    pub backfill: Option<PerDialect<String>>,
    /// SQL that gives the new value from the old when the type changes.
    pub using: Option<PerDialect<String>>,
    /// SQL that gives the old value from the new, while both are there.
    pub using_back: Option<PerDialect<String>>,
    /// Where it is declared.
    pub span: Span,
}

/// A logical type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// The element, or the type itself.
    pub scalar: Scalar,
    /// Whether it is an array of [`Self::scalar`].
    pub array: bool,
}

/// A logical scalar type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// Exact decimal; without precision, any.
    Numeric(Option<(u16, i16)>),
    /// 32-bit float.
    Real,
    /// 64-bit float.
    Double,
    /// Truth.
    Boolean,
    /// Text of any length.
    Text,
    /// Text of at most n characters.
    Varchar(u32),
    /// Text of exactly n characters, padded by PostgreSQL.
    Char(u32),
    /// Bytes.
    Bytea,
    /// UUID.
    Uuid,
    /// Day.
    Date,
    /// Time of day.
    Time,
    /// Date and time without a zone.
    Timestamp,
    /// An instant.
    Timestamptz,
    /// A span of time.
    Interval,
    /// JSON as written.
    Json,
    /// JSON, parsed.
    Jsonb,
    /// IP address with an optional prefix.
    Inet,
    /// IP network.
    Cidr,
    /// MAC address.
    Macaddr,
    /// An enum of this schema.
    Enum(EnumId),
    /// Any type the database knows, by name; its column needs `only`.
    Other(String),
}

/// A default.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// A value of the column's type; checked against it.
    Literal(Literal),
    /// Made when the row is.
    Generator(Generator),
    /// SQL text.
    Sql(PerDialect<String>),
}

/// A literal default.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Text; also a numeric, date, uuid … as its type writes it, and an enum's value.
    Text(String),
    /// JSON, for json, jsonb and arrays.
    Json(Json),
}

/// A value made at creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// The time: by the database on both.
    Now,
    /// Random UUID: by PostgreSQL; on SQLite by the DAO.
    Uuid,
    /// Time-ordered UUID, by the DAO.
    UuidV7,
    /// Nano ID, by the DAO.
    Nanoid,
    /// ULID, by the DAO.
    Ulid,
}

/// How an identity column treats a value that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Refused.
    Always,
    /// Taken.
    ByDefault,
}

/// A generated column.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The SQL.
    pub expression: PerDialect<String>,
    /// Whether it is stored (else computed on read).
    pub stored: bool,
}

/// A rule of `validate`.
#[derive(Debug, Clone, PartialEq)]
pub enum Validation {
    /// Looks like an e-mail address.
    Email,
    /// An absolute URL.
    Url,
    /// Number of characters, both ends included.
    Length(Option<u64>, Option<u64>),
    /// A number, both ends included.
    Range(Option<f64>, Option<f64>),
    /// Not only white space.
    NotBlank,
    /// A regular expression that must match.
    Pattern(String),
    /// One of these.
    OneOf(Vec<String>),
}

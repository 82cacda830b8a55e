//! Values between Rust and a database: [`Datum`] on the way in, [`DatumRef`] on the way out, [`Value`] for types.

use std::borrow::Cow;

/// A value on its way to a database.
#[derive(Debug, Clone)]
pub enum Datum<'a> {
    /// NULL.
    Null,
    /// Truth.
    Boolean(bool),
    /// Any integer.
    Integer(i64),
    /// Any float.
    Float(f64),
    /// Text, and whatever a column holds as text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// UUID.
    Uuid(uuid::Uuid),
    /// Exact decimal.
    Decimal(rust_decimal::Decimal),
    /// Day.
    Date(jiff::civil::Date),
    /// Time of day.
    Time(jiff::civil::Time),
    /// Date and time without a zone.
    DateTime(jiff::civil::DateTime),
    /// An instant.
    Timestamp(jiff::Timestamp),
    /// A span of time.
    Interval(jiff::Span),
    /// JSON text.
    Json(Cow<'a, str>),
    /// An array; its elements are of one kind or NULL.
    Array(Vec<Datum<'a>>),
}

/// A value as a driver hands it out, borrowed from the row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DatumRef<'a> {
    /// NULL.
    Null,
    /// Truth.
    Boolean(bool),
    /// Any integer; also truth on SQLite.
    Integer(i64),
    /// Any float.
    Float(f64),
    /// Text; on SQLite also dates, times, UUIDs, JSON, wide decimals.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// UUID.
    Uuid(uuid::Uuid),
    /// Exact decimal.
    Decimal(rust_decimal::Decimal),
    /// Day.
    Date(jiff::civil::Date),
    /// Time of day.
    Time(jiff::civil::Time),
    /// Date and time without a zone.
    DateTime(jiff::civil::DateTime),
    /// An instant.
    Timestamp(jiff::Timestamp),
    /// JSON text.
    Json(&'a str),
}

/// A value of a row that is not what the model says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct DecodeError {
    /// What the model says.
    pub expected: &'static str,
    /// What the row holds, shortened.
    pub found: String,
}

/// A Rust type that a column can hold. Implement it for a type of your own to use it with `rust = "…"`.
pub trait Value: Sized {
    /// The PostgreSQL type that a parameter of this type has unless its column says otherwise, as `int4`.
    const POSTGRES_TYPE: &'static str;

    /// The value on its way in, borrowed where it can be.
    fn to_datum(&self) -> Datum<'_>;

    /// The value on its way in.
    fn into_datum(self) -> Datum<'static>;

    /// The value from a row.
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError>;
}

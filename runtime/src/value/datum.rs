//! The two sides of a value: what is sent, what is read.

use std::borrow::Cow;

use crate::types::MacAddress;
use cidr::IpInet;
use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{ArrayRef, Interval};

/// A value on its way to a database.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
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
    Uuid(Uuid),
    /// Exact decimal.
    Decimal(Decimal),
    /// Day.
    Date(civil::Date),
    /// Time of day.
    Time(civil::Time),
    /// Date and time without a zone.
    DateTime(civil::DateTime),
    /// An instant.
    Timestamp(Timestamp),
    /// A span of time.
    Interval(Interval),
    /// JSON text.
    Json(Cow<'a, str>),
    /// A network or a host in one, without or with its host bits.
    Network(IpInet),
    /// A hardware address.
    MacAddress(MacAddress),
    /// An array; its elements are of one kind or NULL.
    Array(Vec<Datum<'a>>),
}

impl Datum<'_> {
    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Self::Null => Datum::Null,
            Self::Boolean(value) => Datum::Boolean(value),
            Self::Integer(value) => Datum::Integer(value),
            Self::Float(value) => Datum::Float(value),
            Self::Text(value) => Datum::Text(Cow::Owned(value.into_owned())),
            Self::Bytes(value) => Datum::Bytes(Cow::Owned(value.into_owned())),
            Self::Uuid(value) => Datum::Uuid(value),
            Self::Decimal(value) => Datum::Decimal(value),
            Self::Date(value) => Datum::Date(value),
            Self::Time(value) => Datum::Time(value),
            Self::DateTime(value) => Datum::DateTime(value),
            Self::Timestamp(value) => Datum::Timestamp(value),
            Self::Interval(value) => Datum::Interval(value),
            Self::Json(value) => Datum::Json(Cow::Owned(value.into_owned())),
            Self::Network(value) => Datum::Network(value),
            Self::MacAddress(value) => Datum::MacAddress(value),
            Self::Array(values) => Datum::Array(values.into_iter().map(Datum::into_owned).collect()),
        }
    }

    /// The same value, borrowed where it can be.
    pub(crate) fn borrowed(&self) -> Datum<'_> {
        match self {
            Self::Text(value) => Datum::Text(Cow::Borrowed(value)),
            Self::Bytes(value) => Datum::Bytes(Cow::Borrowed(value)),
            Self::Json(value) => Datum::Json(Cow::Borrowed(value)),
            Self::Array(values) => Datum::Array(values.iter().map(Datum::borrowed).collect()),
            other => other.clone(),
        }
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// A value of any serialisable type as JSON text.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] where the type's `Serialize` refuses, as for a map whose keys are not text.
    pub fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<Datum<'static>, EncodeError> {
        serde_json::to_string(value)
            .map(|text| Datum::Json(Cow::Owned(text)))
            .map_err(|error| EncodeError {
                reason: error.to_string(),
            })
    }
}

impl<'a> From<&'a str> for Datum<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Datum<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

/// A value as a driver hands it out, borrowed from the row.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum DatumRef<'a> {
    /// NULL.
    Null,
    /// Truth.
    Boolean(bool),
    /// Any integer; also truth on SQLite.
    Integer(i64),
    /// Any float.
    Float(f64),
    /// Text; on SQLite also dates, times, UUIDs, JSON, arrays, wide decimals.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// UUID.
    Uuid(Uuid),
    /// Exact decimal.
    Decimal(Decimal),
    /// Day.
    Date(civil::Date),
    /// Time of day.
    Time(civil::Time),
    /// Date and time without a zone.
    DateTime(civil::DateTime),
    /// An instant.
    Timestamp(Timestamp),
    /// A span of time.
    Interval(Interval),
    /// JSON text.
    Json(&'a str),
    /// A network or a host in one.
    Network(IpInet),
    /// A hardware address.
    MacAddress(MacAddress),
    /// An array, not yet taken apart.
    Array(ArrayRef<'a>),
    /// A value that cannot be represented here, such as an infinite date, with the reason.
    Unreadable(&'static str),
}

/// A value of a row that is not what the model says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct DecodeError {
    /// What the model says.
    pub expected: &'static str,
    /// What the row holds: its kind, never its content, which may be secret.
    pub found: String,
}

impl DecodeError {
    /// A `datum` that is not what was `expected`.
    pub fn new(expected: &'static str, datum: DatumRef<'_>) -> Self {
        Self {
            expected,
            found: datum.kind().to_owned(),
        }
    }

    /// Something else than what was `expected`.
    pub fn found(expected: &'static str, found: impl Into<String>) -> Self {
        Self {
            expected,
            found: found.into(),
        }
    }
}

impl DatumRef<'_> {
    /// The same value, borrowing nothing.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] for an array, and for what cannot be represented.
    pub(crate) fn to_owned(self) -> Result<Datum<'static>, DecodeError> {
        Ok(match self {
            Self::Null => Datum::Null,
            Self::Boolean(value) => Datum::Boolean(value),
            Self::Integer(value) => Datum::Integer(value),
            Self::Float(value) => Datum::Float(value),
            Self::Text(value) => Datum::Text(Cow::Owned(value.to_owned())),
            Self::Bytes(value) => Datum::Bytes(Cow::Owned(value.to_vec())),
            Self::Uuid(value) => Datum::Uuid(value),
            Self::Decimal(value) => Datum::Decimal(value),
            Self::Date(value) => Datum::Date(value),
            Self::Time(value) => Datum::Time(value),
            Self::DateTime(value) => Datum::DateTime(value),
            Self::Timestamp(value) => Datum::Timestamp(value),
            Self::Interval(value) => Datum::Interval(value),
            Self::Json(value) => Datum::Json(Cow::Owned(value.to_owned())),
            Self::Network(value) => Datum::Network(value),
            Self::MacAddress(value) => Datum::MacAddress(value),
            Self::Array(_) | Self::Unreadable(_) => {
                return Err(DecodeError::new("a value that rows can be found by", self));
            }
        })
    }

    /// The kind of value, for messages.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Uuid(_) => "a UUID",
            Self::Decimal(_) => "a decimal",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time",
            Self::DateTime(_) => "a date and time",
            Self::Timestamp(_) => "a timestamp",
            Self::Interval(_) => "an interval",
            Self::Json(_) => "JSON",
            Self::Network(_) => "a network address",
            Self::MacAddress(_) => "a MAC address",
            Self::Array(_) => "an array",
            Self::Unreadable(reason) => reason,
        }
    }
}

/// A value that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct EncodeError {
    /// Why.
    pub reason: String,
}

//! Truth, numbers, text, bytes, UUIDs.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive as _, ToPrimitive as _};
use uuid::Uuid;

use super::{Datum, DatumRef, DecodeError, Value};

impl Value for bool {
    const POSTGRES_TYPE: &'static str = "bool";
    const POSTGRES_ARRAY: &'static str = "bool[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Boolean(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Boolean(self)
    }

    #[inline]
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Boolean(value) => Ok(value),
            DatumRef::Integer(0) => Ok(false),
            DatumRef::Integer(1) => Ok(true),
            datum => Err(DecodeError::new("a boolean", datum)),
        }
    }
}

macro_rules! integer_value {
    ($type:ty, $postgres:literal, $expected:literal) => {
        impl Value for $type {
            const POSTGRES_TYPE: &'static str = $postgres;
            const POSTGRES_ARRAY: &'static str = concat!($postgres, "[]");

            fn to_datum(&self) -> Datum<'_> {
                Datum::Integer(i64::from(*self))
            }

            fn into_datum(self) -> Datum<'static> {
                Datum::Integer(i64::from(self))
            }

            #[inline]
            fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
                let value = match datum {
                    DatumRef::Integer(value) => value,
                    // What an aggregate over integers gives on PostgreSQL.
                    DatumRef::Decimal(value) if value.is_integer() => value
                        .to_i64()
                        .ok_or_else(|| DecodeError::found($expected, "a decimal out of range"))?,
                    datum => return Err(DecodeError::new($expected, datum)),
                };
                Self::try_from(value).map_err(|_| DecodeError::found($expected, "an integer out of range"))
            }
        }
    };
}

integer_value!(i16, "int2", "a 16-bit integer");
integer_value!(i32, "int4", "a 32-bit integer");
integer_value!(i64, "int8", "a 64-bit integer");

impl Value for f64 {
    const POSTGRES_TYPE: &'static str = "float8";
    const POSTGRES_ARRAY: &'static str = "float8[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Float(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Float(self)
    }

    #[inline]
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Float(value) => Ok(value),
            // SQLite stores a whole number in an untyped expression as an integer.
            #[expect(clippy::cast_precision_loss, reason = "a float column holds nothing more precise")]
            DatumRef::Integer(value) => Ok(value as f64),
            // How floats that JSON has no number for stand in an array on SQLite.
            DatumRef::Text("NaN") => Ok(Self::NAN),
            DatumRef::Text("Infinity") => Ok(Self::INFINITY),
            DatumRef::Text("-Infinity") => Ok(Self::NEG_INFINITY),
            // SQLite has no NaN: it becomes NULL, which a nullable column reads before it comes here.
            datum => Err(DecodeError::new("a float", datum)),
        }
    }
}

impl Value for f32 {
    const POSTGRES_TYPE: &'static str = "float4";
    const POSTGRES_ARRAY: &'static str = "float4[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Float(f64::from(*self))
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Float(f64::from(self))
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the column holds single precision")]
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        f64::from_datum(datum).map(|value| value as Self)
    }
}

impl Value for String {
    const POSTGRES_TYPE: &'static str = "text";
    const POSTGRES_ARRAY: &'static str = "text[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Text(Cow::Borrowed(self))
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Text(Cow::Owned(self))
    }

    #[inline]
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Text(text) | DatumRef::Json(text) => Ok(text.to_owned()),
            datum => Err(DecodeError::new("text", datum)),
        }
    }
}

impl Value for Vec<u8> {
    const POSTGRES_TYPE: &'static str = "bytea";
    const POSTGRES_ARRAY: &'static str = "bytea[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Bytes(Cow::Borrowed(self))
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Bytes(Cow::Owned(self))
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Bytes(bytes) => Ok(bytes.to_vec()),
            // How bytes stand in an array on SQLite.
            DatumRef::Text(text) => hexadecimal(text).ok_or_else(|| DecodeError::new("bytes", datum)),
            datum => Err(DecodeError::new("bytes", datum)),
        }
    }
}

/// `\x00ff`, PostgreSQL's text form of bytes.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes();
    if digits.len() % 2 != 0 {
        return None;
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()
        })
        .collect()
}

impl Value for Uuid {
    const POSTGRES_TYPE: &'static str = "uuid";
    const POSTGRES_ARRAY: &'static str = "uuid[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Uuid(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Uuid(self)
    }

    #[inline]
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Uuid(value) => Ok(value),
            DatumRef::Text(text) => {
                Self::parse_str(text).map_err(|_| DecodeError::found("a UUID", "text that is none"))
            }
            datum => Err(DecodeError::new("a UUID", datum)),
        }
    }
}

impl Value for Decimal {
    const POSTGRES_TYPE: &'static str = "numeric";
    const POSTGRES_ARRAY: &'static str = "numeric[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Decimal(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Decimal(self)
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Decimal(value) => Ok(value),
            DatumRef::Integer(value) => Ok(value.into()),
            // A NUMERIC column of SQLite holds a float of at most 15 digits, all of which `from_f64` brings back.
            DatumRef::Float(value) => Self::from_f64(value).ok_or_else(|| DecodeError::new("a decimal", datum)),
            DatumRef::Text(text) => text
                .parse()
                .map_err(|_| DecodeError::found("a decimal", "text that is none")),
            datum => Err(DecodeError::new("a decimal", datum)),
        }
    }
}

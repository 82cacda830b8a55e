//! Cursors: where a page ends, as text that is handed back as it is. It holds the values that the page was ordered by.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};
use crate::value::Datum;

/// To which side of a row a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    After,
    Before,
}

/// What a cursor says.
#[derive(Debug)]
pub(super) struct Cursor {
    pub(super) direction: Direction,
    /// What the row has of each part of the order.
    pub(super) values: Vec<Datum<'static>>,
}

impl Cursor {
    /// A number for the text of a statement, the same in every process.
    pub(super) fn shape_of(sql: &str) -> u32 {
        let digest = Sha256::digest(sql.as_bytes());
        u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    pub(super) fn write(shape: u32, direction: Direction, values: &[Datum<'static>]) -> Result<String> {
        let values: Option<Vec<Json>> = values.iter().map(to_json).collect();
        let values = values.ok_or_else(|| {
            Error::InvalidQuery("pages cannot be ordered by intervals, bytes, JSON, networks or arrays".to_owned())
        })?;
        let text = json!([shape, direction == Direction::Before, values]).to_string();
        let mut hexadecimal = String::with_capacity(2 * text.len());
        for byte in text.bytes() {
            for digit in [byte >> 4, byte & 15] {
                hexadecimal.extend(char::from_digit(digit.into(), 16));
            }
        }
        Ok(hexadecimal)
    }

    pub(super) fn read(text: &str, shape: u32, length: usize) -> Result<Self> {
        let (of, cursor) = Self::parse(text).ok_or_else(|| refused("it is none"))?;
        if of != shape || cursor.values.len() != length {
            return Err(refused("it was given by a query of another shape"));
        }
        Ok(cursor)
    }

    fn parse(text: &str) -> Option<(u32, Self)> {
        let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
        let bytes: Option<Vec<u8>> = digits
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => u8::try_from(high * 16 + low).ok(),
                _ => None,
            })
            .collect();
        let (shape, before, values): (u32, bool, Vec<Json>) = serde_json::from_slice(&bytes?).ok()?;
        let values: Option<Vec<Datum<'static>>> = values.iter().map(from_json).collect();
        let direction = if before { Direction::Before } else { Direction::After };
        let cursor = Self {
            direction,
            values: values?,
        };
        Some((shape, cursor))
    }
}

fn refused(reason: &str) -> Error {
    Error::InvalidCursor(reason.to_owned())
}

/// Plain where JSON has the value, else an object that says its kind; none of what has no order that both databases share.
fn to_json(value: &Datum<'static>) -> Option<Json> {
    Some(match value {
        Datum::Null => Json::Null,
        Datum::Boolean(value) => json!(value),
        Datum::Integer(value) => json!(value),
        Datum::Text(value) => json!(value),
        Datum::Float(value) => json!({ "float": value.to_bits() }),
        Datum::Uuid(value) => json!({ "uuid": value.to_string() }),
        Datum::Decimal(value) => json!({ "decimal": value.to_string() }),
        Datum::Date(value) => json!({ "date": value.to_string() }),
        Datum::Time(value) => json!({ "time": value.to_string() }),
        Datum::DateTime(value) => json!({ "datetime": value.to_string() }),
        Datum::Timestamp(value) => json!({ "timestamp": value.to_string() }),
        Datum::Bytes(_)
        | Datum::Interval(_)
        | Datum::Json(_)
        | Datum::Network(_)
        | Datum::MacAddress(_)
        | Datum::Array(_) => return None,
    })
}

fn from_json(value: &Json) -> Option<Datum<'static>> {
    Some(match value {
        Json::Null => Datum::Null,
        Json::Bool(value) => Datum::Boolean(*value),
        Json::Number(number) => Datum::Integer(number.as_i64()?),
        Json::String(text) => text.clone().into(),
        Json::Object(object) => {
            let (kind, value) = object.iter().next()?;
            let text = value.as_str().unwrap_or_default();
            match kind.as_str() {
                "float" => Datum::Float(f64::from_bits(value.as_u64()?)),
                "uuid" => Datum::Uuid(text.parse().ok()?),
                "decimal" => Datum::Decimal(text.parse::<Decimal>().ok()?),
                "date" => Datum::Date(text.parse().ok()?),
                "time" => Datum::Time(text.parse().ok()?),
                "datetime" => Datum::DateTime(text.parse().ok()?),
                "timestamp" => Datum::Timestamp(text.parse().ok()?),
                _ => return None,
            }
        }
        Json::Array(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let values = vec![
            Datum::Null,
            Datum::Boolean(true),
            Datum::Integer(-7),
            Datum::Float(0.1),
            Datum::Text("ä\"'".into()),
            Datum::Decimal("1.50".parse().expect("a decimal")),
            Datum::Timestamp("2026-11-22T05:00:00.123456Z".parse().expect("a timestamp")),
        ];
        let text = Cursor::write(7, Direction::Before, &values).expect("values that can be written");
        let read = Cursor::read(&text, 7, values.len()).expect("a cursor");
        assert_eq!((read.direction, read.values), (Direction::Before, values.clone()));
        for (text, shape) in [(text.as_str(), 8), ("zz", 7), ("abc", 7), ("", 7)] {
            assert!(Cursor::read(text, shape, values.len()).is_err(), "{text}");
        }
        let refused = Cursor::write(7, Direction::After, &[Datum::Bytes(b"a".as_slice().into())]);
        assert!(refused.is_err_and(|error| error.to_string().contains("cannot be ordered by")));
    }
}

//! Values of a request as a column holds them.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::tree::Tree;
use crate::value::{Datum, DatumRef, DecodeError, Value};

/// Takes a value for one of a column's type.
pub(super) type Read = fn(DatumRef<'_>) -> Result<Datum<'static>, DecodeError>;

pub(super) fn read<T: Value>(datum: DatumRef<'_>) -> Result<Datum<'static>, DecodeError> {
    T::from_datum(datum).map(T::into_datum)
}

/// The value of a column. Text may stand for anything, as in a query string; what has a type of its own must be of the column's.
pub(super) fn value(tree: &Tree, read: Read) -> Result<Datum<'static>, DecodeError> {
    let datum = match tree {
        Tree::Boolean(value) => read(DatumRef::Boolean(*value)),
        Tree::Integer(value) => number(read, DatumRef::Integer(*value)),
        Tree::Large(value) => number(read, DatumRef::Decimal(Decimal::from(*value))),
        Tree::Float(value) => number(read, DatumRef::Float(*value)),
        Tree::Text(value) => text(read, value),
        Tree::Null | Tree::List(_) | Tree::Fields(_) => Err(DecodeError::found(expected(read), tree.kind())),
    }?;
    sendable(datum)
}

/// What a column of this type asks for.
fn expected(read: Read) -> &'static str {
    read(DatumRef::Null).err().map_or("a value", |error| error.expected)
}

/// A number is one in the column too: 1 is no truth.
fn number(read: Read, datum: DatumRef<'_>) -> Result<Datum<'static>, DecodeError> {
    match read(datum)? {
        value @ (Datum::Integer(_) | Datum::Float(_) | Datum::Decimal(_)) => Ok(value),
        _ => Err(DecodeError::found(expected(read), "a number")),
    }
}

fn text(read: Read, text: &str) -> Result<Datum<'static>, DecodeError> {
    let as_text = match read(DatumRef::Text(text)) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let is_number = || {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
    };
    let other = match text {
        "true" => DatumRef::Boolean(true),
        "false" => DatumRef::Boolean(false),
        _ => match (text.parse::<i64>(), text.parse::<f64>(), text.parse::<Timestamp>()) {
            (Ok(value), _, _) => DatumRef::Integer(value),
            (_, Ok(value), _) if is_number() => DatumRef::Float(value),
            (_, _, Ok(value)) => DatumRef::Timestamp(value),
            _ => return Err(as_text),
        },
    };
    read(other)
}

/// What both databases take, and compare alike.
fn sendable(datum: Datum<'static>) -> Result<Datum<'static>, DecodeError> {
    let refused = |expected, found: &str| Err(DecodeError::found(expected, found));
    match &datum {
        Datum::Text(text) if text.contains('\0') => refused("text", "text with a NUL character in it"),
        Datum::Float(value) if !value.is_finite() => refused("a finite number", "one that is out of range"),
        Datum::Date(date) if date.year() < 1 => refused("a date", "one before the year 1"),
        Datum::DateTime(moment) if moment.year() < 1 => refused("a date and time", "one before the year 1"),
        Datum::Timestamp(moment) if moment.as_second() < FIRST_SECOND => {
            refused("a timestamp", "one before the year 1")
        }
        _ => Ok(datum),
    }
}

/// When the year 1 began.
const FIRST_SECOND: i64 = -62_135_596_800;

#[cfg(test)]
mod tests {
    use jiff::civil;
    use uuid::Uuid;

    use super::*;

    fn said<T: Value>(tree: &Tree) -> Result<Datum<'static>, String> {
        value(tree, read::<T>).map_err(|error| error.to_string())
    }

    fn texts<T: Value>(text: &str) -> Result<Datum<'static>, String> {
        said::<T>(&Tree::Text(text.to_owned()))
    }

    #[test]
    fn text_stands_for_what_the_column_holds() {
        assert_eq!(texts::<String>("5"), Ok("5".into()));
        assert_eq!(texts::<i32>("-5"), Ok(Datum::Integer(-5)));
        assert_eq!(texts::<f64>("5"), Ok(Datum::Float(5.0)));
        assert_eq!(texts::<f64>("5e-1"), Ok(Datum::Float(0.5)));
        assert_eq!(texts::<bool>("true"), Ok(Datum::Boolean(true)));
        assert_eq!(texts::<bool>("0"), Ok(Datum::Boolean(false)));
        let exact = "0.1234567890123456789".parse().expect("a decimal");
        assert_eq!(texts::<Decimal>("0.1234567890123456789"), Ok(Datum::Decimal(exact)));
        let moment = "2026-01-31T11:00:00Z".parse().expect("a moment");
        assert_eq!(
            texts::<Timestamp>("2026-01-31T12:00:00+01:00"),
            Ok(Datum::Timestamp(moment))
        );
        assert_eq!(
            texts::<civil::Date>("2026-01-31"),
            Ok(Datum::Date(civil::date(2026, 1, 31)))
        );
        assert_eq!(texts::<Uuid>(&Uuid::nil().to_string()), Ok(Datum::Uuid(Uuid::nil())));
    }

    #[test]
    fn other_values_are_of_the_type_of_the_column() {
        assert_eq!(said::<i64>(&Tree::Integer(5)), Ok(Datum::Integer(5)));
        assert_eq!(
            said::<Decimal>(&Tree::Large(u64::MAX)),
            Ok(Datum::Decimal(Decimal::from(u64::MAX)))
        );
        assert_eq!(said::<f64>(&Tree::Integer(5)), Ok(Datum::Float(5.0)));
        assert_eq!(said::<bool>(&Tree::Boolean(true)), Ok(Datum::Boolean(true)));
    }

    #[test]
    fn what_is_no_value_of_the_column_is_refused() {
        for (outcome, expected) in [
            (texts::<i32>("abc"), "expected a 32-bit integer, found text"),
            (texts::<i32>(""), "expected a 32-bit integer, found text"),
            (texts::<i32>("1.5"), "expected a 32-bit integer, found a float"),
            (
                texts::<i16>("70000"),
                "expected a 16-bit integer, found an integer out of range",
            ),
            (texts::<f64>("inf"), "expected a float, found text"),
            (
                texts::<f64>("NaN"),
                "expected a finite number, found one that is out of range",
            ),
            (
                texts::<f32>("1e300"),
                "expected a finite number, found one that is out of range",
            ),
            (
                texts::<String>("a\0b"),
                "expected text, found text with a NUL character in it",
            ),
            (
                texts::<Timestamp>("-000044-03-15T00:00:00Z"),
                "expected a timestamp, found one before the year 1",
            ),
            (
                texts::<civil::Date>("-000044-03-15"),
                "expected a date, found one before the year 1",
            ),
            (said::<bool>(&Tree::Integer(1)), "expected a boolean, found a number"),
            (said::<String>(&Tree::Integer(1)), "expected text, found an integer"),
            (
                said::<i32>(&Tree::Float(1.5)),
                "expected a 32-bit integer, found a float",
            ),
            (
                said::<i64>(&Tree::Large(u64::MAX)),
                "expected a 64-bit integer, found a decimal out of range",
            ),
            (
                said::<i32>(&Tree::Boolean(true)),
                "expected a 32-bit integer, found a boolean",
            ),
            (
                said::<i32>(&Tree::List(Vec::new())),
                "expected a 32-bit integer, found a list",
            ),
            (
                said::<Timestamp>(&Tree::Integer(0)),
                "expected a timestamp, found an integer",
            ),
        ] {
            assert_eq!(outcome, Err(expected.to_owned()));
        }
    }
}

//! The text form of every value: what SQLite holds, what PostgreSQL casts from.

use std::fmt::Write as _;

use super::{Datum, timestamp_text};

/// Appends the text form; NULL has none and appends nothing. Arrays are PostgreSQL literals: `{"a",NULL}`.
pub(crate) fn push_text(text: &mut String, datum: &Datum<'_>) {
    // Writing to a String cannot fail, so the results of `write!` are of no interest.
    match datum {
        Datum::Null => {}
        Datum::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Datum::Integer(value) => {
            let _ = write!(text, "{value}");
        }
        Datum::Float(value) => push_float(text, *value),
        Datum::Text(value) | Datum::Json(value) => text.push_str(value),
        Datum::Bytes(value) => {
            text.push_str("\\x");
            for byte in value.iter() {
                let _ = write!(text, "{byte:02x}");
            }
        }
        Datum::Uuid(value) => {
            let _ = write!(text, "{value}");
        }
        Datum::Decimal(value) => {
            let _ = write!(text, "{value}");
        }
        Datum::Date(value) => {
            let _ = write!(text, "{value}");
        }
        Datum::Time(value) => timestamp_text::push_time(text, *value),
        Datum::DateTime(value) => timestamp_text::push_date_time(text, *value),
        Datum::Timestamp(value) => timestamp_text::push_timestamp(text, *value),
        Datum::Interval(value) => {
            let _ = write!(text, "{value}");
        }
        Datum::Network(value) => {
            let _ = write!(text, "{value}");
        }
        // As PostgreSQL prints it; the crate's own form is in capitals.
        Datum::MacAddress(value) => {
            let colons = value.format_string(advmac::MacAddrFormat::ColonNotation);
            text.push_str(&colons.to_ascii_lowercase());
        }
        Datum::Array(elements) => push_array_literal(text, elements),
    }
}

/// Appends what SQLite holds: the text form, but arrays as JSON.
#[cfg(feature = "sqlite")]
pub(crate) fn push_sqlite_text(text: &mut String, datum: &Datum<'_>) {
    match datum {
        Datum::Array(_) => push_json(text, datum),
        datum => push_text(text, datum),
    }
}

/// The text form of a value.
pub(crate) fn text_of(datum: &Datum<'_>) -> String {
    let mut text = String::new();
    push_text(&mut text, datum);
    text
}

/// PostgreSQL's words for what is no number differ from Rust's.
fn push_float(text: &mut String, value: f64) {
    if value.is_nan() {
        text.push_str("NaN");
    } else if value.is_infinite() {
        text.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
    } else {
        let _ = write!(text, "{value:?}");
    }
}

/// `{"a","b\"c",NULL}`: every element quoted, so that none can be mistaken (PostgreSQL manual, 8.15.6). An array within
/// is the text of one, which the statement casts: there are no arrays of several dimensions.
fn push_array_literal(text: &mut String, elements: &[Datum<'_>]) {
    text.push('{');
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        match element {
            Datum::Null => text.push_str("NULL"),
            element => {
                text.push('"');
                for character in text_of(element).chars() {
                    if matches!(character, '"' | '\\') {
                        text.push('\\');
                    }
                    text.push(character);
                }
                text.push('"');
            }
        }
    }
    text.push('}');
}

/// Appends the JSON form: booleans, numbers, JSON and arrays as themselves, everything else as text.
#[cfg(feature = "sqlite")]
pub(crate) fn push_json(text: &mut String, datum: &Datum<'_>) {
    match datum {
        Datum::Null => text.push_str("null"),
        Datum::Boolean(_) | Datum::Integer(_) | Datum::Json(_) => push_text(text, datum),
        Datum::Float(value) if value.is_finite() => push_text(text, datum),
        Datum::Array(elements) => text.push_str(&super::array::array_as_json(elements)),
        datum => text.push_str(&serde_json::Value::String(text_of(datum)).to_string()),
    }
}

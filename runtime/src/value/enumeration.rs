//! Enums: text that is one of a few.

use std::str::FromStr;

use super::{DatumRef, DecodeError};

/// A text that is no value of an enum: what `FromStr` of a `derive(Enum)` gives.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {name}: its values are {}", listed(.values))]
pub struct UnknownValue {
    /// The enum.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// What it could be.
    pub values: &'static [&'static str],
}

impl UnknownValue {
    /// The error for a `text`.
    pub fn new(name: &'static str, text: &str, values: &'static [&'static str]) -> Self {
        Self {
            name,
            text: text.to_owned(),
            values,
        }
    }
}

fn listed(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(", ")
}

/// An enum's value from a row.
///
/// # Errors
///
/// [`DecodeError`] where it is no text, or none of the enum's.
pub fn decode_enum<T: FromStr<Err = UnknownValue>>(name: &'static str, datum: DatumRef<'_>) -> Result<T, DecodeError> {
    match datum {
        DatumRef::Text(text) => text
            .parse()
            .map_err(|_| DecodeError::found(name, "a text that is none of its values")),
        datum => Err(DecodeError::new(name, datum)),
    }
}

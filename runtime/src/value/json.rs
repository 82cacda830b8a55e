//! JSON: any value of it, or a type of the user's.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::{Datum, DatumRef, DecodeError, Value};

impl Value for serde_json::Value {
    const POSTGRES_TYPE: &'static str = "jsonb";
    const POSTGRES_ARRAY: &'static str = "jsonb[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Json(Cow::Owned(self.to_string()))
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Json(Cow::Owned(self.to_string()))
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Null => Err(DecodeError::new("JSON", datum)),
            datum => decode_json(datum),
        }
    }
}

/// What `rust = "…"` on a JSON column asks of a type; `derive(Dao)` checks it at the field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a JSON column",
    note = "a JSON column takes a type that is `serde::Serialize` and `serde::de::DeserializeOwned`"
)]
pub trait JsonColumn: serde::Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: serde::Serialize + DeserializeOwned + Send + Sync + 'static> JsonColumn for T {}

/// A JSON column's value as a type of the user's; NULL reads like JSON's `null`.
///
/// # Errors
///
/// [`DecodeError`] where it is not JSON of this shape.
pub fn decode_json<T: DeserializeOwned>(datum: DatumRef<'_>) -> Result<T, DecodeError> {
    let text = match datum {
        DatumRef::Null => "null",
        DatumRef::Json(text) | DatumRef::Text(text) => text,
        datum => return Err(DecodeError::new("JSON", datum)),
    };
    // The category and place of a serde_json error say what is wrong without showing the value, which may be secret.
    serde_json::from_str(text).map_err(|error| {
        DecodeError::found(
            "JSON of the column's type",
            format!(
                "{:?} error at line {} column {}",
                error.classify(),
                error.line(),
                error.column()
            ),
        )
    })
}

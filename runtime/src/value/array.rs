//! Arrays: PostgreSQL's own on the wire, JSON text on SQLite.

use super::{Datum, DatumRef, DecodeError, FieldValue, Value};

/// An array as PostgreSQL sends it, not yet taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArrayRef<'a> {
    pub(crate) raw: &'a [u8],
}

impl ArrayRef<'_> {
    /// The elements, in order.
    #[cfg(feature = "postgres")]
    fn elements<T: FieldValue>(self) -> Result<Vec<T>, DecodeError> {
        crate::driver::postgres::read_array(self.raw)?
            .map(|element| T::from_field(element?))
            .collect()
    }

    #[cfg(not(feature = "postgres"))]
    fn elements<T: FieldValue>(self) -> Result<Vec<T>, DecodeError> {
        Err(DecodeError::new("an array", DatumRef::Array(self)))
    }
}

impl<T: FieldValue> Value for Vec<T> {
    const POSTGRES_TYPE: &'static str = T::FIELD_ARRAY;
    const POSTGRES_ARRAY: &'static str = T::FIELD_ARRAY;

    fn to_datum(&self) -> Datum<'_> {
        Datum::Array(self.iter().map(T::to_field).collect())
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Array(self.into_iter().map(T::into_field).collect())
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Array(array) => array.elements(),
            DatumRef::Text(text) | DatumRef::Json(text) => elements_of_json(text),
            datum => Err(DecodeError::new("an array", datum)),
        }
    }
}

/// The elements of an array that is written as JSON: scalars as themselves, anything without a JSON form as text.
fn elements_of_json<T: FieldValue>(text: &str) -> Result<Vec<T>, DecodeError> {
    let elements: Vec<serde_json::Value> =
        serde_json::from_str(text).map_err(|error| DecodeError::found("an array as JSON", error.to_string()))?;
    elements.iter().map(element_of_json).collect()
}

fn element_of_json<T: FieldValue>(element: &serde_json::Value) -> Result<T, DecodeError> {
    match element {
        serde_json::Value::Null => T::from_field(DatumRef::Null),
        serde_json::Value::Bool(value) => T::from_field(DatumRef::Boolean(*value)),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(integer) => T::from_field(DatumRef::Integer(integer)),
            None => T::from_field(DatumRef::Float(number.as_f64().unwrap_or(f64::NAN))),
        },
        serde_json::Value::String(text) => T::from_field(DatumRef::Text(text)),
        nested => T::from_field(DatumRef::Json(&nested.to_string())),
    }
}

/// An array as JSON text, the way SQLite holds it.
#[cfg(feature = "sqlite")]
pub(crate) fn array_as_json(elements: &[Datum<'_>]) -> String {
    let mut text = String::from("[");
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        super::text::push_json(&mut text, element);
    }
    text.push(']');
    text
}

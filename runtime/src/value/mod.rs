//! Values between Rust and a database: [`Datum`] on the way in, [`DatumRef`] on the way out, [`Value`] for types.

mod array;
#[cfg(feature = "chrono")]
mod chrono;
mod datum;
mod enumeration;
mod field;
mod interval;
mod json;
mod network;
mod scalar;
mod text;
mod time;
pub(crate) mod timestamp_text;

pub use array::ArrayRef;
pub use datum::{Datum, DatumRef, DecodeError, EncodeError};
pub use enumeration::{UnknownValue, decode_enum};
pub use field::FieldValue;
pub use interval::Interval;
pub use json::{JsonColumn, decode_json};
#[cfg(feature = "sqlite")]
pub(crate) use text::push_sqlite_text;
pub(crate) use text::push_text;
#[cfg(feature = "postgres")]
pub(crate) use text::text_of;

/// A Rust type that a column can hold.
///
/// Implement it for a type of your own to use it with `rust = "…"`:
///
/// ```
/// use tablesmith::value::{Datum, DatumRef, DecodeError, Value};
///
/// #[derive(Debug, Clone, PartialEq)]
/// struct Slug(String);
///
/// impl Value for Slug {
///     const POSTGRES_TYPE: &'static str = "text";
///     const POSTGRES_ARRAY: &'static str = "text[]";
///
///     fn to_datum(&self) -> Datum<'_> {
///         self.0.as_str().into()
///     }
///
///     fn into_datum(self) -> Datum<'static> {
///         self.0.into()
///     }
///
///     fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
///         String::from_datum(datum).map(Self)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a column",
    note = "implement `tablesmith::Value` for it, derive it with `#[derive(tablesmith::Enum)]`, or mark the field `#[dao(json)]`"
)]
pub trait Value: Sized + Send + Sync + 'static {
    /// The PostgreSQL type that a parameter of this type has unless its column says otherwise, as `int4`.
    const POSTGRES_TYPE: &'static str;

    /// The type of an array of it, as `int4[]`.
    const POSTGRES_ARRAY: &'static str;

    /// The value on its way in, borrowed where it can be.
    fn to_datum(&self) -> Datum<'_>;

    /// The value on its way in.
    fn into_datum(self) -> Datum<'static>;

    /// The value from a row.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the row holds something that is no value of this type.
    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError>;
}

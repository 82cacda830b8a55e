//! What a column can be compared with.

use crate::value::{Datum, Value};

/// A value that a column of type `T` can be compared with: the value itself, `&str` for text, and for a nullable column
/// the value without `Some`.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    note = "give a value of the column's own type; `&str` stands for text, and a nullable column takes a value without `Some`"
)]
pub trait Operand<T> {
    /// The value.
    fn into_operand(self) -> Datum<'static>;
}

impl<T: Value> Operand<T> for T {
    fn into_operand(self) -> Datum<'static> {
        self.into_datum()
    }
}

impl<T: Value> Operand<Option<T>> for T {
    fn into_operand(self) -> Datum<'static> {
        self.into_datum()
    }
}

impl<T: Value> Operand<T> for &T {
    fn into_operand(self) -> Datum<'static> {
        self.to_datum().into_owned()
    }
}

impl<T: Value> Operand<Option<T>> for &T {
    fn into_operand(self) -> Datum<'static> {
        self.to_datum().into_owned()
    }
}

impl Operand<String> for &str {
    fn into_operand(self) -> Datum<'static> {
        self.to_owned().into()
    }
}

impl Operand<Option<String>> for &str {
    fn into_operand(self) -> Datum<'static> {
        self.to_owned().into()
    }
}

/// A column that holds text, with the operators of text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is not text",
    note = "`like`, `ilike` and `starts_with` are for columns of type `String` or `Option<String>`"
)]
pub trait TextValue {}

impl TextValue for String {}
impl TextValue for Option<String> {}

/// A column that may be NULL.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is never NULL",
    note = "`is_null` and `is_not_null` are for nullable columns, whose type is an `Option`"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

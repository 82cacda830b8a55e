//! What a column's field holds: a value, or an `Option` of one where it may be NULL.

use super::{Datum, DatumRef, DecodeError, Value};

/// What a column's field holds: a [`Value`], or an `Option` of one. Nobody implements it: it follows from [`Value`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a column",
    note = "implement `tablesmith::Value` for it, derive it with `#[derive(tablesmith::Enum)]`, or mark the field `#[dao(json)]`"
)]
pub trait FieldValue: Sized + Send + Sync + 'static {
    /// The value without `Option`.
    type Value: Value;

    /// The same with `Option`, once: what a column of a left-joined table holds.
    type Nullable: FieldValue<Value = Self::Value>;

    /// Another value, which may be NULL where this may.
    type As<U: Value>: FieldValue<Value = U>;

    /// The PostgreSQL type, as `int4`.
    const FIELD_TYPE: &'static str;

    /// The PostgreSQL type of an array, as `int4[]`.
    const FIELD_ARRAY: &'static str;

    /// The value on its way in, borrowed where it can be.
    fn to_field(&self) -> Datum<'_>;

    /// The value on its way in.
    fn into_field(self) -> Datum<'static>;

    /// The value from a row.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where the row holds something that is no value of this type.
    fn from_field(datum: DatumRef<'_>) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: Value> FieldValue for T {
    type Value = T;
    type Nullable = Option<T>;
    type As<U: Value> = U;

    const FIELD_TYPE: &'static str = T::POSTGRES_TYPE;
    const FIELD_ARRAY: &'static str = T::POSTGRES_ARRAY;

    fn to_field(&self) -> Datum<'_> {
        self.to_datum()
    }

    fn into_field(self) -> Datum<'static> {
        self.into_datum()
    }

    #[inline]
    fn from_field(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        T::from_datum(datum)
    }
}

impl<T: Value> FieldValue for Option<T> {
    type Value = T;
    type Nullable = Self;
    type As<U: Value> = Option<U>;

    const FIELD_TYPE: &'static str = T::POSTGRES_TYPE;
    const FIELD_ARRAY: &'static str = T::POSTGRES_ARRAY;

    fn to_field(&self) -> Datum<'_> {
        self.as_ref().map_or(Datum::Null, T::to_datum)
    }

    fn into_field(self) -> Datum<'static> {
        self.map_or(Datum::Null, T::into_datum)
    }

    #[inline]
    fn from_field(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Null => Ok(None),
            datum => T::from_datum(datum).map(Some),
        }
    }
}

//! Casts that both databases answer alike. What one of them rounds, cuts off or refuses where the other does not (a float to
//! a whole number, text to a number, a number to a narrower one) has none.

use rust_decimal::Decimal;

use super::expression::Function;
use crate::types::{Date, DateTime, Timestamp, Uuid};
use crate::value::Value;

/// A value that becomes a `T`, the same on both databases.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not cast to `{T}` alike by both databases",
    note = "there are casts of whole numbers to wider ones, of numbers to `f64` and `Decimal`, of whole numbers to `bool` and back, of \
            whole numbers, `bool` and `Uuid` to `String`, of `Timestamp` (in UTC) and `DateTime` to `Date`; for others write SQL of your own"
)]
pub trait CastTo<T: Value>: Value {
    #[doc(hidden)]
    const CAST: Cast;
}

/// How it becomes one.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Cast(pub(super) Function);

macro_rules! casts {
    ($($from:ty => $to:ty, $function:ident;)*) => {$(
        impl CastTo<$to> for $from {
            const CAST: Cast = Cast(Function::$function);
        }
    )*};
}

casts! {
    i16 => i32, ToInteger;
    i16 => i64, ToLarge;
    i32 => i64, ToLarge;
    i16 => f64, ToFloat;
    i32 => f64, ToFloat;
    i64 => f64, ToFloat;
    f32 => f64, ToFloat;
    Decimal => f64, ToFloat;
    i16 => Decimal, ToDecimal;
    i32 => Decimal, ToDecimal;
    i64 => Decimal, ToDecimal;
    i16 => String, ToText;
    i32 => String, ToText;
    i64 => String, ToText;
    Uuid => String, ToText;
    bool => String, TruthToText;
    bool => i32, ToInteger;
    bool => i64, TruthToLarge;
    i16 => bool, ToTruth;
    i32 => bool, ToTruth;
    i64 => bool, ToTruth;
    DateTime => Date, ToDay;
    Timestamp => Date, InstantToDay;
}

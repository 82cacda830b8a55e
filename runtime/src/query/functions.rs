//! Functions that answer the same on both databases.

use super::expression::{Expression, Function};
use super::operand::{Operand, TextValue};
use super::{Expr, IntoExpr, Summable};
use crate::types::{Date, DateTime, Timestamp};
use crate::value::{FieldValue, JsonColumn, Value};

/// `U`, NULL where the value of `X` is.
type As<X, U> = <<X as IntoExpr>::Type as FieldValue>::As<U>;

fn call<E, T>(function: Function, parts: Vec<Expression>) -> Expr<E, T> {
    Expr::new(Expression::Call(function, parts))
}

fn text(text: &str) -> Expression {
    Expression::Value(text.to_owned().into_datum(), String::POSTGRES_TYPE)
}

/// How many characters the text has.
pub fn length<X>(of: X) -> Expr<X::Sources, As<X, i32>>
where
    X: IntoExpr<Type: TextValue + FieldValue>,
{
    call(Function::Length, vec![of.into_expr().expression])
}

/// The text without spaces at both ends.
pub fn trim<X>(of: X) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: TextValue>,
{
    call(Function::Trim, vec![of.into_expr().expression])
}

/// The text with each `from` replaced.
pub fn replace<X>(of: X, from: &str, to: &str) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: TextValue>,
{
    call(Function::Replace, vec![of.into_expr().expression, text(from), text(to)])
}

/// At most `length` characters of the text, from the one with this number, which counts from 1.
pub fn substring<X>(of: X, start: u16, length: u16) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: TextValue>,
{
    let number = |number: u16| Expression::Value(i32::from(number).into_datum(), i32::POSTGRES_TYPE);
    let parts = vec![of.into_expr().expression, number(start.max(1)), number(length)];
    call(Function::Substring, parts)
}

/// The text, followed by another; NULL where one of them is.
pub fn concat<X, O>(of: X, other: O) -> Expr<O::With<X::Sources>, X::Type>
where
    X: IntoExpr<Type: TextValue>,
    O: Operand<X::Type>,
{
    call(
        Function::Concat,
        vec![of.into_expr().expression, other.into_operand().0],
    )
}

/// The number without its sign.
pub fn abs<X>(of: X) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: FieldValue<Value: Summable>>,
{
    call(Function::Absolute, vec![of.into_expr().expression])
}

/// A type whose values are whole numbers.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` are no whole numbers",
    note = "`to_text` and `to_float` are for `i16`, `i32` and `i64`, which both databases convert alike"
)]
pub trait WholeNumber: Value {}

impl WholeNumber for i16 {}
impl WholeNumber for i32 {}
impl WholeNumber for i64 {}

/// The whole number as text.
pub fn to_text<X>(of: X) -> Expr<X::Sources, As<X, String>>
where
    X: IntoExpr<Type: FieldValue<Value: WholeNumber>>,
{
    call(Function::ToText, vec![of.into_expr().expression])
}

/// The whole number as a float.
pub fn to_float<X>(of: X) -> Expr<X::Sources, As<X, f64>>
where
    X: IntoExpr<Type: FieldValue<Value: WholeNumber>>,
{
    call(Function::ToFloat, vec![of.into_expr().expression])
}

/// A type that says a day.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` have no year, month and day",
    note = "they are parts of `Date`, `DateTime` and `Timestamp`"
)]
pub trait Day: Value {
    #[doc(hidden)]
    const INSTANT: bool = false;
}

impl Day for Date {}
impl Day for DateTime {}
impl Day for Timestamp {
    const INSTANT: bool = true;
}

fn part<X>(of: X, functions: [Function; 2]) -> Expr<X::Sources, As<X, i32>>
where
    X: IntoExpr<Type: FieldValue<Value: Day>>,
{
    let instant = <<X::Type as FieldValue>::Value as Day>::INSTANT;
    call(functions[usize::from(instant)], vec![of.into_expr().expression])
}

/// The year; of a `Timestamp`, in UTC.
pub fn year<X>(of: X) -> Expr<X::Sources, As<X, i32>>
where
    X: IntoExpr<Type: FieldValue<Value: Day>>,
{
    part(of, [Function::Year, Function::InstantYear])
}

/// The month, from 1; of a `Timestamp`, in UTC.
pub fn month<X>(of: X) -> Expr<X::Sources, As<X, i32>>
where
    X: IntoExpr<Type: FieldValue<Value: Day>>,
{
    part(of, [Function::Month, Function::InstantMonth])
}

/// The day of the month; of a `Timestamp`, in UTC.
pub fn day<X>(of: X) -> Expr<X::Sources, As<X, i32>>
where
    X: IntoExpr<Type: FieldValue<Value: Day>>,
{
    part(of, [Function::Day, Function::InstantDay])
}

/// What the JSON object has under a key, as text: `->>`. NULL where it has nothing there, or JSON's `null`. Of a column that
/// holds JSON, as `Json` or as a type of the user's; text, numbers and truth come alike from both databases, objects and
/// arrays as each writes them.
pub fn json_text<X>(of: X, key: &str) -> Expr<X::Sources, Option<String>>
where
    X: IntoExpr<Type: JsonColumn>,
{
    let of = of.into_expr().expression;
    let holds_json = of
        .values_of()
        .is_some_and(|column| matches!(column.postgres_type, "json" | "jsonb"));
    // A path of SQLite has no way to say a quotation mark.
    Expr::new(match (holds_json, key.contains('"')) {
        (true, false) => Expression::JsonText(Box::new(of), key.to_owned()),
        (false, _) => Expression::Invalid("`json_text` is of a column that holds JSON".to_owned()),
        (true, true) => Expression::Invalid(format!("the key {key:?} of a JSON object has a quotation mark in it")),
    })
}

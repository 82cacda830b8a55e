//! What a column can be compared with.

use super::expression::Expression;
use super::source::Sub;
use super::{Column, Expr, Query};
use crate::model::Model;
use crate::value::{FieldValue, Value};

/// An expression whose types were checked.
#[doc(hidden)]
#[derive(Debug)]
pub struct Erased(pub(crate) Expression);

/// A value that a column of type `T` can be compared with: the value itself, `&str` for text, for a nullable column
/// the value without `Some`; another column or expression; a query that gives one value.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    note = "give a value of the column's own type; `&str` stands for text, and a nullable column takes a value without `Some`"
)]
pub trait Operand<T> {
    /// The sources of a comparison with something of the sources `E`.
    type With<E>;

    /// The value.
    #[doc(hidden)]
    fn into_operand(self) -> Erased;
}

fn value<T: FieldValue>(value: T) -> Erased {
    Erased(Expression::Value(value.into_field(), T::FIELD_TYPE))
}

fn borrowed<T: Value>(value: &T) -> Erased {
    Erased(Expression::Value(value.to_datum().into_owned(), T::POSTGRES_TYPE))
}

fn text(text: &str) -> Erased {
    value(text.to_owned())
}

macro_rules! operands {
    ($([$($generics:tt)*] $operand:ty => $column:ty, $with:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Operand<$column> for $operand {
            type With<E> = E;

            fn into_operand(self) -> Erased {
                $with(self)
            }
        }
    )*};
}

operands! {
    [T: Value] T => T, value;
    [T: Value] T => Option<T>, value;
    [T: Value] Option<T> => Option<T>, value;
    [T: Value] &T => T, borrowed;
    [T: Value] &T => Option<T>, borrowed;
    [] &str => String, text;
    [] &str => Option<String>, text;
}

#[diagnostic::do_not_recommend]
impl<M, T, U, const N: usize> Operand<T> for Column<M, U, N>
where
    M: Model,
    T: FieldValue,
    U: FieldValue<Value = T::Value>,
{
    type With<E> = (E, M);

    fn into_operand(self) -> Erased {
        Erased(self.expression())
    }
}

#[diagnostic::do_not_recommend]
impl<F, T, U> Operand<T> for Expr<F, U>
where
    T: FieldValue,
    U: FieldValue<Value = T::Value>,
{
    type With<E> = (E, F);

    fn into_operand(self) -> Erased {
        Erased(self.expression)
    }
}

/// A query of one value.
#[diagnostic::do_not_recommend]
impl<T, U, S> Operand<T> for Query<U, S>
where
    T: FieldValue,
    U: FieldValue<Value = T::Value>,
{
    type With<E> = (E, Sub<S>);

    fn into_operand(self) -> Erased {
        Erased(Expression::Scalar(Box::new(self.data)))
    }
}

/// What a value can be one of: values (one parameter, however many they are), or a query that gives such values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of what a column of type `{T}` can be compared with",
    note = "give a vector, an array or a slice of values, or a query with `select` of one column"
)]
pub trait List<T> {
    /// The sources of the condition, where the column's are `E`.
    type With<E>;

    #[doc(hidden)]
    fn one_of(self, expression: Erased) -> Erased;
}

pub(crate) fn one_of<T>(expression: Expression, values: impl IntoIterator<Item: Operand<T>>) -> Expression {
    let values = values.into_iter().filter_map(|value| match value.into_operand().0 {
        Expression::Value(datum, _) => (!datum.is_null()).then_some(Ok(datum)),
        other => Some(Err(other)),
    });
    let values: Result<Vec<_>, Expression> = values.collect();
    match values {
        Ok(values) => Expression::In(Box::new(expression), values),
        Err(_) => Expression::Invalid(
            "a list of values holds an expression: compare with each, and join them by `or`".to_owned(),
        ),
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, $($generics)*> List<T> for $list {
            type With<E> = E;

            fn one_of(self, expression: Erased) -> Erased {
                Erased(one_of::<T>(expression.0, self))
            }
        }
    )*};
}

lists! {
    [O: Operand<T>] Vec<O>;
    [O: Operand<T>, const N: usize] [O; N];
}

#[diagnostic::do_not_recommend]
impl<'a, T, O> List<T> for &'a [O]
where
    &'a O: Operand<T>,
{
    type With<E> = E;

    fn one_of(self, expression: Erased) -> Erased {
        Erased(one_of::<T>(expression.0, self))
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T, O> List<T> for &'a Vec<O>
where
    &'a O: Operand<T>,
{
    type With<E> = E;

    fn one_of(self, expression: Erased) -> Erased {
        Erased(one_of::<T>(expression.0, self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, U, S> List<T> for Query<U, S>
where
    T: FieldValue,
    U: FieldValue<Value = T::Value>,
{
    type With<E> = (E, Sub<S>);

    fn one_of(self, expression: Erased) -> Erased {
        Erased(Expression::InQuery(Box::new(expression.0), Box::new(self.data)))
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
    note = "`is_null` and `is_not_null` are for nullable columns, whose type is an `Option`; whether a left join found a \
            row, `is_missing` says"
)]
pub trait Nullable {}

impl<T> Nullable for Option<T> {}

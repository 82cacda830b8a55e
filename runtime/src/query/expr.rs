//! Expressions with their types, and the functions that make them.

use std::fmt;
use std::marker::PhantomData;

use rust_decimal::Decimal;

use super::expression::{Aggregate, Expression, Function};
use super::source::Settled;
use super::{Column, Order};
use crate::model::Model;
use crate::types::{Date, DateTime, Time, Timestamp};
use crate::value::{FieldValue, Value};

/// An expression of type `T` over the tables `E`.
#[must_use = "an expression does nothing before it is selected, compared or ordered by"]
pub struct Expr<E, T> {
    pub(super) expression: Expression,
    marker: PhantomData<fn() -> (E, T)>,
}

impl<E, T> Expr<E, T> {
    pub(super) fn new(expression: Expression) -> Self {
        Self {
            expression,
            marker: PhantomData,
        }
    }

    pub(super) fn expression(self) -> Expression {
        self.expression
    }

    /// From the least to the greatest; rows without a value last.
    pub fn asc(self) -> Order<E> {
        Order::new(self.expression, false)
    }

    /// From the greatest to the least; rows without a value first.
    pub fn desc(self) -> Order<E> {
        Order::new(self.expression, true)
    }
}

impl<E, T> Clone for Expr<E, T> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<E, T> fmt::Debug for Expr<E, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Expr").field(&self.expression).finish()
    }
}

/// A column or an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column and no expression",
    note = "write a column, as `User::NAME`, or what a function makes of one"
)]
pub trait IntoExpr {
    /// The tables that it needs.
    type Sources;

    /// Its type.
    type Type;

    /// It, as an expression.
    fn into_expr(self) -> Expr<Self::Sources, Self::Type>;
}

impl<M: Model, T, const N: usize> IntoExpr for Column<M, T, N> {
    type Sources = M;
    type Type = T;

    fn into_expr(self) -> Expr<M, T> {
        Expr::new(self.expression())
    }
}

impl<E, T> IntoExpr for Expr<E, T> {
    type Sources = E;
    type Type = T;

    fn into_expr(self) -> Self {
        self
    }
}

/// A value of a type that `sum` and `avg` take. What they give is NULL where there are no rows.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` has no sum and no average",
    note = "`sum` and `avg` are for `i16`, `i32`, `i64`, `f32`, `f64` and `Decimal`"
)]
pub trait Summable: Value {
    /// What a sum has: as PostgreSQL has it, wide enough for all of them.
    type Sum: Value;

    /// What an average has: a float for whole numbers and floats, on both databases.
    type Average: Value;

    #[doc(hidden)]
    const EXACT: bool;
}

macro_rules! summable {
    ($($type:ty, $sum:ty, $average:ty, $exact:literal;)*) => {$(
        impl Summable for $type {
            type Sum = $sum;
            type Average = $average;
            const EXACT: bool = $exact;
        }
    )*};
}

summable! {
    i16, i64, f64, false;
    i32, i64, f64, false;
    i64, Decimal, f64, false;
    f32, f32, f64, false;
    f64, f64, f64, false;
    Decimal, Decimal, Decimal, true;
}

/// A value of a type that `min` and `max` take: those that both databases order alike.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` has no least and no greatest value on both databases",
    note = "`min` and `max` are for numbers, text, dates and times"
)]
pub trait Orderable: Value {}

macro_rules! orderable {
    ($($type:ty),*) => {$(impl Orderable for $type {})*};
}

orderable!(
    i16, i32, i64, f32, f64, Decimal, String, Date, Time, DateTime, Timestamp
);

fn aggregate<E, T>(aggregate: Aggregate, of: Expression) -> Expr<Settled<E>, T> {
    Expr::new(Expression::Aggregate(aggregate, Box::new(of)))
}

/// How many rows have a value; of a left-joined table, how many rows were found.
pub fn count<X: IntoExpr>(of: X) -> Expr<Settled<X::Sources>, i64> {
    aggregate(Aggregate::Count, of.into_expr().expression)
}

/// How many different values there are.
pub fn count_distinct<X: IntoExpr>(of: X) -> Expr<Settled<X::Sources>, i64> {
    aggregate(Aggregate::CountDistinct, of.into_expr().expression)
}

/// How many rows there are, whatever they hold.
pub fn count_rows() -> Expr<Settled<()>, i64> {
    Expr::new(Expression::CountRows)
}

type ValueOf<X> = <<X as IntoExpr>::Type as FieldValue>::Value;

/// The sum, of the type that PostgreSQL gives it: `i64` of `i16` and `i32`, `Decimal` of `i64`; `None` where there are no
/// values.
pub fn sum<X>(of: X) -> Expr<Settled<X::Sources>, Option<<ValueOf<X> as Summable>::Sum>>
where
    X: IntoExpr<Type: FieldValue<Value: Summable>>,
{
    aggregate(Aggregate::Sum, of.into_expr().expression)
}

/// The average: an `f64` of whole numbers and floats, so that both databases answer the same, a `Decimal` of decimals;
/// `None` where there are no values.
pub fn avg<X>(of: X) -> Expr<Settled<X::Sources>, Option<<ValueOf<X> as Summable>::Average>>
where
    X: IntoExpr<Type: FieldValue<Value: Summable>>,
{
    let kind = if <ValueOf<X> as Summable>::EXACT {
        Aggregate::AverageDecimal
    } else {
        Aggregate::Average
    };
    aggregate(kind, of.into_expr().expression)
}

/// The least value; `None` where there are none.
pub fn min<X>(of: X) -> Expr<Settled<X::Sources>, Option<ValueOf<X>>>
where
    X: IntoExpr<Type: FieldValue<Value: Orderable>>,
{
    aggregate(Aggregate::Least, of.into_expr().expression)
}

/// The greatest value; `None` where there are none.
pub fn max<X>(of: X) -> Expr<Settled<X::Sources>, Option<ValueOf<X>>>
where
    X: IntoExpr<Type: FieldValue<Value: Orderable>>,
{
    aggregate(Aggregate::Greatest, of.into_expr().expression)
}

/// The value, or this one where there is none; never NULL.
pub fn coalesce<X>(of: X, otherwise: ValueOf<X>) -> Expr<Settled<X::Sources>, ValueOf<X>>
where
    X: IntoExpr<Type: FieldValue>,
{
    let otherwise = Expression::Value(otherwise.into_datum(), ValueOf::<X>::POSTGRES_TYPE);
    let parts = vec![of.into_expr().expression, otherwise];
    Expr::new(Expression::Call(Function::Coalesce, parts))
}

fn of_text<X: IntoExpr>(function: Function, of: X) -> Expression {
    Expression::Call(function, vec![of.into_expr().expression])
}

/// The text in small letters (on SQLite, of ASCII letters).
pub fn lower<X>(of: X) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: super::TextValue>,
{
    Expr::new(of_text(Function::Lower, of))
}

/// The text in capitals (on SQLite, of ASCII letters).
pub fn upper<X>(of: X) -> Expr<X::Sources, X::Type>
where
    X: IntoExpr<Type: super::TextValue>,
{
    Expr::new(of_text(Function::Upper, of))
}

fn with_value<E, T, V: Value>(function: Function, of: Expression, other: V) -> Expr<E, T> {
    let other = Expression::Value(other.into_datum(), V::POSTGRES_TYPE);
    Expr::new(Expression::Call(function, vec![of, other]))
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $function:ident),*) => {$(
        /// Whole numbers and floats of one type; the database refuses what does not fit.
        impl<E, F, T: Summable> std::ops::$trait<Expr<F, T>> for Expr<E, T> {
            type Output = Expr<(E, F), T>;

            fn $method(self, other: Expr<F, T>) -> Self::Output {
                Expr::new(Expression::Call(Function::$function, vec![self.expression, other.expression]))
            }
        }

        impl<E, T: Summable> std::ops::$trait<T> for Expr<E, T> {
            type Output = Expr<E, T>;

            fn $method(self, other: T) -> Self::Output {
                with_value(Function::$function, self.expression, other)
            }
        }

        impl<E, T: Summable> std::ops::$trait<T> for Expr<E, Option<T>> {
            type Output = Expr<E, Option<T>>;

            fn $method(self, other: T) -> Self::Output {
                with_value(Function::$function, self.expression, other)
            }
        }

        impl<M: Model, T: Summable, const N: usize> std::ops::$trait<T> for Column<M, T, N> {
            type Output = Expr<M, T>;

            fn $method(self, other: T) -> Self::Output {
                with_value(Function::$function, self.expression(), other)
            }
        }

        impl<M: Model, T: Summable, const N: usize> std::ops::$trait<T> for Column<M, Option<T>, N> {
            type Output = Expr<M, Option<T>>;

            fn $method(self, other: T) -> Self::Output {
                with_value(Function::$function, self.expression(), other)
            }
        }
    )*};
}

arithmetic!(Add add Add, Sub sub Subtract, Mul mul Multiply);

/// A number, divided; a whole number by a whole number without what is left over, on both databases. By nothing it is NULL.
pub fn divide<X, O>(of: X, by: O) -> Expr<O::With<X::Sources>, Option<ValueOf<X>>>
where
    X: IntoExpr<Type: FieldValue<Value: Divisible>>,
    O: super::Operand<X::Type>,
{
    let parts = vec![of.into_expr().expression, by.into_operand().0];
    Expr::new(Expression::Call(Function::Divide, parts))
}

/// A number that both databases divide alike.
#[diagnostic::on_unimplemented(
    message = "values of type `{Self}` are not divided alike by both databases",
    note = "`divide` is for `i16`, `i32`, `i64` and `f64`"
)]
pub trait Divisible: Value {}

impl Divisible for i16 {}
impl Divisible for i32 {}
impl Divisible for i64 {}
impl Divisible for f64 {}

//! The operators of columns and expressions.

use super::expression::{Case, Comparison, Expression};
use super::operand::{Erased, List, one_of};
use super::{CastTo, Column, Expr, Filter, Nullable, Operand, TextValue, pattern};
use crate::model::Model;
use crate::value::{FieldValue, Value};

fn compare<E, T, O: Operand<T>>(left: Expression, comparison: Comparison, right: O) -> Filter<O::With<E>> {
    let right = right.into_operand().0;
    Filter::new(Expression::Compare(Box::new(left), comparison, Box::new(right)))
}

/// The same methods for columns and for expressions; `$sources` is what they stand in.
macro_rules! operators {
    ([$($generics:tt)*] $type:ty, $sources:ty) => {
        /// Operators, which make a [`Filter`].
        impl<$($generics)*> $type {
            /// Equal. With `None`, the rows without a value.
            pub fn eq<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::Equal, value)
            }

            /// Not equal; rows without a value are not among them. With `None`, the rows with one.
            pub fn ne<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::Unequal, value)
            }

            /// Less.
            pub fn lt<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::Less, value)
            }

            /// Less or equal.
            pub fn le<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::LessOrEqual, value)
            }

            /// Greater.
            pub fn gt<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::Greater, value)
            }

            /// Greater or equal.
            pub fn ge<O: Operand<T>>(self, value: O) -> Filter<O::With<$sources>> {
                compare::<$sources, T, O>(self.expression(), Comparison::GreaterOrEqual, value)
            }

            /// From `least` to `most`, both included.
            pub fn between<L, G>(self, least: L, most: G) -> Filter<G::With<L::With<$sources>>>
            where
                L: Operand<T>,
                G: Operand<T>,
            {
                let parts = [self.expression(), least.into_operand().0, most.into_operand().0];
                Filter::new(Expression::Between(Box::new(parts)))
            }

            /// One of these values; none where there are none. One parameter, however many they are.
            pub fn in_list<I>(self, values: I) -> Filter<$sources>
            where
                I: IntoIterator<Item: Operand<T>>,
            {
                Filter::new(one_of::<T>(self.expression(), values))
            }

            /// One of these: a vector, array or slice of values, which are one parameter however many they are, or a
            /// query that gives such values.
            pub fn in_<L: List<T>>(self, list: L) -> Filter<L::With<$sources>> {
                Filter::new(list.one_of(Erased(self.expression())).0)
            }

            /// As a value of another type, NULL where it is: `Video::LENGTH.cast::<i64>()`. There are the casts that both databases
            /// answer alike.
            pub fn cast<U: Value>(self) -> Expr<$sources, T::As<U>>
            where
                T: FieldValue<Value: CastTo<U>>,
            {
                let how = <T::Value as CastTo<U>>::CAST.0;
                Expr::new(Expression::Call(how, vec![self.expression()]))
            }

            /// Has no value.
            pub fn is_null(self) -> Filter<$sources>
            where
                T: Nullable,
            {
                Filter::new(Expression::IsNull(Box::new(self.expression())))
            }

            /// Has a value.
            pub fn is_not_null(self) -> Filter<$sources>
            where
                T: Nullable,
            {
                self.is_null().not()
            }

            /// Has no value: for a column that is never NULL itself, whether a left join found no row.
            pub fn is_missing(self) -> Filter<$sources> {
                Filter::new(Expression::IsNull(Box::new(self.expression())))
            }

            /// Matches a pattern: `%` is any text, `_` any character, `\` makes the next one plain. The case of letters
            /// matters, on SQLite too.
            pub fn like(self, pattern: impl Into<String>) -> Filter<$sources>
            where
                T: TextValue,
            {
                Filter::new(Expression::Like(Box::new(self.expression()), Case::Matters, pattern::complete(pattern.into())))
            }

            /// Matches a pattern, whatever the case of letters (on SQLite, of ASCII letters).
            pub fn ilike(self, pattern: impl Into<String>) -> Filter<$sources>
            where
                T: TextValue,
            {
                Filter::new(Expression::Like(Box::new(self.expression()), Case::Ignored, pattern::complete(pattern.into())))
            }

            /// Starts with this text, taken as it is.
            pub fn starts_with(self, text: &str) -> Filter<$sources>
            where
                T: TextValue,
            {
                self.like(pattern::escaped(text) + "%")
            }

            /// Has this text in it, taken as it is.
            pub fn contains(self, text: &str) -> Filter<$sources>
            where
                T: TextValue,
            {
                self.like(format!("%{}%", pattern::escaped(text)))
            }
        }
    };
}

operators!([M: Model, T, const N: usize] Column<M, T, N>, M);
operators!([E, T] Expr<E, T>, E);

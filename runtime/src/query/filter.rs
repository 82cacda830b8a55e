//! Conditions with the type of their model.

use std::marker::PhantomData;
use std::ops::Not;

use super::condition::{Case, Comparison, Condition};
use super::{Column, Nullable, Operand, TextValue, pattern};

/// A condition on the rows of a model.
#[derive(Debug)]
#[must_use = "a condition does nothing before it is given to `filter`"]
pub struct Filter<M> {
    pub(super) condition: Condition,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::new(self.condition.clone())
    }
}

impl<M> Filter<M> {
    fn new(condition: Condition) -> Self {
        Self {
            condition,
            marker: PhantomData,
        }
    }

    /// Every row; where conditions are put together by a program.
    pub fn always() -> Self {
        Self::new(Condition::Constant(true))
    }

    /// Both.
    pub fn and(self, other: Self) -> Self {
        match self.condition {
            Condition::All(mut parts) => {
                parts.push(other.condition);
                Self::new(Condition::All(parts))
            }
            condition => Self::new(Condition::All(vec![condition, other.condition])),
        }
    }

    /// Either.
    pub fn or(self, other: Self) -> Self {
        match self.condition {
            Condition::Any(mut parts) => {
                parts.push(other.condition);
                Self::new(Condition::Any(parts))
            }
            condition => Self::new(Condition::Any(vec![condition, other.condition])),
        }
    }

    /// The contrary. As in SQL, what is unknown because a value is NULL stays unknown, and is not among the rows.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is, below; as a method it needs no import"
    )]
    pub fn not(self) -> Self {
        Self::new(Condition::Not(Box::new(self.condition)))
    }
}

impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

/// The operators of columns.
impl<M, T, const N: usize> Column<M, T, N> {
    fn compare(comparison: Comparison, value: impl Operand<T>) -> Filter<M> {
        Filter::new(Condition::Compare(N, comparison, value.into_operand()))
    }

    /// Equal. With `None`, the rows without a value.
    pub fn eq(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::Equal, value)
    }

    /// Not equal; rows without a value are not among them. With `None`, the rows with one.
    pub fn ne(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::Unequal, value)
    }

    /// Less.
    pub fn lt(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::Less, value)
    }

    /// Less or equal.
    pub fn le(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::LessOrEqual, value)
    }

    /// Greater.
    pub fn gt(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::Greater, value)
    }

    /// Greater or equal.
    pub fn ge(self, value: impl Operand<T>) -> Filter<M> {
        Self::compare(Comparison::GreaterOrEqual, value)
    }

    /// From `least` to `most`, both included.
    pub fn between(self, least: impl Operand<T>, most: impl Operand<T>) -> Filter<M> {
        Filter::new(Condition::Between(N, least.into_operand(), most.into_operand()))
    }

    /// One of these; none where there are none. One parameter, however many they are.
    pub fn in_list<I>(self, values: I) -> Filter<M>
    where
        I: IntoIterator<Item: Operand<T>>,
    {
        let values = values.into_iter().map(Operand::into_operand);
        Filter::new(Condition::In(N, values.filter(|value| !value.is_null()).collect()))
    }

    /// Has no value.
    pub fn is_null(self) -> Filter<M>
    where
        T: Nullable,
    {
        Filter::new(Condition::IsNull(N))
    }

    /// Has a value.
    pub fn is_not_null(self) -> Filter<M>
    where
        T: Nullable,
    {
        self.is_null().not()
    }

    /// Matches a pattern: `%` is any text, `_` any character, `\` makes the next one plain. The case of letters matters,
    /// on SQLite too.
    pub fn like(self, pattern: impl Into<String>) -> Filter<M>
    where
        T: TextValue,
    {
        Filter::new(Condition::Like(N, Case::Matters, pattern.into()))
    }

    /// Matches a pattern, whatever the case of letters (on SQLite, of ASCII letters).
    pub fn ilike(self, pattern: impl Into<String>) -> Filter<M>
    where
        T: TextValue,
    {
        Filter::new(Condition::Like(N, Case::Ignored, pattern.into()))
    }

    /// Starts with this text, taken as it is.
    pub fn starts_with(self, text: &str) -> Filter<M>
    where
        T: TextValue,
    {
        self.like(pattern::escaped(text) + "%")
    }

    /// Has this text in it, taken as it is.
    pub fn contains(self, text: &str) -> Filter<M>
    where
        T: TextValue,
    {
        self.like(format!("%{}%", pattern::escaped(text)))
    }
}

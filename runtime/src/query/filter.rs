//! Conditions with the type of what they stand in.

use std::marker::PhantomData;
use std::ops::Not;

use super::expression::Expression;

/// A condition on the rows of a model, or of several: `Filter<User>`, `Filter<(User, Note)>`.
#[must_use = "a condition does nothing before it is given to `filter`"]
pub struct Filter<E> {
    pub(super) expression: Expression,
    marker: PhantomData<fn() -> E>,
}

impl<E> std::fmt::Debug for Filter<E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Filter").field(&self.expression).finish()
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<E> Filter<E> {
    pub(super) fn new(expression: Expression) -> Self {
        Self {
            expression,
            marker: PhantomData,
        }
    }

    /// Every row; where conditions are put together by a program.
    pub fn always() -> Self {
        Self::new(Expression::Constant(true))
    }

    /// Both. Conditions on different tables are put together by [`all`].
    pub fn and(self, other: Self) -> Self {
        match self.expression {
            Expression::All(mut parts) => {
                parts.push(other.expression);
                Self::new(Expression::All(parts))
            }
            expression => Self::new(Expression::All(vec![expression, other.expression])),
        }
    }

    /// Either. Conditions on different tables are put together by [`any`].
    pub fn or(self, other: Self) -> Self {
        match self.expression {
            Expression::Any(mut parts) => {
                parts.push(other.expression);
                Self::new(Expression::Any(parts))
            }
            expression => Self::new(Expression::Any(vec![expression, other.expression])),
        }
    }

    /// The contrary. As in SQL, what is unknown because a value is NULL stays unknown, and is not among the rows.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is, below; as a method it needs no import"
    )]
    pub fn not(self) -> Self {
        Self::new(Expression::Not(Box::new(self.expression)))
    }
}

impl<E> Not for Filter<E> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

/// Two to six conditions, each on a table of its own.
pub trait Filters {
    /// What all of them stand in.
    type Sources;

    #[doc(hidden)]
    fn expressions(self) -> Vec<super::operand::Erased>;
}

/// All of these, which may be conditions on different tables: `all((Video::LENGTH.gt(60), Tag::NAME.eq("rust")))`.
pub fn all<F: Filters>(filters: F) -> Filter<F::Sources> {
    Filter::new(Expression::All(erased(filters)))
}

/// Any of these, which may be conditions on different tables.
pub fn any<F: Filters>(filters: F) -> Filter<F::Sources> {
    Filter::new(Expression::Any(erased(filters)))
}

fn erased(filters: impl Filters) -> Vec<Expression> {
    filters.expressions().into_iter().map(|erased| erased.0).collect()
}

macro_rules! tuple_filters {
    ($sources:ty; $($part:ident $index:tt),*) => {
        impl<$($part),*> Filters for ($(Filter<$part>,)*) {
            type Sources = $sources;

            fn expressions(self) -> Vec<super::operand::Erased> {
                vec![$(super::operand::Erased(self.$index.expression)),*]
            }
        }
    };
}

tuple_filters!((A, B); A 0, B 1);
tuple_filters!(((A, B), C); A 0, B 1, C 2);
tuple_filters!((((A, B), C), D); A 0, B 1, C 2, D 3);
tuple_filters!(((((A, B), C), D), F); A 0, B 1, C 2, D 3, F 4);
tuple_filters!((((((A, B), C), D), F), G); A 0, B 1, C 2, D 3, F 4, G 5);

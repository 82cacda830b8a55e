//! A column with its types: what `User::EMAIL` is.

use std::fmt;
use std::marker::PhantomData;

use super::Expr;
use super::expression::Expression;
use super::source::{Alias, reference};
use crate::model::{Model, TableColumn};

/// Column number `N` of the model `M`, holding a `T` (an `Option` where it is nullable).
///
/// `derive(Dao)` writes one constant per column: `User::EMAIL`.
pub struct Column<M, T, const N: usize>(PhantomData<fn() -> (M, T)>);

impl<M, T, const N: usize> Column<M, T, N> {
    /// The column.
    pub const NEW: Self = Self(PhantomData);
}

impl<M: Model, T, const N: usize> Column<M, T, N> {
    /// The column as data.
    pub fn description(self) -> &'static TableColumn {
        &M::TABLE.columns[N]
    }

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// The same column of the model under another name: `Category::NAME.of::<1>()`, see [`Alias`].
    pub fn of<const A: u8>(self) -> Expr<Alias<M, A>, T> {
        Expr::new(Expression::column(reference::<Alias<M, A>>(), N))
    }

    #[expect(clippy::unused_self, reason = "said as an expression says it")]
    pub(crate) fn expression(self) -> Expression {
        Expression::column(reference::<M>(), N)
    }
}

impl<M, T, const N: usize> Clone for Column<M, T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T, const N: usize> Copy for Column<M, T, N> {}

impl<M: Model, T, const N: usize> fmt::Debug for Column<M, T, N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", M::TABLE.name, self.name())
    }
}

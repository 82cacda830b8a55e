//! A column with its types: what `User::EMAIL` is.

use std::fmt;
use std::marker::PhantomData;

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

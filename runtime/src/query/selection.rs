//! What a query gives: columns, expressions, whole rows, tuples of them.

use std::marker::PhantomData;

use super::data::Item;
use super::source::{Nullness, Source, Within, reference};
use super::{Column, Expr};
use crate::model::Model;
use crate::row::Row;
use crate::value::{DecodeError, FieldValue};

/// Parts of a row, without their types.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Items(pub(super) Vec<Item>);

/// What `select` takes from the sources `S`; the compiler finds `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from this query",
    label = "not in the query, or no value",
    note = "select columns and expressions of tables that the query has (`{S}`), alone or in a tuple of up to twelve"
)]
pub trait Selection<S, P> {
    /// What a row becomes.
    type Row: Send;

    /// The sources with what it brings along.
    type After;

    #[doc(hidden)]
    fn push_items(self, items: &mut Items);

    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError>;
}

type Of<E, S, P, T> = <<E as Within<S, P>>::Null as Nullness>::Of<T>;

#[diagnostic::do_not_recommend]
impl<M, T, S, P, const N: usize> Selection<S, P> for Column<M, T, N>
where
    M: Model + Within<S, P>,
    T: FieldValue,
{
    type Row = Of<M, S, P, T>;
    type After = S;

    fn push_items(self, items: &mut Items) {
        items.0.push(Item::Expression(self.expression()));
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
        row.next()
    }
}

#[diagnostic::do_not_recommend]
impl<E, T, S, P> Selection<S, P> for Expr<E, T>
where
    E: Within<S, P>,
    T: FieldValue,
{
    type Row = Of<E, S, P, T>;
    type After = E::After;

    fn push_items(self, items: &mut Items) {
        items.0.push(Item::Expression(self.expression));
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
        row.next()
    }
}

/// The whole row of a table of the query: an `Option` where the table is left-joined.
#[derive(Debug)]
pub struct Whole<X>(PhantomData<fn() -> X>);

/// The whole row of a table of the query, in `select`: `row::<Tag>()` is a `Tag`, an `Option<Tag>` where it is
/// left-joined.
pub fn row<X: Source>() -> Whole<X> {
    Whole(PhantomData)
}

#[diagnostic::do_not_recommend]
impl<X, S, P> Selection<S, P> for Whole<X>
where
    X: Source + Within<S, P>,
{
    type Row = <X::Null as Nullness>::OfRow<X::Model>;
    type After = S;

    fn push_items(self, items: &mut Items) {
        items.0.push(Item::Row {
            source: reference::<X>(),
            nullable: X::Null::NULLABLE,
        });
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
        X::Null::read_row::<X::Model>(row)
    }
}

macro_rules! tuple_selections {
    ($($part:ident $way:ident $sources:ty, $index:tt;)* => $after:ty) => {
        #[diagnostic::do_not_recommend]
        impl<S, $($part: Selection<$sources, $way>, $way),*> Selection<S, ($($way,)*)> for ($($part,)*) {
            type Row = ($($part::Row,)*);
            type After = $after;

            fn push_items(self, items: &mut Items) {
                $(self.$index.push_items(items);)*
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
                Ok(($($part::read(row)?,)*))
            }
        }
    };
}

tuple_selections!(A PA S, 0; => A::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; => B::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; => C::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; => D::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; => E::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; => F::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; => G::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; H PH G::After, 7; => H::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; H PH G::After, 7; I PI H::After, 8; => I::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; H PH G::After, 7; I PI H::After, 8; J PJ I::After, 9; => J::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; H PH G::After, 7; I PI H::After, 8; J PJ I::After, 9; K PK J::After, 10; => K::After);
tuple_selections!(A PA S, 0; B PB A::After, 1; C PC B::After, 2; D PD C::After, 3; E PE D::After, 4; F PF E::After, 5; G PG F::After, 6; H PH G::After, 7; I PI H::After, 8; J PJ I::After, 9; K PK J::After, 10; L PL K::After, 11; => L::After);

/// What rows are grouped by: columns, expressions, tuples of them.
#[diagnostic::on_unimplemented(
    message = "rows of this query cannot be grouped by `{Self}`",
    note = "group by columns and expressions of tables that the query has (`{S}`), alone or in a tuple of up to five"
)]
pub trait Keys<S, P> {
    #[doc(hidden)]
    fn push_keys(self, items: &mut Items);
}

#[diagnostic::do_not_recommend]
impl<M: Model + Within<S, P>, T, S, P, const N: usize> Keys<S, P> for Column<M, T, N> {
    fn push_keys(self, items: &mut Items) {
        items.0.push(Item::Expression(self.expression()));
    }
}

#[diagnostic::do_not_recommend]
impl<E: Within<S, P, After = S>, T, S, P> Keys<S, P> for Expr<E, T> {
    fn push_keys(self, items: &mut Items) {
        items.0.push(Item::Expression(self.expression));
    }
}

macro_rules! tuple_keys {
    ($($part:ident $way:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<S, $($part: Keys<S, $way>, $way),*> Keys<S, ($($way,)*)> for ($($part,)*) {
            fn push_keys(self, items: &mut Items) {
                $(self.$index.push_keys(items);)*
            }
        }
    };
}

tuple_keys!(A P 0, B Q 1);
tuple_keys!(A P 0, B Q 1, C R 2);
tuple_keys!(A P 0, B Q 1, C R 2, D T 3);
tuple_keys!(A P 0, B Q 1, C R 2, D T 3, E U 4);

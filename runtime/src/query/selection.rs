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
    E: Within<S, P, After = S>,
    T: FieldValue,
{
    type Row = Of<E, S, P, T>;

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
    ($($part:ident $way:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<S, $($part: Selection<S, $way>, $way),*> Selection<S, ($($way,)*)> for ($($part,)*) {
            type Row = ($($part::Row,)*);

            fn push_items(self, items: &mut Items) {
                $(self.$index.push_items(items);)*
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Row, DecodeError> {
                Ok(($($part::read(row)?,)*))
            }
        }
    };
}

tuple_selections!(A PA 0);
tuple_selections!(A PA 0, B PB 1);
tuple_selections!(A PA 0, B PB 1, C PC 2);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6, H PH 7);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6, H PH 7, I PI 8);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6, H PH 7, I PI 8, J PJ 9);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6, H PH 7, I PI 8, J PJ 9, K PK 10);
tuple_selections!(A PA 0, B PB 1, C PC 2, D PD 3, E PE 4, F PF 5, G PG 6, H PH 7, I PI 8, J PJ 9, K PK 10, L PL 11);

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

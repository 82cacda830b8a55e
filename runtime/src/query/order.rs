//! The order of rows.

use std::marker::PhantomData;

use super::Column;
use crate::statement::StatementText;

/// By which column rows are ordered, and how.
#[derive(Debug)]
pub struct Order<M> {
    pub(super) data: OrderData,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Order<M> {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderData {
    column: usize,
    descending: bool,
    nulls_first: bool,
}

impl<M, T, const N: usize> Column<M, T, N> {
    /// From the least to the greatest; rows without a value last.
    pub fn asc(self) -> Order<M> {
        Order::new(N, false)
    }

    /// From the greatest to the least; rows without a value first.
    pub fn desc(self) -> Order<M> {
        Order::new(N, true)
    }
}

impl<M> Order<M> {
    /// NULL is greater than everything, as PostgreSQL has it.
    fn new(column: usize, descending: bool) -> Self {
        Self {
            data: OrderData {
                column,
                descending,
                nulls_first: descending,
            },
            marker: PhantomData,
        }
    }

    /// Rows without a value first.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.data.nulls_first = true;
        self
    }

    /// Rows without a value last.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.data.nulls_first = false;
        self
    }
}

/// One or several [`Order`]s: tuples, arrays and vectors of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order of the rows of `{M}`",
    note = "write `User::NAME.asc()`, or several in a tuple; all of the query's own model"
)]
pub trait Orders<M> {
    /// Appends them.
    fn push_orders(self, orders: &mut Vec<Order<M>>);
}

impl<M> Orders<M> for Order<M> {
    fn push_orders(self, orders: &mut Vec<Order<M>>) {
        orders.push(self);
    }
}

impl<M, const N: usize> Orders<M> for [Order<M>; N] {
    fn push_orders(self, orders: &mut Vec<Order<M>>) {
        orders.extend(self);
    }
}

impl<M> Orders<M> for Vec<Order<M>> {
    fn push_orders(self, orders: &mut Vec<Order<M>>) {
        orders.extend(self);
    }
}

macro_rules! tuple_orders {
    ($($part:ident $index:tt),*) => {
        impl<M, $($part: Orders<M>),*> Orders<M> for ($($part,)*) {
            fn push_orders(self, orders: &mut Vec<Order<M>>) {
                $(self.$index.push_orders(orders);)*
            }
        }
    };
}

tuple_orders!(A 0, B 1);
tuple_orders!(A 0, B 1, C 2);
tuple_orders!(A 0, B 1, C 2, D 3);
tuple_orders!(A 0, B 1, C 2, D 3, E 4);

/// ` order by "note"."stars" desc nulls first`. A column that is never NULL is left without the last words, with which
/// SQLite would not use an index.
pub(super) fn push_order(text: &mut StatementText, orders: &[OrderData]) {
    for (at, order) in orders.iter().enumerate() {
        let column = text.column(order.column);
        let direction = if order.descending { " desc" } else { " asc" };
        let nulls = match (text.table.columns[order.column].nullable, order.nulls_first) {
            (false, _) => "",
            (true, true) => " nulls first",
            (true, false) => " nulls last",
        };
        text.push(if at == 0 { " order by " } else { ", " });
        text.push(&column).push(direction).push(nulls);
    }
}

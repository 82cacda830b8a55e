//! The order of rows.

use std::marker::PhantomData;

use super::Column;
use super::expression::Expression;
use super::source::Within;
use crate::model::Model;

/// By which column or expression rows are ordered, and how.
#[must_use = "an order does nothing before it is given to `order_by`"]
pub struct Order<E> {
    pub(super) data: OrderData,
    marker: PhantomData<fn() -> E>,
}

impl<E> Clone for Order<E> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            marker: PhantomData,
        }
    }
}

impl<E> std::fmt::Debug for Order<E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Order").field(&self.data).finish()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct OrderData {
    pub(crate) expression: Expression,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
}

impl<M: Model, T, const N: usize> Column<M, T, N> {
    /// From the least to the greatest; rows without a value last.
    pub fn asc(self) -> Order<M> {
        Order::new(self.expression(), false)
    }

    /// From the greatest to the least; rows without a value first.
    pub fn desc(self) -> Order<M> {
        Order::new(self.expression(), true)
    }
}

impl<E> Order<E> {
    /// NULL is greater than everything, as PostgreSQL has it.
    pub(super) fn new(expression: Expression, descending: bool) -> Self {
        Self {
            data: OrderData {
                expression,
                descending,
                nulls_first: descending,
            },
            marker: PhantomData,
        }
    }

    /// Rows without a value first.
    pub fn nulls_first(mut self) -> Self {
        self.data.nulls_first = true;
        self
    }

    /// Rows without a value last.
    pub fn nulls_last(mut self) -> Self {
        self.data.nulls_first = false;
        self
    }
}

/// What rows are ordered by, without its types.
#[doc(hidden)]
#[derive(Debug)]
pub struct ErasedOrder(pub(super) OrderData);

/// One or several [`Order`]s of a query over the sources `S`: tuples, arrays and vectors of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order of the rows of `{S}`",
    note = "write `User::NAME.asc()`, or several in a tuple; all of tables that the query has"
)]
pub trait Orders<S, P> {
    /// The sources with what they bring along.
    type After;

    /// Appends them.
    #[doc(hidden)]
    fn push_orders(self, orders: &mut Vec<ErasedOrder>);
}

#[diagnostic::do_not_recommend]
impl<E: Within<S, P>, S, P> Orders<S, P> for Order<E> {
    type After = E::After;

    fn push_orders(self, orders: &mut Vec<ErasedOrder>) {
        orders.push(ErasedOrder(self.data));
    }
}

#[diagnostic::do_not_recommend]
impl<O: Orders<S, P, After = S>, S, P, const N: usize> Orders<S, P> for [O; N] {
    type After = S;

    fn push_orders(self, orders: &mut Vec<ErasedOrder>) {
        for order in self {
            order.push_orders(orders);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<O: Orders<S, P, After = S>, S, P> Orders<S, P> for Vec<O> {
    type After = S;

    fn push_orders(self, orders: &mut Vec<ErasedOrder>) {
        for order in self {
            order.push_orders(orders);
        }
    }
}

macro_rules! tuple_orders {
    ($($part:ident $way:ident $sources:ty, $index:tt;)* => $after:ty) => {
        #[diagnostic::do_not_recommend]
        impl<S, $($part: Orders<$sources, $way>, $way),*> Orders<S, ($($way,)*)> for ($($part,)*) {
            type After = $after;

            fn push_orders(self, orders: &mut Vec<ErasedOrder>) {
                $(self.$index.push_orders(orders);)*
            }
        }
    };
}

tuple_orders!(A P S, 0; B Q A::After, 1; => B::After);
tuple_orders!(A P S, 0; B Q A::After, 1; C R B::After, 2; => C::After);
tuple_orders!(A P S, 0; B Q A::After, 1; C R B::After, 2; D T C::After, 3; => D::After);
tuple_orders!(A P S, 0; B Q A::After, 1; C R B::After, 2; D T C::After, 3; E U D::After, 4; => E::After);

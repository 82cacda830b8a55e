//! Relations in conditions, selections and orders: whether rows lead to others, and to how many.

use super::data::{Item, Join, JoinKind, QueryData};
use super::expression::{Expression, SourceRef};
use super::relation::{Link, Outer, Relation, meet};
use super::source::{Settled, Sub, Within, reference};
use super::with::{Cardinality, Led};
use super::{Expr, Filter};
use crate::model::Model;

/// The rows of a table, within the query of one that leads to them.
fn led_to(link: Link, from: SourceRef, join: SourceRef, target: SourceRef) -> QueryData {
    let mut query = QueryData::new(target);
    let condition = match link {
        Link::Along(key) => meet(key, from, target, Outer::Holder),
        Link::Back(key) => meet(key, target, from, Outer::Referenced),
        Link::Through(near, far) => {
            query.joins.push(Join {
                kind: JoinKind::Inner,
                source: join,
                on: meet(far, join, target, Outer::None),
                leads_to: None,
            });
            meet(near, join, from, Outer::Referenced)
        }
    };
    query.conditions.push(condition);
    query
}

/// The tables of a relation in a query of `F`; `S` are those of the condition.
type Tables<F, T, K, S> = (F, Sub<Led<T, <K as Cardinality>::Join<T>, S>>);

/// A number of rows is never NULL because of a join.
type Number<F, T, K, S> = Expr<Settled<Tables<F, T, K, S>>, i64>;

impl<F: Model, T: Model, K: Cardinality> Relation<F, T, K> {
    fn query(self) -> QueryData {
        let join = reference::<K::Join<T>>();
        led_to(self.link, reference::<F>(), join, reference::<T>())
    }

    fn query_of(self, filter: Expression) -> QueryData {
        let mut query = self.query();
        query.conditions.push(filter);
        query
    }

    /// Leads to a row that meets this: `VideoSummary::TAGS.any(Tag::NAME.eq("rust"))`.
    pub fn any<E: Within<T, P>, P>(self, filter: Filter<E>) -> Filter<Tables<F, T, K, E::After>> {
        Filter::new(Expression::Exists(Box::new(self.query_of(filter.expression))))
    }

    /// Leads to no row that meets this.
    pub fn none<E: Within<T, P>, P>(self, filter: Filter<E>) -> Filter<Tables<F, T, K, E::After>> {
        self.any(filter).not()
    }

    /// Leads to a row.
    pub fn exists(self) -> Filter<Tables<F, T, K, ()>> {
        Filter::new(Expression::Exists(Box::new(self.query())))
    }

    /// To how many rows it leads: to compare, select and order by.
    pub fn count(self) -> Number<F, T, K, ()> {
        counted(self.query())
    }

    /// To how many rows it leads that meet this.
    pub fn count_of<E: Within<T, P>, P>(self, filter: Filter<E>) -> Number<F, T, K, E::After> {
        counted(self.query_of(filter.expression))
    }
}

fn counted<E>(mut query: QueryData) -> Expr<E, i64> {
    query.items.push(Item::Expression(Expression::CountRows));
    Expr::new(Expression::Scalar(Box::new(query)))
}

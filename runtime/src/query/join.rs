//! Joins: along relations, and on any condition.

use std::marker::PhantomData;

use super::data::{Item, Join, JoinKind, QueryData};
use super::expression::{Expression, SourceRef};
use super::relation::{Link, Outer, Relation, Target, Through, ToMany, ToMaybe, ToOne, meet};
use super::source::{Inner, Left, Maybe, Missing, Nullness as _, Source, Within, reference};
use super::{Filter, Query};
use crate::model::Model;

/// The joins that something adds to a query, without their types.
#[doc(hidden)]
#[derive(Debug)]
pub struct Joining<'a> {
    pub(super) data: &'a mut QueryData,
    pub(super) kind: JoinKind,
}

impl Joining<'_> {
    fn push(&mut self, source: SourceRef, on: Expression, leads_to: Option<Leads>) {
        let on = self.data.meant(on);
        self.data.joins.push(Join {
            kind: self.kind,
            source,
            on,
            leads_to,
        });
    }
}

type Leads = (&'static crate::model::ForeignKey, &'static crate::model::Table);

/// What can be joined to a query over the sources `S`: a [`Relation`] of one of its tables, or a table on a condition
/// ([`Dao::on`](crate::dao::Dao::on)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined to this query",
    note = "join along a relation of a table that the query has (`{S}`), or on a condition: `Tag::on(…)`"
)]
pub trait Joinable<S, P> {
    /// The sources after an inner join.
    type Inner;

    /// The sources after a left join.
    type Left;

    /// The sources after a right join.
    type Right;

    /// The sources after a full join.
    type Full;

    #[doc(hidden)]
    fn join(self, joining: &mut Joining<'_>);
}

macro_rules! direct {
    ($($kind:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<F, T, S, P, const A: u8> Joinable<S, P> for Relation<F, T, $kind, A>
        where
            F: Model + Within<S, P>,
            T: Model + Target<A>,
        {
            type Inner = (S, Inner<T::Source>);
            type Left = (S, Left<T::Source>);
            type Right = (Missing<S>, Inner<T::Source>);
            type Full = (Missing<S>, Left<T::Source>);

            fn join(self, joining: &mut Joining<'_>) {
                join_directly(self.link, reference::<F>(), reference::<T::Source>(), joining);
            }
        }
    )*};
}

direct!(ToOne, ToMaybe, ToMany);

#[diagnostic::do_not_recommend]
impl<F, T, J, S, P, const A: u8> Joinable<S, P> for Relation<F, T, Through<J>, A>
where
    F: Model + Within<S, P>,
    T: Model + Target<A>,
    J: Model + Target<A>,
{
    type Inner = ((S, Inner<J::Source>), Inner<T::Source>);
    type Left = ((S, Left<J::Source>), Left<T::Source>);
    type Right = (Missing<(Missing<S>, Inner<J::Source>)>, Inner<T::Source>);
    type Full = (Missing<(Missing<S>, Left<J::Source>)>, Left<T::Source>);

    fn join(self, joining: &mut Joining<'_>) {
        let sources = [reference::<F>(), reference::<J::Source>(), reference::<T::Source>()];
        join_through(self.link, sources, joining);
    }
}

fn join_directly(link: Link, from: SourceRef, to: SourceRef, joining: &mut Joining<'_>) {
    let on = match link {
        Link::Along(key) => meet(key, from, to, Outer::None),
        Link::Back(key) => meet(key, to, from, Outer::None),
        Link::Through(..) => unreachable_link(),
    };
    joining.push(to, on, None);
}

fn join_through(link: Link, [from, through, to]: [SourceRef; 3], joining: &mut Joining<'_>) {
    let Link::Through(near, far) = link else {
        joining.push(to, unreachable_link(), None);
        return;
    };
    joining.push(through, meet(near, through, from, Outer::None), Some((far, to.table)));
    joining.push(to, meet(far, through, to, Outer::None), None);
}

/// The constructors of a relation give each kind its link.
fn unreachable_link() -> Expression {
    Expression::Invalid("a relation through a join table was made without one".to_owned())
}

/// A table on a condition, from [`Dao::on`](crate::dao::Dao::on).
#[derive(Debug, Clone)]
#[must_use = "it does nothing before it is joined"]
pub struct On<X, E> {
    condition: Filter<E>,
    marker: PhantomData<fn() -> X>,
}

impl<X, E> On<X, E> {
    /// The table on this condition; for a model, [`Dao::on`](crate::dao::Dao::on) says the same, for an alias
    /// `On::<Alias<Category, 1>, _>::of(…)`.
    pub fn of(condition: Filter<E>) -> Self {
        Self {
            condition,
            marker: PhantomData,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<X, E, S, P> Joinable<S, P> for On<X, E>
where
    X: Source,
    E: Within<(S, Inner<X>), P, After = (S, Inner<X>)>,
{
    type Inner = (S, Inner<X>);
    type Left = (S, Left<X>);
    type Right = (Missing<S>, Inner<X>);
    type Full = (Missing<S>, Left<X>);

    fn join(self, joining: &mut Joining<'_>) {
        joining.push(reference::<X>(), self.condition.expression, None);
    }
}

impl<R, S> Query<R, S> {
    /// With each row the rows that it leads to; a row that leads to none is not there.
    ///
    /// Both tables are then in the query: their columns can be selected, filtered, ordered and grouped by. Through a join
    /// table, so are its own.
    pub fn inner_join<J: Joinable<S, P>, P>(mut self, target: J) -> Query<R, J::Inner> {
        target.join(&mut Joining {
            data: &mut self.data,
            kind: JoinKind::Inner,
        });
        self.over()
    }

    /// With each row the rows that it leads to; a row that leads to none is there once, and the columns of the other table
    /// are NULL in it: selected, they are an `Option`.
    pub fn left_join<J: Joinable<S, P>, P>(mut self, target: J) -> Query<R, J::Left> {
        target.join(&mut Joining {
            data: &mut self.data,
            kind: JoinKind::Left,
        });
        self.over()
    }
}

impl<M: Model, S> Query<M, S> {
    /// Each row that is led to, with the rows that lead to it; where none does, their columns are NULL. What stood in the
    /// query before is an `Option` from here on, its own rows too.
    pub fn right_join<J: Joinable<S, P>, P>(self, target: J) -> Query<Option<M>, J::Right> {
        self.keep_joined(JoinKind::Right, |joining| target.join(joining))
    }

    /// The rows with those that they lead to, and of both sides also those without a match, for which the columns of the
    /// other side are NULL: all of them are `Option`s. PostgreSQL can do it where an equality is in the condition.
    pub fn full_join<J: Joinable<S, P>, P>(self, target: J) -> Query<Option<M>, J::Full> {
        self.keep_joined(JoinKind::Full, |joining| target.join(joining))
    }

    fn keep_joined<T>(self, kind: JoinKind, join: impl FnOnce(&mut Joining<'_>)) -> Query<Option<M>, T> {
        let mut data = self.data;
        join(&mut Joining { data: &mut data, kind });
        let selected = std::mem::replace(
            &mut data.items,
            vec![Item::Row {
                source: data.base,
                nullable: true,
            }],
        );
        if !selected.is_empty() {
            let reason = "a table is joined to what was selected: join first, select afterwards";
            data.conditions.push(Expression::Invalid(reason.to_owned()));
        }
        Query::assembled(data, Maybe::read_row::<M>, ())
    }
}

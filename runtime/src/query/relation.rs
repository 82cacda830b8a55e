//! Relations: how rows of one table lead to rows of another.

use std::fmt;
use std::marker::PhantomData;

use super::expression::{Comparison, Expression, SourceRef};
use super::source::{Alias, Source};
use crate::model::{ForeignKey, Model, Table};

/// To the one row that a foreign key which is never NULL points at.
#[derive(Debug)]
pub struct ToOne;

/// To a row that may be missing: along a nullable foreign key, or against a unique one.
#[derive(Debug)]
pub struct ToMaybe;

/// To the rows whose foreign key points here.
#[derive(Debug)]
pub struct ToMany;

/// To the rows that those of the join table `J` lead to.
#[derive(Debug)]
pub struct Through<J>(PhantomData<fn() -> J>);

/// How a row of `F` leads to rows of `T`; `derive(Dao)` writes one constant for each `#[dao(relation(…))]`:
/// `VideoSummary::TAGS`. `A` is the alias under which it is joined.
pub struct Relation<F, T, K, const A: u8 = 0> {
    pub(super) link: Link,
    marker: PhantomData<Ends<F, T, K>>,
}

/// Makes rows of `F` to rows of `T`, as a type without values.
pub(super) type Ends<F, T, K> = fn() -> (F, T, K);

/// The foreign keys of a relation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link {
    /// Of the table that it starts from.
    Along(&'static ForeignKey),
    /// Of the table that it leads to.
    Back(&'static ForeignKey),
    /// Both of the join table: to the one, to the other.
    Through(&'static ForeignKey, &'static ForeignKey),
}

impl<F, T, K, const A: u8> Clone for Relation<F, T, K, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F, T, K, const A: u8> Copy for Relation<F, T, K, A> {}

impl<F, T, K, const A: u8> fmt::Debug for Relation<F, T, K, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Relation").field(&self.link).finish()
    }
}

impl<F: Model, T: Model, K> Relation<F, T, K> {
    const fn new(link: Link) -> Self {
        Self {
            link,
            marker: PhantomData,
        }
    }

    /// Along the foreign key of `F` that has these columns, by index.
    ///
    /// # Panics
    ///
    /// Where `F` has no such foreign key to `T`; in a constant, that is an error of the compiler.
    pub const fn along(columns: &[usize]) -> Self {
        let keys = F::TABLE.foreign_keys;
        let mut at = 0;
        while at < keys.len() {
            if leads_to(&keys[at], T::TABLE) && same_indexes(keys[at].columns, columns) {
                return Self::new(Link::Along(&keys[at]));
            }
            at += 1;
        }
        panic!("a relation needs a foreign key of this table, with these columns, that references the other")
    }

    /// Against the foreign key of `T` that points at `F`; where there are several, the one with these columns, by name.
    ///
    /// # Panics
    ///
    /// Where `T` has no such foreign key, or several; in a constant, that is an error of the compiler.
    pub const fn back(via: &[&str]) -> Self {
        Self::new(Link::Back(only(T::TABLE, F::TABLE, via)))
    }

    /// The same, where a relation to the rows of this table would be named twice.
    #[must_use]
    pub const fn alias<const A: u8>(self) -> Relation<F, T, K, A> {
        Relation {
            link: self.link,
            marker: PhantomData,
        }
    }
}

impl<F: Model, T: Model, J: Model> Relation<F, T, Through<J>> {
    /// Through the join table `J`; where it has several foreign keys to one of the tables, those with these columns, by
    /// name.
    ///
    /// # Panics
    ///
    /// Where `J` has no such foreign keys, or several; in a constant, that is an error of the compiler.
    pub const fn through(from: &[&str], to: &[&str]) -> Self {
        Self::new(Link::Through(
            only(J::TABLE, F::TABLE, from),
            only(J::TABLE, T::TABLE, to),
        ))
    }
}

/// The foreign key of `table` that references `target`, with the columns `via` where any are given.
const fn only(table: &'static Table, target: &Table, via: &[&str]) -> &'static ForeignKey {
    let mut found = None;
    let mut at = 0;
    while at < table.foreign_keys.len() {
        let key = &table.foreign_keys[at];
        if leads_to(key, target) && (via.is_empty() || same_names(table, key.columns, via)) {
            assert!(
                found.is_none(),
                "several foreign keys reference the table of this relation: say which by its columns, `via(\"…\")`"
            );
            found = Some(key);
        }
        at += 1;
    }
    match found {
        Some(key) => key,
        None => panic!("a relation needs a foreign key that references this table"),
    }
}

const fn leads_to(key: &ForeignKey, table: &Table) -> bool {
    same(key.table, table.name)
        && match (key.schema, table.schema) {
            (Some(left), Some(right)) => same(left, right),
            (None, None) => true,
            _ => false,
        }
}

const fn same_indexes(left: &[usize], right: &[usize]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    left.len() == right.len() && at == left.len()
}

const fn same_names(table: &Table, columns: &[usize], names: &[&str]) -> bool {
    let mut at = 0;
    while at < columns.len() && at < names.len() && same(table.columns[columns[at]].name, names[at]) {
        at += 1;
    }
    columns.len() == names.len() && at == columns.len()
}

/// `==` of text is no constant function.
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() && left[at] == right[at] {
        at += 1;
    }
    left.len() == right.len() && at == left.len()
}

/// Where the rows that a relation leads to stand in a query: the model itself, or its alias.
pub trait Target<const A: u8> {
    /// The source.
    type Source: Source;
}

impl<T: Model> Target<0> for T {
    type Source = T;
}

macro_rules! alias_targets {
    ($($alias:literal),*) => {$(
        impl<T: Model> Target<$alias> for T {
            type Source = Alias<T, $alias>;
        }
    )*};
}

alias_targets!(1, 2, 3, 4, 5, 6, 7, 8);

/// That the columns of a foreign key equal those that it references.
pub(super) fn meet(key: &'static ForeignKey, holder: SourceRef, referenced: SourceRef, outer: Outer) -> Expression {
    let mut parts = Vec::with_capacity(key.columns.len());
    for (column, name) in key.columns.iter().zip(key.referenced) {
        let Some(target) = position(referenced.table, name) else {
            return Expression::Invalid(format!(
                "the foreign key `{}` references the column `{name}`, which the model of `{}` does not have",
                key.name, referenced.table.name
            ));
        };
        let side = |source: SourceRef, column: usize, outer: bool| {
            Expression::Column(super::expression::ColumnRef { source, column, outer })
        };
        parts.push(Expression::Compare(
            Box::new(side(holder, *column, outer == Outer::Holder)),
            Comparison::Equal,
            Box::new(side(referenced, target, outer == Outer::Referenced)),
        ));
    }
    match parts.len() {
        1 => parts.remove(0),
        _ => Expression::All(parts),
    }
}

/// Which side of a foreign key is of the query around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outer {
    None,
    Holder,
    Referenced,
}

pub(super) fn position(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == name)
}

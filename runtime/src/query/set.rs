//! Set operations: the rows of two queries as those of one.

use std::marker::PhantomData;

use super::Query;
use super::data::{Item, QueryData};
use super::expression::{ColumnRef, Expression, SourceRef};
use super::shape::same;
use super::source::{Reach, Source, Within};
use crate::model::Table;

/// Two queries that stand in the place of a table.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) operator: Operator,
    /// Whether a row counts as often as it is there.
    pub(crate) multiple: bool,
    pub(crate) left: QueryData,
    pub(crate) right: QueryData,
    /// What the columns are called, where the rows are not those of a model: `c0` is the first of these.
    pub(crate) outputs: Vec<Expression>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Union,
    Intersect,
    Except,
}

/// What stands for the rows of selected columns, which are of no table.
static COMBINED: Table = Table {
    name: "combined",
    schema: None,
    columns: &[],
    primary_key: None,
    uniques: &[],
    foreign_keys: &[],
    checks: &[],
    scope: None,
};

/// The source of the columns `c0`, `c1` …
pub(crate) const OUTPUTS: SourceRef = SourceRef {
    table: &COMBINED,
    alias: 0,
};

/// The sources of two queries whose rows are put together: the columns that can be named are those of the first.
#[derive(Debug)]
pub struct SetOf<S, T>(PhantomData<fn() -> (S, T)>);

/// It is in the first of two queries.
#[derive(Debug)]
pub struct InSet<P>(PhantomData<fn() -> P>);

#[diagnostic::do_not_recommend]
impl<X: Source + Within<S, P>, S, T, P> Within<SetOf<S, T>, InSet<P>> for X {
    type Null = X::Null;
    type After = SetOf<S, T>;
}

#[diagnostic::do_not_recommend]
impl<S: Reach<A>, T: Reach<A>, A> Reach<A> for SetOf<S, T> {}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident $operator:ident $multiple:literal;)*) => {
        /// Set operations. Both queries give rows of one type; their columns are then called as those of the first, by which the
        /// rows of both are filtered, ordered, grouped and joined on. A limit, and an order with one, is of the query that it
        /// was given to.
        impl<R, S> Query<R, S> {$(
            $(#[$doc])*
            pub fn $name<T>(self, other: Query<R, T>) -> Query<R, SetOf<S, T>> {
                let decode = self.decode;
                Query::assembled(combined(Operator::$operator, $multiple, self.data, other.data), decode, ())
            }
        )*}
    };
}

operations! {
    /// The rows of either query, each once.
    ///
    /// ```
    /// use tablesmith::{Dialect, prelude::*};
    ///
    /// #[derive(Debug, Dao)]
    /// #[dao(table = "note", primary_key(columns(id)))]
    /// struct Note {
    ///     id: i64,
    ///     title: String,
    /// }
    ///
    /// let first = Note::query().filter(Note::ID.lt(10)).select(Note::TITLE);
    /// let last = Note::query().filter(Note::ID.gt(90)).select(Note::TITLE);
    /// let titles = first.union(last).order_by(Note::TITLE.asc()).limit(5);
    /// assert!(titles.sql(Dialect::Sqlite)?.sql.contains(" union select "));
    /// # Ok::<(), tablesmith::Error>(())
    /// ```
    union Union false;
    /// The rows of both queries, as often as they are there.
    union_all Union true;
    /// The rows that both queries give, each once.
    intersect Intersect false;
    /// The rows that both queries give, as often as the one that has them less often.
    intersect_all Intersect true;
    /// The rows that the other query does not give, each once.
    except Except false;
    /// The rows, each as many times less as the other query gives it.
    except_all Except true;
}

fn combined(operator: Operator, multiple: bool, left: QueryData, right: QueryData) -> QueryData {
    let outputs = outputs(&left);
    let base = if outputs.is_empty() { left.base } else { OUTPUTS };
    let output = |(at, of): (usize, &Expression)| Item::Expression(Expression::Output(at, of.values_of()));
    let items = outputs.iter().enumerate().map(output).collect();
    let set = Set {
        operator,
        multiple,
        left: arm(left),
        right: arm(right),
        outputs,
    };
    QueryData {
        items,
        set: Some(Box::new(set)),
        ..QueryData::new(base)
    }
}

/// Of a query all of whose rows are taken, the order says nothing.
fn arm(mut query: QueryData) -> QueryData {
    if query.limit.is_none() && query.offset.is_none() && query.each.is_none() {
        query.orders.clear();
    }
    query
}

/// What is selected, column by column; nothing where it is the rows of the query's own model.
fn outputs(query: &QueryData) -> Vec<Expression> {
    let mut outputs = Vec::new();
    for item in &query.items {
        match item {
            Item::Expression(expression) => outputs.push(expression.clone()),
            Item::Row { source, nullable } => {
                if *nullable {
                    outputs.push(Expression::Invalid("whether a row is there has no name".to_owned()));
                }
                let columns = 0..source.table.columns.len();
                outputs.extend(columns.map(|column| Expression::column(*source, column)));
            }
        }
    }
    outputs
}

impl Set {
    /// An expression of the first query, as one of what both give.
    fn meant(&self, expression: &mut Expression) {
        // The first query may be a set operation in turn.
        let selected = self.left.meant(expression.clone());
        if let Some(at) = self.outputs.iter().position(|output| same(output, &selected)) {
            *expression = Expression::Output(at, expression.values_of());
            return;
        }
        for part in expression.parts_mut() {
            self.meant(part);
        }
    }

    /// Whether one row may stand in it twice.
    pub(super) fn repeats(&self) -> bool {
        let within = |query: &QueryData| query.set.as_ref().is_some_and(|set| set.repeats());
        match self.operator {
            Operator::Union => self.multiple,
            Operator::Intersect | Operator::Except => self.multiple && within(&self.left),
        }
    }
}

impl QueryData {
    /// An expression over its sources; of a set operation that selects columns, over what these are called.
    pub(super) fn meant(&self, mut expression: Expression) -> Expression {
        if let Some(set) = self.set.as_ref().filter(|set| !set.outputs.is_empty()) {
            set.meant(&mut expression);
        }
        expression
    }

    /// What is selected of it. A whole row is that of the model, column by column where these have other names.
    pub(super) fn meant_items(&self, items: Vec<Item>) -> Vec<Item> {
        let is_of_outputs = self.set.as_ref().is_some_and(|set| !set.outputs.is_empty());
        let meant = |item: Item| match item {
            Item::Expression(expression) => vec![Item::Expression(self.meant(expression))],
            Item::Row {
                source,
                nullable: false,
            } if is_of_outputs => {
                let columns = (0..source.table.columns.len()).map(|column| Expression::column(source, column));
                columns.map(|column| Item::Expression(self.meant(column))).collect()
            }
            row @ Item::Row { .. } => vec![row],
        };
        items.into_iter().flat_map(meant).collect()
    }

    /// The table that its rows are told to be of.
    pub(super) fn table(&self) -> &'static Table {
        match &self.set {
            Some(set) => set.left.table(),
            None => self.base.table,
        }
    }
}

/// Why a column cannot be named.
pub(super) fn not_given(column: ColumnRef) -> String {
    let (table, name) = (column.source.table.name, column.description().name);
    format!(
        "`{table}.{name}` is not among what the queries of a set operation select: select it in each of them, or filter each of them"
    )
}

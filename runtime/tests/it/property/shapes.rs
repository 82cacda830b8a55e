//! Joins of several shapes, whose rows any plan is asked of.

use std::pin::Pin;

use tablesmith::executor::Anyone;
use tablesmith::prelude::*;
use tablesmith::query::{Alias, Expr, Query, Reach, Settled};
use tablesmith::{Db, Result};

use super::builder::{Cells, Side, Typed, cells, each, filter, order};
use super::choices::Choices;
use super::condition::{Condition, Joined};
use super::data::{AUTHOR, Author, BOOK, BOOK_LABEL, Book, BookLabel, Data, LABEL, Label, Row, Table};
use super::plan::{By, Having, Plan, Task};

/// What the database says.
pub(super) struct Told {
    pub(super) rows: Vec<Row>,
    count: u64,
    exists: bool,
}

/// Boxed, because one function asks for all kinds of rows.
fn told<'a, R, S>(query: Query<R, S>, plan: &'a Plan, db: &'a Db) -> Pin<Box<dyn Future<Output = Result<Told>> + 'a>>
where
    R: Cells + Send + 'a,
    S: Reach<Anyone> + 'a,
{
    Box::pin(answered(query, plan, db))
}

async fn answered<R: Cells + Send, S: Reach<Anyone>>(mut query: Query<R, S>, plan: &Plan, db: &Db) -> Result<Told> {
    if let Some(limit) = plan.limit {
        query = query.limit(limit);
    }
    if let Some(offset) = plan.offset {
        query = query.offset(offset);
    }
    let rows = query.clone().all(db).await?;
    Ok(Told {
        rows: rows.into_iter().map(cells).collect(),
        count: query.clone().count(db).await?,
        exists: query.exists(db).await?,
    })
}

type Aggregates<X> = (
    Expr<Settled<()>, i64>,
    Expr<Settled<X>, i64>,
    Expr<Settled<X>, i64>,
    Expr<Settled<X>, Option<i64>>,
    Expr<Settled<X>, Option<f64>>,
    Expr<Settled<X>, Option<i32>>,
    Expr<Settled<X>, Option<i32>>,
);

fn aggregates<X: Side>(plan: &Plan) -> Aggregates<X> {
    let counted = each!(X::column(plan.counted), column => count(column));
    let different = each!(X::column(plan.counted), column => count_distinct(column));
    match X::column(plan.number) {
        Typed::Whole(of) => (
            count_rows(),
            counted,
            different,
            sum(of.clone()),
            avg(of.clone()),
            min(of.clone()),
            max(of),
        ),
        Typed::MaybeWhole(of) => (
            count_rows(),
            counted,
            different,
            sum(of.clone()),
            avg(of.clone()),
            min(of.clone()),
            max(of),
        ),
        _ => panic!("the number of a plan is one"),
    }
}

/// The plan asked of a query; the tables by their numbers, then the first and the last of them.
macro_rules! ask {
    ($query:expr, $plan:expr, $db:expr; $($index:literal $table:ty),+; $first:ty, $last:ty) => {{
        let plan: &Plan = $plan;
        let mut query = $query.filter(filter::<($($table,)+)>(&plan.condition));
        if matches!(plan.task, Task::Grouped | Task::GroupedByKey | Task::Aggregated) {
            for having in &plan.having {
                let aggregates = aggregates::<$last>(plan);
                query = match having {
                    Having::Rows(operator, count) => query.having(operator.of(aggregates.0, *count)),
                    Having::Counted(operator, count) => query.having(operator.of(aggregates.1, *count)),
                    Having::Sum(operator, value) => query.having(operator.of(aggregates.3, Some(*value))),
                    Having::SumOrGreatest(least, value) => {
                        let value = i32::try_from(*value).expect("a small number");
                        query.having(aggregates.3.gt(*least).or(aggregates.6.eq(value)))
                    }
                };
            }
        }
        match plan.task {
            Task::Rows => {
                for by in &plan.orders {
                    query = match by.table {
                        $($index => query.order_by(order::<$table>(by)),)+
                        _ => panic!("an order by a table that is not there"),
                    };
                }
                told(query.select(($(row::<$table>(),)+)), plan, $db).await
            }
            Task::Distinct => each!(<$first>::column(plan.key), key => {
                let query = query.order_by(key.clone().asc());
                match <$last>::column(plan.number) {
                    Typed::Whole(number) => {
                        let query = query.order_by(number.clone().asc()).select((key, number)).distinct();
                        told(query, plan, $db).await
                    }
                    Typed::MaybeWhole(number) => {
                        let query = query.order_by(number.clone().asc()).select((key, number)).distinct();
                        told(query, plan, $db).await
                    }
                    _ => panic!("the number of a plan is one"),
                }
            }),
            Task::Grouped => each!(<$first>::column(plan.key), key => {
                let query = query.group_by(key.clone()).order_by(key.clone().asc());
                match <$last>::column(plan.number) {
                    Typed::Whole(number) => {
                        let query = query.group_by(number.clone()).order_by(number.clone().asc());
                        told(query.select((key, number, aggregates::<$last>(plan))), plan, $db).await
                    }
                    Typed::MaybeWhole(number) => {
                        let query = query.group_by(number.clone()).order_by(number.clone().asc());
                        told(query.select((key, number, aggregates::<$last>(plan))), plan, $db).await
                    }
                    _ => panic!("the number of a plan is one"),
                }
            }),
            Task::GroupedByKey => {
                for column in 0..<$first as Side>::TABLE.key {
                    query = each!(<$first>::column(column), key => query.group_by(key));
                    query = query.order_by(order::<$first>(&By::ascending(0, column)));
                }
                told(query.select((row::<$first>(), aggregates::<$last>(plan))), plan, $db).await
            }
            Task::Aggregated => told(query.select(aggregates::<$last>(plan)), plan, $db).await,
        }
    }};
}

/// A join, as the oracle makes it: the table, whether rows without a match stay, which rows match.
struct Step {
    table: Table,
    left: bool,
    on: On,
}

enum On {
    /// A column of the table with that number equals this column.
    Equal(usize, usize, usize),
    Condition(Condition),
}

impl On {
    fn holds(&self, row: &Joined<'_>, candidate: &Row) -> bool {
        match self {
            Self::Equal(table, column, own) => {
                let value = row[*table].map(|row| &row[*column]);
                value.is_some_and(|value| !value.is_null() && *value == candidate[*own])
            }
            Self::Condition(condition) => {
                let mut row = row.clone();
                row.push(Some(candidate));
                condition.holds(&row) == Some(true)
            }
        }
    }
}

fn joined<'a>(data: &'a Data, base: Table, steps: &[Step]) -> Vec<Joined<'a>> {
    let mut rows: Vec<Joined<'a>> = data.rows(base).iter().map(|row| vec![Some(row)]).collect();
    for step in steps {
        let mut next = Vec::new();
        for row in rows {
            let matching = data
                .rows(step.table)
                .iter()
                .filter(|candidate| step.on.holds(&row, candidate));
            let before = next.len();
            for candidate in matching {
                let mut row = row.clone();
                row.push(Some(candidate));
                next.push(row);
            }
            if step.left && next.len() == before {
                let mut row = row;
                row.push(None);
                next.push(row);
            }
        }
        rows = next;
    }
    rows
}

/// What is joined.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Books,
    BookAuthor {
        left: bool,
    },
    AuthorBooks {
        left: bool,
    },
    BookLabels {
        left: bool,
    },
    /// Authors, with their books where there are any or not, with labels or without.
    AuthorBooksLabels {
        left: bool,
    },
    /// Books with the labels that meet a condition on both.
    BookLabelOn {
        left: bool,
        on: Condition,
    },
    /// Books with the one that each goes on from.
    BookOriginal,
    /// Books with those that go on from it.
    BookSequels,
}

impl Shape {
    pub(super) fn random(choices: &mut Choices<'_>) -> Self {
        let shape = choices.below(8);
        let left = choices.below(2) == 1;
        match shape {
            0 => Self::Books,
            1 => Self::BookAuthor { left },
            2 => Self::AuthorBooks { left },
            3 => Self::BookLabels { left },
            4 => Self::AuthorBooksLabels { left },
            5 => Self::BookLabelOn {
                left,
                on: Condition::random(&[BOOK, LABEL], 2, choices),
            },
            6 => Self::BookOriginal,
            _ => Self::BookSequels,
        }
    }

    pub(super) fn tables(&self) -> &'static [Table] {
        match self {
            Self::Books => &[BOOK],
            Self::BookAuthor { .. } => &[BOOK, AUTHOR],
            Self::AuthorBooks { .. } => &[AUTHOR, BOOK],
            Self::BookLabels { .. } => &[BOOK, BOOK_LABEL, LABEL],
            Self::AuthorBooksLabels { .. } => &[AUTHOR, BOOK, BOOK_LABEL, LABEL],
            Self::BookLabelOn { .. } => &[BOOK, LABEL],
            Self::BookOriginal | Self::BookSequels => &[BOOK, BOOK],
        }
    }

    pub(super) fn joined<'a>(&self, data: &'a Data) -> Vec<Joined<'a>> {
        let step = |table: Table, left: bool, on: On| Step { table, left, on };
        let steps = match self {
            Self::Books => vec![],
            Self::BookAuthor { left } => vec![step(AUTHOR, *left, On::Equal(0, 1, 0))],
            Self::AuthorBooks { left } => vec![step(BOOK, *left, On::Equal(0, 0, 1))],
            Self::BookLabels { left } => vec![
                step(BOOK_LABEL, *left, On::Equal(0, 0, 0)),
                step(LABEL, *left, On::Equal(1, 1, 0)),
            ],
            Self::AuthorBooksLabels { left } => vec![
                step(BOOK, *left, On::Equal(0, 0, 1)),
                step(BOOK_LABEL, true, On::Equal(1, 0, 0)),
                step(LABEL, true, On::Equal(2, 1, 0)),
            ],
            Self::BookLabelOn { left, on } => vec![step(LABEL, *left, On::Condition(on.clone()))],
            Self::BookOriginal => vec![step(BOOK, true, On::Equal(0, 2, 0))],
            Self::BookSequels => vec![step(BOOK, false, On::Equal(0, 0, 2))],
        };
        joined(data, self.tables()[0], &steps)
    }

    pub(super) async fn ask(&self, plan: &Plan, db: &Db) -> Result<Told> {
        match self {
            Self::Books => ask!(Book::query(), plan, db; 0 Book; Book, Book),
            Self::BookAuthor { left: true } => {
                ask!(Book::query().left_join(Book::AUTHOR), plan, db; 0 Book, 1 Author; Book, Author)
            }
            Self::BookAuthor { left: false } => {
                ask!(Book::query().inner_join(Book::AUTHOR), plan, db; 0 Book, 1 Author; Book, Author)
            }
            Self::AuthorBooks { left: true } => {
                ask!(Author::query().left_join(Author::BOOKS), plan, db; 0 Author, 1 Book; Author, Book)
            }
            Self::AuthorBooks { left: false } => {
                ask!(Author::query().inner_join(Author::BOOKS), plan, db; 0 Author, 1 Book; Author, Book)
            }
            Self::BookLabels { left: true } => {
                let query = Book::query().left_join(Book::LABELS);
                ask!(query, plan, db; 0 Book, 1 BookLabel, 2 Label; Book, Label)
            }
            Self::BookLabels { left: false } => {
                let query = Book::query().inner_join(Book::LABELS);
                ask!(query, plan, db; 0 Book, 1 BookLabel, 2 Label; Book, Label)
            }
            Self::AuthorBooksLabels { left: true } => {
                let query = Author::query().left_join(Author::BOOKS).left_join(Book::LABELS);
                ask!(query, plan, db; 0 Author, 1 Book, 2 BookLabel, 3 Label; Author, Label)
            }
            Self::AuthorBooksLabels { left: false } => {
                let query = Author::query().inner_join(Author::BOOKS).left_join(Book::LABELS);
                ask!(query, plan, db; 0 Author, 1 Book, 2 BookLabel, 3 Label; Author, Label)
            }
            Self::BookLabelOn { left: true, on } => {
                let query = Book::query().left_join(Label::on(filter::<(Book, Label)>(on)));
                ask!(query, plan, db; 0 Book, 1 Label; Book, Label)
            }
            Self::BookLabelOn { left: false, on } => {
                let query = Book::query().inner_join(Label::on(filter::<(Book, Label)>(on)));
                ask!(query, plan, db; 0 Book, 1 Label; Book, Label)
            }
            Self::BookOriginal => {
                let query = Book::query().left_join(Book::ORIGINAL.alias::<1>());
                ask!(query, plan, db; 0 Book, 1 Alias<Book, 1>; Book, Alias<Book, 1>)
            }
            Self::BookSequels => {
                let query = Book::query().inner_join(Book::SEQUELS.alias::<1>());
                ask!(query, plan, db; 0 Book, 1 Alias<Book, 1>; Book, Alias<Book, 1>)
            }
        }
    }
}

impl Told {
    /// Whether the other numbers agree with the rows.
    pub(super) fn agrees(&self) -> std::result::Result<(), String> {
        let found = self.rows.len();
        if self.count == found as u64 && self.exists == (found > 0) {
            return Ok(());
        }
        Err(format!(
            "{found} rows, but count {} and exists {}",
            self.count, self.exists
        ))
    }
}

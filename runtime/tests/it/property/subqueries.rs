//! Queries within queries.

use tablesmith::Db;
use tablesmith::prelude::*;
use tablesmith::query::{Filter, IntoExpr as _, Query, Sub};

use super::builder::{cells, filter_one};
use super::choices::Choices;
use super::condition::{Condition, OPERATORS, Operator};
use super::data::{AUTHOR, Author, BOOK, Book, Cell, Data, Row};
use super::plan::By;

/// Books by what a query within says.
pub(super) async fn check(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let outer = Condition::random_of_one(BOOK, choices);
    let negated = choices.below(2) == 1;
    let operator = choices.one_of(&OPERATORS);
    let way = choices.below(5);
    let inner = Condition::random_of_one(if way == 0 { AUTHOR } else { BOOK }, choices);
    let limit = choices.once_in(3).then(|| choices.below(3));
    let checked = async {
        let query = Book::query()
            .filter(filter_one::<Book>(&outer))
            .order_by(Book::ID.asc());
        let found = match way {
            0 => {
                let mut authors = Author::query()
                    .filter(filter_one::<Author>(&inner))
                    .order_by(Author::ID.asc());
                if let Some(limit) = limit {
                    authors = authors.limit(limit as u64);
                }
                asked(query, Book::AUTHOR_ID.in_(authors.select(Author::ID)), negated, db).await
            }
            1 => asked(query, Book::ID.in_(books(&inner).select(Book::SEQUEL_OF)), negated, db).await,
            2 => asked(query, beside(exists(books(&inner))), negated, db).await,
            3 => {
                asked(
                    query,
                    beside(exists(books(&inner).select(max(Book::SCORE)))),
                    negated,
                    db,
                )
                .await
            }
            _ => {
                let greatest = books(&inner).select(max(Book::PAGES));
                asked(query, operator.of(Book::SCORE.into_expr(), greatest), negated, db).await
            }
        };
        let found: Vec<Row> = found
            .map_err(|error| format!("{error:?}"))?
            .into_iter()
            .map(cells)
            .collect();
        let holds = |row: &Row| {
            let told = within(data, way, row, &inner, limit, operator);
            told.map(|told| told != negated)
        };
        let rows = data
            .books
            .iter()
            .filter(|row| outer.holds(&vec![Some(*row)]) == Some(true));
        let expected: Vec<Row> = rows.filter(|row| holds(row) == Some(true)).cloned().collect();
        super::same(&found, &expected, false)
    };
    let question = format!("way {way}, negated {negated}, {operator:?}, {limit:?}\n{outer:?}\n{inner:?}");
    checked
        .await
        .map_err(|told: String| format!("{told}\n--- question\n{question}"))
}

fn books(inner: &Condition) -> Query<Book> {
    Book::query().filter(filter_one::<Book>(inner))
}

fn beside<S>(exists: Filter<Sub<S>>) -> Filter<(Book, Sub<S>)> {
    all((Filter::<Book>::always(), exists))
}

async fn asked<S>(
    query: Query<Book>,
    filter: Filter<(Book, Sub<S>)>,
    negated: bool,
    db: &Db,
) -> tablesmith::Result<Vec<Book>>
where
    S: tablesmith::query::Reach<tablesmith::executor::Anyone>,
{
    let filter = if negated { filter.not() } else { filter };
    query.filter(filter).all(db).await
}

fn within(
    data: &Data,
    way: usize,
    row: &Row,
    inner: &Condition,
    limit: Option<usize>,
    operator: Operator,
) -> Option<bool> {
    let of = |rows: &[Row]| -> Vec<Row> {
        let rows = rows.iter().filter(|row| inner.holds(&vec![Some(*row)]) == Some(true));
        rows.cloned().collect()
    };
    match way {
        0 => {
            let authors = of(&data.authors);
            let ids = authors.iter().take(limit.unwrap_or(usize::MAX)).map(|row| &row[0]);
            one_of(&row[1], &ids.collect::<Vec<_>>())
        }
        1 => one_of(&row[0], &of(&data.books).iter().map(|row| &row[2]).collect::<Vec<_>>()),
        2 => Some(!of(&data.books).is_empty()),
        // An aggregate gives a row whether there are rows or not.
        3 => Some(true),
        _ => {
            let mut pages: Vec<Cell> = of(&data.books).into_iter().map(|row| row[5].clone()).collect();
            pages.retain(|cell| !cell.is_null());
            pages.sort_by(|left, right| By::ascending(0, 0).compare(left, right));
            operator.holds(&row[4], &pages.pop().unwrap_or(Cell::Null))
        }
    }
}

/// `in` of SQL: unknown where it is not found, but something is NULL.
fn one_of(cell: &Cell, values: &[&Cell]) -> Option<bool> {
    if values.is_empty() {
        return Some(false);
    }
    if cell.is_null() {
        return None;
    }
    if values.contains(&cell) {
        return Some(true);
    }
    if values.iter().any(|value| value.is_null()) {
        return None;
    }
    Some(false)
}

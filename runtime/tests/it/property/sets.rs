//! Set operations: of whole rows, of what is selected, as lists of values.

use std::cmp::Ordering;

use tablesmith::Db;
use tablesmith::prelude::*;
use tablesmith::query::{Query, SetOf};

use super::builder::{cells, filter_one};
use super::choices::Choices;
use super::condition::Condition;
use super::data::{BOOK, Book, Data, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

const OPERATIONS: [Operation; 6] = [
    Operation::Union,
    Operation::UnionAll,
    Operation::Intersect,
    Operation::IntersectAll,
    Operation::Except,
    Operation::ExceptAll,
];

impl Operation {
    fn of<R, S, T>(self, left: Query<R, S>, right: Query<R, T>) -> Query<R, SetOf<S, T>> {
        match self {
            Self::Union => left.union(right),
            Self::UnionAll => left.union_all(right),
            Self::Intersect => left.intersect(right),
            Self::IntersectAll => left.intersect_all(right),
            Self::Except => left.except(right),
            Self::ExceptAll => left.except_all(right),
        }
    }

    /// How often a row is there that the sides have so often.
    fn times(self, left: usize, right: usize) -> usize {
        match self {
            Self::Union => (left + right).min(1),
            Self::UnionAll => left + right,
            Self::Intersect => left.min(right).min(1),
            Self::IntersectAll => left.min(right),
            Self::Except => usize::from(left > 0 && right == 0),
            Self::ExceptAll => left.saturating_sub(right),
        }
    }

    fn answer(self, left: &[Row], right: &[Row]) -> Vec<Row> {
        let mut seen: Vec<&Row> = Vec::new();
        for row in left.iter().chain(right) {
            if !seen.contains(&row) {
                seen.push(row);
            }
        }
        let times = |row: &Row, rows: &[Row]| rows.iter().filter(|other| *other == row).count();
        let repeated = seen.into_iter().flat_map(|row| {
            let count = self.times(times(row, left), times(row, right));
            std::iter::repeat_n(row.clone(), count)
        });
        repeated.collect()
    }
}

/// One side: the books that meet a condition, the last few of them where there is a limit.
#[derive(Debug)]
struct Side {
    condition: Condition,
    limit: Option<usize>,
}

impl Side {
    fn random(choices: &mut Choices<'_>) -> Self {
        Self {
            condition: Condition::random_of_one(BOOK, choices),
            limit: choices.once_in(3).then(|| choices.below(4)),
        }
    }

    fn query(&self) -> Query<Book> {
        let query = Book::query().filter(filter_one::<Book>(&self.condition));
        match self.limit {
            Some(limit) => query.order_by(Book::ID.desc()).limit(limit as u64),
            None => query,
        }
    }

    fn rows(&self, data: &Data) -> Vec<Row> {
        let meets = |row: &&Row| self.condition.holds(&vec![Some(*row)]) == Some(true);
        let mut rows: Vec<Row> = data.books.iter().filter(meets).cloned().collect();
        if let Some(limit) = self.limit {
            rows.sort_by(|left, right| by_first(right, left));
            rows.truncate(limit);
        }
        rows
    }
}

fn by_first(left: &Row, right: &Row) -> Ordering {
    left[0].order(&right[0]).unwrap_or(Ordering::Equal)
}

/// Three sides, put together one after the other or the last two first.
#[derive(Debug)]
struct Question {
    sides: [Side; 3],
    first: Operation,
    second: Operation,
    last_first: bool,
    way: usize,
}

pub(super) async fn check(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let question = Question {
        way: choices.below(3),
        first: choices.one_of(&OPERATIONS),
        second: choices.one_of(&OPERATIONS),
        last_first: choices.below(2) == 1,
        sides: std::array::from_fn(|_| Side::random(choices)),
    };
    let told = match question.way {
        0 => whole(&question, db, data).await,
        1 => selected(&question, db, data).await,
        _ => listed(&question, db, data).await,
    };
    let told = told
        .map_err(|error| format!("{error:?}"))
        .and_then(|(found, expected)| super::same(&found, &expected, false));
    told.map_err(|told: String| format!("{told}\n--- question\n{question:?}"))
}

type Told = tablesmith::Result<(Vec<Row>, Vec<Row>)>;

impl Question {
    fn answer(&self, data: &Data, of: impl Fn(&Row) -> Row) -> Vec<Row> {
        let [left, middle, right] = self
            .sides
            .each_ref()
            .map(|side| side.rows(data).iter().map(&of).collect::<Vec<_>>());
        if self.last_first {
            self.first.answer(&left, &self.second.answer(&middle, &right))
        } else {
            self.second.answer(&self.first.answer(&left, &middle), &right)
        }
    }
}

/// The three queries put together, as `$set`, and what is then asked of it.
macro_rules! asked {
    ($question:expr, $each:expr, $set:ident => $then:expr) => {{
        let [left, middle, right] = $question.sides.each_ref().map($each);
        if $question.last_first {
            let $set = $question.first.of(left, $question.second.of(middle, right));
            $then
        } else {
            let $set = $question.second.of($question.first.of(left, middle), right);
            $then
        }
    }};
}

/// Rows of the model, kept by another condition and in order.
async fn whole(question: &Question, db: &Db, data: &Data) -> Told {
    let found = asked!(question, Side::query, set => {
        set.filter(Book::SCORE.ge(0)).order_by(Book::ID.asc()).all(db).await?
    });
    let mut expected = question.answer(data, Row::clone);
    expected.retain(|row| matches!(row[4], super::data::Cell::Whole(score) if score >= 0));
    expected.sort_by(by_first);
    Ok((found.into_iter().map(cells).collect(), expected))
}

/// Columns, of which rows may be the same.
async fn selected(question: &Question, db: &Db, data: &Data) -> Told {
    let select = |side: &Side| side.query().select((Book::AUTHOR_ID, Book::SOLD));
    let found = asked!(question, select, set => {
        let rows = set.clone().order_by((Book::AUTHOR_ID.asc(), Book::SOLD.asc())).all(db).await?;
        let count = set.count(db).await?;
        assert_eq!(count, rows.len() as u64, "{question:?}");
        rows
    });
    let mut expected = question.answer(data, |row| vec![row[1].clone(), row[8].clone()]);
    let by = |column| super::plan::By::ascending(0, column);
    expected.sort_by(|left, right| {
        let first = by(0).compare(&left[0], &right[0]);
        first.then_with(|| by(1).compare(&left[1], &right[1]))
    });
    Ok((found.into_iter().map(cells).collect(), expected))
}

/// Books whose key is among the authors' keys that a set gives.
async fn listed(question: &Question, db: &Db, data: &Data) -> Told {
    let select = |side: &Side| {
        side.query()
            .filter(Book::AUTHOR_ID.is_not_null())
            .select(Book::AUTHOR_ID)
    };
    let found = asked!(question, select, set => {
        Book::query().filter(Book::ID.in_(set)).order_by(Book::ID.asc()).all(db).await?
    });
    // A limit is of the books that have an author.
    let mut with_authors = data.clone();
    with_authors.books.retain(|row| !row[1].is_null());
    let among = question.answer(&with_authors, |row| vec![row[1].clone()]);
    let mut expected = data.books.clone();
    expected.retain(|row| among.iter().any(|author| author[0] == row[0]));
    expected.sort_by(by_first);
    Ok((found.into_iter().map(cells).collect(), expected))
}

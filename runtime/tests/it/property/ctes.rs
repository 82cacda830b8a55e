//! Queries that stand before another one: what is put together in them, and walks along a foreign key.

use std::cmp::Ordering;

use tablesmith::Db;
use tablesmith::prelude::*;
use tablesmith::query::level;

use super::builder::{cells, filter_one};
use super::choices::Choices;
use super::condition::Condition;
use super::data::{AUTHOR, Author, BOOK, Book, Cell, Data, Row};

/// How many books an author has.
#[derive(Debug, Dao, Row)]
#[dao(table = "written")]
struct Written {
    author_id: Option<i32>,
    books: i64,
}

/// A book that others come before.
#[derive(Debug, Dao, Row)]
#[dao(table = "sequels")]
struct Sequel {
    id: i32,
    title: String,
}

pub(super) async fn check(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let first = Condition::random_of_one(BOOK, choices);
    let (checked, question) = if choices.below(2) == 0 {
        let second = Condition::random_of_one(AUTHOR, choices);
        let least = choices.below(3);
        let checked = written(db, data, &first, &second, least).await;
        (checked, format!("{first:?}\n{second:?}\nat least {least}"))
    } else {
        let second = Condition::random_of_one(BOOK, choices);
        let levels = choices.below(5);
        let checked = walked(db, data, &first, &second, levels).await;
        (checked, format!("{first:?}\n{second:?}\n{levels} levels"))
    };
    let told = checked
        .map_err(|error| format!("{error:?}"))
        .and_then(|(found, expected)| super::same(&found, &expected, false));
    told.map_err(|told: String| format!("{told}\n--- question\n{question}"))
}

type Told = tablesmith::Result<(Vec<Row>, Vec<Row>)>;

fn meets(condition: &Condition, row: &Row) -> bool {
    condition.holds(&vec![Some(row)]) == Some(true)
}

fn by_id_and_level(left: &Row, right: &Row) -> Ordering {
    let by = |at: usize| left[at].order(&right[at]).unwrap_or(Ordering::Equal);
    by(0).then_with(|| by(1))
}

/// Authors with how many books they have, of those that meet a condition.
async fn written(db: &Db, data: &Data, books: &Condition, authors: &Condition, least: usize) -> Told {
    let least = i64::try_from(least).expect("a small number");
    let counted = Written::cte(
        Book::query()
            .filter(filter_one::<Book>(books))
            .group_by(Book::AUTHOR_ID)
            .having(count_rows().ge(least))
            .select((Book::AUTHOR_ID, count_rows())),
    );
    let found = Author::query()
        .with_cte(counted)
        .left_join(Written::on(Written::AUTHOR_ID.eq(Author::ID)))
        .filter(filter_one::<Author>(authors))
        .order_by(Author::ID.asc())
        .select((Author::ID, Written::BOOKS))
        .all(db)
        .await?;
    let mut expected: Vec<Row> = Vec::new();
    for author in data.authors.iter().filter(|row| meets(authors, row)) {
        let is_hers = |row: &&Row| row[1] == author[0] && meets(books, row);
        let count = i64::try_from(data.books.iter().filter(is_hers).count()).expect("a small number");
        let counted = if count > 0 && count >= least {
            Cell::Whole(count)
        } else {
            Cell::Null
        };
        expected.push(vec![author[0].clone(), counted]);
    }
    expected.sort_by(by_id_and_level);
    Ok((found.into_iter().map(cells).collect(), expected))
}

/// Books that meet a condition, and their sequels that meet another, so many steps far.
async fn walked(db: &Db, data: &Data, start: &Condition, step: &Condition, levels: usize) -> Told {
    let sequels = Sequel::recursive(
        Book::query()
            .filter(filter_one::<Book>(start))
            .select((Book::ID, Book::TITLE)),
        Book::query()
            .inner_join(Sequel::on(Book::SEQUEL_OF.eq(Sequel::ID)))
            .filter(filter_one::<Book>(step))
            .select((Book::ID, Book::TITLE)),
        u32::try_from(levels).expect("a small number"),
    );
    let found = Sequel::query()
        .with_cte(sequels)
        .order_by((Sequel::ID.asc(), level::<Sequel>().asc()))
        .select((Sequel::ID, level::<Sequel>()))
        .all(db)
        .await?;
    let mut expected: Vec<Row> = Vec::new();
    let mut last: Vec<&Row> = data.books.iter().filter(|row| meets(start, row)).collect();
    for level in 0..=levels {
        let number = Cell::Whole(i64::try_from(level).expect("a small number"));
        expected.extend(last.iter().map(|row| vec![row[0].clone(), number.clone()]));
        let follows = |row: &&Row| last.iter().any(|before| before[0] == row[2]) && meets(step, row);
        last = data.books.iter().filter(follows).collect();
    }
    expected.sort_by(by_id_and_level);
    Ok((found.into_iter().map(cells).collect(), expected))
}

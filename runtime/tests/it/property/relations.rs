//! What rows lead to.

use tablesmith::Db;
use tablesmith::prelude::*;

use super::builder::{Side, cells, filter_one, order};
use super::choices::Choices;
use super::condition::Condition;
use super::data::{AUTHOR, Author, BOOK, BOOK_LABEL, Book, BookLabel, Cell, Data, LABEL, Label, Row, Table};
use super::plan::{By, compare_rows, orders, whole_order};

/// What is asked of the rows that one leads to.
#[derive(Debug, Clone)]
struct Asked {
    condition: Condition,
    orders: Vec<By>,
    limit: Option<u64>,
}

impl Asked {
    fn random(table: Table, choices: &mut Choices<'_>) -> Self {
        Self {
            condition: Condition::random_of_one(table, choices),
            orders: orders(&[table], choices),
            limit: choices.once_in(2).then(|| choices.below(4) as u64),
        }
    }

    /// The rows of a table that are led to, the condition, the order and the limit applied.
    fn answer<'a>(&self, table: Table, data: &'a Data, leads: impl Fn(&Row) -> bool) -> Vec<&'a Row> {
        let rows = data.rows(table).iter().filter(|row| leads(row));
        let mut rows: Vec<&Row> = rows
            .filter(|row| self.condition.holds(&vec![Some(*row)]) == Some(true))
            .collect();
        let mut orders = self.orders.clone();
        orders.extend(whole_order(&[table]));
        rows.sort_by(|left, right| compare_rows(&orders, &vec![Some(*left)], &vec![Some(*right)]));
        if let Some(limit) = self.limit {
            rows.truncate(usize::try_from(limit).expect("few"));
        }
        rows
    }
}

/// A row with the rows that it leads to, and those that these lead to.
#[derive(Debug, Clone, PartialEq)]
struct Tree {
    row: Row,
    branches: Vec<Vec<Tree>>,
}

fn leaf(row: Row) -> Tree {
    Tree {
        row,
        branches: Vec::new(),
    }
}

fn leaves(rows: Vec<&Row>) -> Vec<Tree> {
    rows.into_iter().cloned().map(leaf).collect()
}

fn is(left: &Cell, right: &Cell) -> bool {
    !left.is_null() && left == right
}

fn links<'a>(data: &'a Data, book: &'a Row) -> impl Fn(&Row) -> bool + 'a {
    |label| {
        data.links
            .iter()
            .any(|link| is(&link[0], &book[0]) && is(&link[1], &label[0]))
    }
}

/// The relation with what is asked of it.
macro_rules! related {
    ($relation:expr, $asked:expr, $model:ty) => {{
        let asked: &Asked = $asked;
        let mut related = $relation.filter(filter_one::<$model>(&asked.condition));
        for by in &asked.orders {
            related = related.order_by(order::<$model>(by));
        }
        match asked.limit {
            Some(limit) => related.limit(limit),
            None => related,
        }
    }};
}

pub(super) async fn check(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let way = choices.below(3);
    let tables = match way {
        0 => [AUTHOR, BOOK, LABEL, BOOK],
        1 => [BOOK, AUTHOR, LABEL, BOOK],
        _ => [BOOK_LABEL, BOOK, AUTHOR, LABEL],
    };
    let asked = tables.map(|table| Asked::random(table, choices));
    let checked = async {
        let (found, expected) = match way {
            0 => authors(db, data, &asked).await,
            1 => books(db, data, &asked).await,
            _ => book_labels(db, data, &asked).await,
        }
        .map_err(|error| format!("{error:?}"))?;
        if found == expected {
            return Ok(());
        }
        Err(format!("found    {found:?}\nexpected {expected:?}"))
    };
    checked
        .await
        .map_err(|told: String| format!("{told}\n--- question\n{tables:?}\n{asked:?}"))
}

type Trees = (Vec<Tree>, Vec<Tree>);

/// Rows of the model, ordered to the last.
macro_rules! base {
    ($model:ty, $asked:expr) => {{
        let asked: &Asked = $asked;
        let mut query = <$model>::query().filter(filter_one::<$model>(&asked.condition));
        for by in asked
            .orders
            .iter()
            .cloned()
            .chain(whole_order(&[<$model as Side>::TABLE]))
        {
            query = query.order_by(order::<$model>(&by));
        }
        match asked.limit {
            Some(limit) => query.limit(limit),
            None => query,
        }
    }};
}

/// Authors with their books, with their labels and those that go on from them.
async fn authors(db: &Db, data: &Data, asked: &[Asked; 4]) -> tablesmith::Result<Trees> {
    let [author, book, label, sequel] = asked;
    let books = related!(Author::BOOKS, book, Book).with((
        related!(Book::LABELS, label, Label),
        related!(Book::SEQUELS, sequel, Book),
    ));
    let found = base!(Author, author).with(books).all(db).await?;
    let found = found.into_iter().map(|(author, books)| Tree {
        row: cells(author),
        branches: vec![
            books
                .into_iter()
                .map(|(book, (labels, sequels))| Tree {
                    row: cells(book),
                    branches: vec![
                        labels.into_iter().map(|label| leaf(cells(label))).collect(),
                        sequels.into_iter().map(|book| leaf(cells(book))).collect(),
                    ],
                })
                .collect(),
        ],
    });
    let expected = author.answer(AUTHOR, data, |_| true).into_iter().map(|author| {
        let books = book.answer(BOOK, data, |book| is(&book[1], &author[0]));
        Tree {
            row: author.clone(),
            branches: vec![
                books
                    .into_iter()
                    .map(|book| Tree {
                        row: book.clone(),
                        branches: vec![
                            leaves(label.answer(LABEL, data, links(data, book))),
                            leaves(sequel.answer(BOOK, data, |other| is(&other[2], &book[0]))),
                        ],
                    })
                    .collect(),
            ],
        }
    });
    Ok((found.collect(), expected.collect()))
}

/// Books with their author, where it meets the condition, their labels, and the one that they go on from.
async fn books(db: &Db, data: &Data, asked: &[Asked; 4]) -> tablesmith::Result<Trees> {
    let [book, author, label, original] = asked;
    let with = (
        Book::AUTHOR.filter(filter_one::<Author>(&author.condition)),
        related!(Book::LABELS, label, Label),
        Book::ORIGINAL
            .filter(filter_one::<Book>(&original.condition))
            .with(Book::AUTHOR),
    );
    let found = base!(Book, book).with(with).all(db).await?;
    let found = found.into_iter().map(|(book, (author, labels, original))| Tree {
        row: cells(book),
        branches: vec![
            author.into_iter().map(|author| leaf(cells(author))).collect(),
            labels.into_iter().map(|label| leaf(cells(label))).collect(),
            original
                .into_iter()
                .map(|(book, author)| Tree {
                    row: cells(book),
                    branches: vec![author.into_iter().map(|author| leaf(cells(author))).collect()],
                })
                .collect(),
        ],
    });
    let unlimited = |asked: &Asked| Asked {
        limit: None,
        ..asked.clone()
    };
    let expected = book.answer(BOOK, data, |_| true).into_iter().map(|book| {
        let originals = unlimited(original).answer(BOOK, data, |other| is(&other[0], &book[2]));
        Tree {
            row: book.clone(),
            branches: vec![
                leaves(unlimited(author).answer(AUTHOR, data, |author| is(&author[0], &book[1]))),
                leaves(label.answer(LABEL, data, links(data, book))),
                originals
                    .into_iter()
                    .map(|original| {
                        let authors = data.authors.iter().filter(|author| is(&author[0], &original[1]));
                        Tree {
                            row: original.clone(),
                            branches: vec![leaves(authors.collect())],
                        }
                    })
                    .collect(),
            ],
        }
    });
    Ok((found.collect(), expected.collect()))
}

/// Links with both sides, of which the one leads on.
async fn book_labels(db: &Db, data: &Data, asked: &[Asked; 4]) -> tablesmith::Result<Trees> {
    let [link, ..] = asked;
    let with = (BookLabel::BOOK.with(Book::AUTHOR), BookLabel::LABEL);
    let found = base!(BookLabel, link).with(with).all(db).await?;
    let found = found.into_iter().map(|(link, ((book, author), label))| Tree {
        row: cells(link),
        branches: vec![
            vec![Tree {
                row: cells(book),
                branches: vec![author.into_iter().map(|author| leaf(cells(author))).collect()],
            }],
            vec![leaf(cells(label))],
        ],
    });
    let expected = link.answer(BOOK_LABEL, data, |_| true).into_iter().map(|link| {
        let books = data.books.iter().filter(|book| is(&book[0], &link[0]));
        let labels = data.labels.iter().filter(|label| is(&label[0], &link[1]));
        Tree {
            row: link.clone(),
            branches: vec![
                books
                    .map(|book| {
                        let authors = data.authors.iter().filter(|author| is(&author[0], &book[1]));
                        Tree {
                            row: book.clone(),
                            branches: vec![leaves(authors.collect())],
                        }
                    })
                    .collect(),
                leaves(labels.collect()),
            ],
        }
    });
    Ok((found.collect(), expected.collect()))
}

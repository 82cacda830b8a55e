//! Pages there and back, pages by number, and streams.

use tablesmith::Db;
use tablesmith::prelude::*;
use tablesmith::query::Page;

use super::builder::{cells, filter, order};
use super::choices::Choices;
use super::condition::Condition;
use super::data::{BOOK, Book, Data, LABEL, Label, Row};
use super::plan::{By, compare_rows, orders, whole_order};

/// All pages of a query: their rows when going on from one to the next, that going back gives the same, that a stream
/// and numbered pages do.
macro_rules! paged {
    ($query:expr, $size:expr, $total:expr, $db:expr) => {{
        let (query, size, total, db): (_, u64, usize, &Db) = ($query, $size, $total, $db);
        let mut pages: Vec<Page<_>> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = query
                .clone()
                .page_after(cursor.as_deref(), size)
                .fetch(db)
                .await
                .map_err(|error| format!("{error:?}"))?;
            cursor.clone_from(&page.next);
            pages.push(page);
            if cursor.is_none() || pages.len() > total + 2 {
                break;
            }
        }
        for pair in pages.windows(2) {
            let back = query
                .clone()
                .page_after(pair[1].previous.as_deref(), size)
                .fetch(db)
                .await
                .map_err(|error| format!("{error:?}"))?;
            if back.items != pair[0].items {
                return Err(format!("back     {:?}\nexpected {:?}", back.items, pair[0].items));
            }
        }
        let all: Vec<_> = pages.into_iter().flat_map(|page| page.items).collect();
        let mut streamed = Vec::new();
        let mut stream = query.clone().stream(db);
        while let Some(row) = stream.next().await.map_err(|error| format!("{error:?}"))? {
            streamed.push(row);
        }
        if streamed != all {
            return Err(format!("streamed {streamed:?}\nexpected {all:?}"));
        }
        let mut numbered = Vec::new();
        for number in 1.. {
            let page = query
                .clone()
                .page(number, size, db)
                .await
                .map_err(|error| format!("{error:?}"))?;
            if page.total != all.len() as u64 {
                return Err(format!("a total of {} for {all:?}", page.total));
            }
            numbered.extend(page.items);
            if page.pages <= number {
                break;
            }
        }
        if numbered != all {
            return Err(format!("numbered {numbered:?}\nexpected {all:?}"));
        }
        all
    }};
}

pub(super) async fn check(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let way = choices.below(3);
    let tables: &[_] = if way == 2 { &[BOOK, LABEL] } else { &[BOOK] };
    let condition = Condition::random(tables, 2, choices);
    let on = Condition::random(&[BOOK, LABEL], 1, choices);
    let by = orders(tables, choices);
    let size = 1 + choices.below(3) as u64;
    let checked = async {
        let mut rows: Vec<Vec<Option<&Row>>> = data.books.iter().map(|row| vec![Some(row)]).collect();
        if way == 2 {
            let pairs = rows.into_iter().flat_map(|row| {
                let both = data.labels.iter().map(|label| vec![row[0], Some(label)]);
                let mut both: Vec<_> = both.filter(|row| on.holds(row) == Some(true)).collect();
                if both.is_empty() {
                    both.push(vec![row[0], None]);
                }
                both
            });
            rows = pairs.collect();
        }
        rows.retain(|row| condition.holds(row) == Some(true));
        let whole: Vec<By> = by.iter().cloned().chain(whole_order(tables)).collect();
        rows.sort_by(|left, right| compare_rows(&whole, left, right));
        let expected: Vec<Row> = rows.iter().filter_map(|row| row[0].cloned()).collect();
        let found: Vec<Row> = match way {
            0 => {
                let query = Book::query().filter(filter::<(Book,)>(&condition));
                let query = query.order_by(by.iter().map(order::<Book>).collect::<Vec<_>>());
                paged!(query, size, expected.len(), db).into_iter().map(cells).collect()
            }
            1 => {
                let query = Book::query().filter(filter::<(Book,)>(&condition));
                let query = query.order_by(by.iter().map(order::<Book>).collect::<Vec<_>>());
                let found = paged!(query.with(Book::LABELS), size, expected.len(), db);
                found.into_iter().map(|(book, _)| cells(book)).collect()
            }
            _ => {
                let query = Book::query().left_join(Label::on(filter::<(Book, Label)>(&on)));
                let mut query = query.filter(filter::<(Book, Label)>(&condition));
                for by in &by {
                    query = match by.table {
                        0 => query.order_by(order::<Book>(by)),
                        _ => query.order_by(order::<Label>(by)),
                    };
                }
                paged!(query, size, expected.len(), db).into_iter().map(cells).collect()
            }
        };
        super::same(&found, &expected, false)
    };
    let question = format!("{condition:?}\n{on:?}\n{by:?}");
    checked
        .await
        .map_err(|told: String| format!("{told}\n--- question\npages of {size}, way {way}\n{question}"))
}

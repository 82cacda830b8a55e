//! Pages: after a row (keyset), and by number; and streams, which are pages without an end.

use std::future::Future;

use super::children::fetch_keyed;
use super::cursor::{Cursor, Direction};
use super::data::QueryData;
use super::expression::{Comparison, Expression};
use super::render::{Purpose, never_null, render};
use super::source::Reach;
use super::whole_order::whole_order;
use super::with::{Finish, Loading};
use super::{Query, run};
use crate::db::Session;
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::model::Model;
use crate::value::Datum;

/// How many rows of a stream are asked for at once.
const CHUNK: u64 = 1000;

/// A page of rows, and the cursors of those beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<R> {
    /// The rows.
    pub items: Vec<R>,
    /// What `page_after` takes for the page after this one; `None` where there is none.
    pub next: Option<String>,
    /// What `page_after` takes for the page before this one; `None` where there is none.
    pub previous: Option<String>,
}

/// A page by its number, and how many rows there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedPage<R> {
    /// The rows.
    pub items: Vec<R>,
    /// The number of the page, from 1.
    pub number: u64,
    /// How many pages there are.
    pub pages: u64,
    /// How many rows there are on all of them.
    pub total: u64,
}

/// A query of a page, from [`Query::page_after`].
#[derive(Debug)]
#[must_use = "nothing is asked before `fetch`"]
pub struct PageAfter<R, S, W> {
    query: Query<R, S, W>,
    cursor: Option<String>,
    size: u64,
}

impl<M: Model, S, W: Finish<M>> Query<M, S, W> {
    /// The page of `size` rows after the one that a cursor was given with, or before it: [`Page::next`] and
    /// [`Page::previous`] are such cursors. Without one, the first page.
    ///
    /// The rows come in the query's order, and where that leaves some equal, by the primary keys: so none is on two pages
    /// or on none, and each page costs the same. A cursor is text, and good for queries of the same shape alone.
    pub fn page_after(self, cursor: Option<&str>, size: u64) -> PageAfter<M, S, W> {
        PageAfter {
            query: self,
            cursor: cursor.map(str::to_owned),
            size,
        }
    }

    /// The page of this number, from 1, of `size` rows each, and how many there are.
    ///
    /// The database steps over all rows of earlier pages, and rows that come or go meanwhile move the others:
    /// [`page_after`](Self::page_after) does neither.
    ///
    /// # Errors
    ///
    /// As [`Query::all`].
    pub fn page<E>(
        self,
        number: u64,
        size: u64,
        executor: &E,
    ) -> impl Future<Output = Result<NumberedPage<W::Row>>> + Send
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let (session, owner) = (executor.session().uncounted(), executor.owner());
        let (mut data, with) = (self.data, self.with);
        async move {
            let number = number.max(1);
            data.orders = whole_order(&data, false)?;
            let total = run::count(data.clone(), session, owner).await?;
            data.limit = Some(size);
            data.offset = Some((number - 1).saturating_mul(size));
            let (rows, _) = finished(data, &with, session, owner).await?;
            Ok(NumberedPage {
                items: rows,
                number,
                pages: total.div_ceil(size.max(1)),
                total,
            })
        }
    }

    /// All rows, a thousand at a time, so that memory stays flat however many there are. They come in the order of
    /// [`page_after`](Self::page_after); each thousand is a statement of its own, so that rows which others write
    /// meanwhile may be among them, unless it runs in a transaction that is `serializable`.
    pub fn stream<E>(self, executor: &E) -> Rows<'_, W::Row>
    where
        E: Executor,
        S: Reach<E::Access>,
        W: 'static,
        M: 'static,
    {
        let (session, owner) = (executor.session().uncounted(), executor.owner());
        let (data, with) = (self.data, self.with);
        let mut rest = data.limit;
        let chunks = futures_util::stream::try_unfold(
            (data, with, Some(None::<Vec<Datum<'static>>>)),
            move |(data, with, after)| {
                let size = rest.map_or(CHUNK, |rest| rest.min(CHUNK));
                if let Some(rest) = &mut rest {
                    *rest -= size;
                }
                async move {
                    let Some(after) = after.filter(|_| size > 0) else {
                        return Ok(None);
                    };
                    let mut chunk = data.clone();
                    chunk.orders = whole_order(&data, true)?;
                    if let Some(values) = &after {
                        chunk.offset = None;
                        go_on_after(&mut chunk, values);
                    }
                    chunk.limit = Some(size);
                    let (rows, mut keys) = finished(chunk, &with, session, owner).await?;
                    let full = u64::try_from(rows.len()).is_ok_and(|found| found == size);
                    let last = keys.pop().filter(|_| full);
                    Ok(Some((rows, (data, with, last.map(Some)))))
                }
            },
        );
        Rows::new(chunks)
    }
}

impl<M: Model, S, W: Finish<M>> PageAfter<M, S, W> {
    /// The page.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidQuery`] for a cursor of another query, or that is none, and for an order by values that no cursor holds
    /// (intervals, bytes, JSON, networks, arrays); as [`Query::all`].
    pub fn fetch<E>(self, executor: &E) -> impl Future<Output = Result<Page<W::Row>>> + Send
    where
        E: Executor,
        S: Reach<E::Access>,
    {
        let (session, owner) = (executor.session().uncounted(), executor.owner());
        let (query, cursor, size) = (self.query, self.cursor, self.size);
        let (data, with) = (query.data, query.with);
        async move { page_after(data, &with, cursor.as_deref(), size, session, owner).await }
    }
}

async fn page_after<M: Model, W: Finish<M>>(
    mut data: QueryData,
    with: &W,
    cursor: Option<&str>,
    size: u64,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
) -> Result<Page<W::Row>> {
    if data.limit.is_some() || data.offset.is_some() {
        return Err(Error::InvalidQuery(
            "a page has its own limit: leave `limit` and `offset` out".to_owned(),
        ));
    }
    data.orders = whole_order(&data, true)?;
    let rendered = render(&data, Purpose::Rows, session.syntax(), false, false).map_err(Error::InvalidQuery)?;
    let shape = Cursor::shape_of(&rendered.sql);
    let cursor = cursor
        .map(|text| Cursor::read(text, shape, data.orders.len()))
        .transpose()?;
    let backwards = cursor
        .as_ref()
        .is_some_and(|cursor| cursor.direction == Direction::Before);
    if backwards {
        for order in &mut data.orders {
            order.descending = !order.descending;
            order.nulls_first = !order.nulls_first;
        }
    }
    if let Some(cursor) = &cursor {
        go_on_after(&mut data, &cursor.values);
    }
    // One more shows whether there is another page.
    data.limit = Some(size.saturating_add(1));
    let (mut rows, mut keys) = finished(data, with, session, owner).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    keys.truncate(size);
    if backwards {
        rows.reverse();
        keys.reverse();
    }
    let (after, before) = if backwards {
        (true, more)
    } else {
        (more, cursor.is_some())
    };
    let cursor = |values: Option<&Vec<Datum<'static>>>, direction| {
        values.map(|values| Cursor::write(shape, direction, values)).transpose()
    };
    Ok(Page {
        next: cursor(keys.last().filter(|_| after), Direction::After)?,
        previous: cursor(keys.first().filter(|_| before), Direction::Before)?,
        items: rows,
    })
}

/// The rows with what they lead to, and their values of what they are ordered by.
async fn finished<M: Model, W: Finish<M>>(
    mut data: QueryData,
    with: &W,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
) -> Result<(Vec<W::Row>, Vec<Vec<Datum<'static>>>)> {
    let mut columns = Vec::new();
    with.push_keys(&mut columns);
    data.beside = data.orders.iter().map(|order| order.expression.clone()).collect();
    let (rows, mut keys) = fetch_keyed::<M>(data, &columns, session, owner).await?;
    let values = if columns.is_empty() {
        let none = vec![Vec::new(); keys.len()];
        std::mem::replace(&mut keys, none)
    } else {
        keys.iter_mut().map(|keys| keys.split_off(columns.len())).collect()
    };
    let loading = Loading {
        session,
        owner,
        keys: &keys,
        at: 0,
    };
    Ok((with.finish(rows, loading).await?, values))
}

/// Only what comes after the row with these values; of groups, what they have is known when they are put together.
fn go_on_after(data: &mut QueryData, values: &[Datum<'static>]) {
    let condition = after_row(data, values);
    if data.is_aggregated() {
        data.having.push(condition);
    } else {
        data.conditions.push(condition);
    }
}

/// That a row comes after the one with these values: for each part of the order, that it is further there and equal in
/// all before.
fn after_row(data: &QueryData, values: &[Datum<'static>]) -> Expression {
    let value = |value: &Datum<'static>| Box::new(Expression::Value(value.clone(), "text"));
    let mut ways = Vec::with_capacity(values.len());
    let mut before: Vec<Expression> = Vec::new();
    for (order, at) in data.orders.iter().zip(values) {
        let of = || Box::new(order.expression.clone());
        let further = match (at.is_null(), order.nulls_first) {
            (true, true) => Some(Expression::Not(Box::new(Expression::IsNull(of())))),
            (true, false) => None,
            (false, nulls_first) => {
                let comparison = if order.descending {
                    Comparison::Less
                } else {
                    Comparison::Greater
                };
                let further = Expression::Compare(of(), comparison, value(at));
                if nulls_first || never_null(data, &order.expression) {
                    Some(further)
                } else {
                    Some(Expression::Any(vec![further, Expression::IsNull(of())]))
                }
            }
        };
        if let Some(further) = further {
            let mut way = before.clone();
            way.push(further);
            ways.push(Expression::All(way));
        }
        before.push(Expression::Compare(of(), Comparison::Equal, value(at)));
    }
    Expression::Any(ways)
}

/// Rows that are fetched as they are asked for: a `futures` stream, and [`next`](Self::next) where there is no such crate.
pub struct Rows<'a, R>(futures_util::stream::BoxStream<'a, Result<R>>);

impl<R> std::fmt::Debug for Rows<'_, R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl<'a, R: Send + 'a> Rows<'a, R> {
    fn new(chunks: impl futures_util::Stream<Item = Result<Vec<R>>> + Send + 'a) -> Self {
        use futures_util::{StreamExt as _, TryStreamExt as _};
        let rows = chunks
            .map_ok(|rows| futures_util::stream::iter(rows.into_iter().map(Ok)))
            .try_flatten();
        Self(rows.boxed())
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    ///
    /// As [`Query::all`].
    pub async fn next(&mut self) -> Result<Option<R>> {
        futures_util::TryStreamExt::try_next(&mut self.0).await
    }
}

impl<R> futures_util::Stream for Rows<'_, R> {
    type Item = Result<R>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

//! Queries over one model.

use std::future::Future;
use std::marker::PhantomData;

use super::condition::{Condition, Writer};
use super::order::{OrderData, push_order};
use super::{Filter, Orders};
use crate::db::{FromRow as _, Session};
use crate::driver::Request;
use crate::error::{Error, Result};
use crate::executor::{Admits, Executor};
use crate::model::{Model, Table};
use crate::value::Datum;

/// A query over the rows of one model, from [`Dao::query`](crate::dao::Dao::query).
#[derive(Debug)]
#[must_use = "nothing is asked before `all`, `first`, `one`, `count`, `exists` or `delete`"]
pub struct Query<M> {
    data: QueryData,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for Query<M> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            marker: PhantomData,
        }
    }
}

/// A query without the model's type.
#[derive(Debug, Clone)]
struct QueryData {
    table: &'static Table,
    conditions: Vec<Condition>,
    orders: Vec<OrderData>,
    limit: Option<u64>,
    offset: Option<u64>,
}

impl<M: Model> Query<M> {
    pub(crate) fn new() -> Self {
        Self {
            data: QueryData {
                table: M::TABLE,
                conditions: Vec::new(),
                orders: Vec::new(),
                limit: None,
                offset: None,
            },
            marker: PhantomData,
        }
    }

    /// Only rows that meet this too.
    pub fn filter(mut self, filter: Filter<M>) -> Self {
        self.data.conditions.push(filter.condition);
        self
    }

    /// In this order; a later call orders what the earlier ones leave equal.
    pub fn order_by(mut self, orders: impl Orders<M>) -> Self {
        let mut given = Vec::new();
        orders.push_orders(&mut given);
        self.data.orders.extend(given.into_iter().map(|order| order.data));
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, limit: u64) -> Self {
        self.data.limit = Some(limit);
        self
    }

    /// Without the first so many rows.
    pub fn offset(mut self, offset: u64) -> Self {
        self.data.offset = Some(offset);
        self
    }

    /// The rows.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    pub fn all<E>(self, executor: &E) -> impl Future<Output = Result<Vec<M>>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        fetch(self.data, executor.session(), executor.owner())
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    pub fn first<E>(self, executor: &E) -> impl Future<Output = Result<Option<M>>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        let rows = self.limit(1).all(executor);
        async { Ok(rows.await?.pop()) }
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::TooManyRows`] where there are several.
    pub fn one<E>(self, executor: &E) -> impl Future<Output = Result<M>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        // A limit of the query's own may be less than the two that show whether there are several.
        let limit = self.data.limit.map_or(2, |limit| limit.min(2));
        let rows = self.limit(limit).all(executor);
        async {
            let mut rows = rows.await?;
            let table = || M::TABLE.name.to_owned();
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (Some(_), false) => Err(Error::TooManyRows { table: table() }),
                (None, _) => Err(Error::NotFound { table: table() }),
            }
        }
    }

    /// How many rows there are, within limit and offset.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    pub fn count<E>(self, executor: &E) -> impl Future<Output = Result<u64>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        count(self.data, executor.session(), executor.owner())
    }

    /// Whether there is a row.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    pub fn exists<E>(self, executor: &E) -> impl Future<Output = Result<bool>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        exists(self.data, executor.session(), executor.owner())
    }

    /// Deletes the rows, and says how many they were.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] with a limit or an offset; [`Error::ForeignKeyViolation`] where other rows point at one.
    pub fn delete<E>(self, executor: &E) -> impl Future<Output = Result<u64>> + Send
    where
        E: Executor,
        M::Scope: Admits<E::Access>,
    {
        delete(self.data, executor.session(), executor.owner())
    }
}

async fn fetch<M: Model>(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<Vec<M>> {
    let mut writer = Writer::new(session.syntax(), query.table, "select ");
    writer.text.push_columns();
    query.push_rest(&mut writer, owner);
    let request = Request::read(M::TABLE, &writer.text.sql, &writer.parameters);
    session.fetch(&request, M::decode, usize::MAX).await
}

async fn count(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<u64> {
    let table = query.table;
    let within = query.limit.is_some() || query.offset.is_some();
    let start = if within {
        "select count(*) from (select 1"
    } else {
        "select count(*)"
    };
    let mut writer = Writer::new(session.syntax(), table, start);
    query.without_order().push_rest(&mut writer, owner);
    if within {
        writer.text.push(") counted");
    }
    let request = Request::read(table, &writer.text.sql, &writer.parameters);
    let count = session.fetch_first(&request, <(i64,)>::from_row).await?;
    Ok(count.and_then(|(count,)| u64::try_from(count).ok()).unwrap_or(0))
}

async fn exists(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<bool> {
    let table = query.table;
    let mut writer = Writer::new(session.syntax(), table, "select 1");
    let mut query = query.without_order();
    query.limit = Some(query.limit.map_or(1, |limit| limit.min(1)));
    query.push_rest(&mut writer, owner);
    let request = Request::read(table, &writer.text.sql, &writer.parameters);
    Ok(session.fetch_first(&request, |_| Ok(())).await?.is_some())
}

async fn delete(query: QueryData, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<u64> {
    let table = query.table;
    if query.limit.is_some() || query.offset.is_some() {
        return Err(Error::Unsupported(
            "a query with a limit or an offset cannot delete: filter by the keys of the rows".to_owned(),
        ));
    }
    let mut writer = Writer::new(session.syntax(), table, "delete");
    query.without_order().push_rest(&mut writer, owner);
    let request = Request::write(table, &writer.text.sql, &writer.parameters);
    session.execute(&request).await
}

impl QueryData {
    fn without_order(mut self) -> Self {
        self.orders.clear();
        self
    }

    /// ` from "note" where … order by … limit …`.
    fn push_rest(self, writer: &mut Writer, owner: Option<&Datum<'static>>) {
        writer.text.push(" from ").push_table();
        let mut word = " where ";
        for condition in self.conditions {
            writer.text.push(word);
            writer.condition(condition);
            word = " and ";
        }
        if let Some(owner) = owner.filter(|_| self.table.scope.is_some()) {
            writer.text.push_scope(true, word);
            writer.parameters.push(owner.clone());
        }
        push_order(&mut writer.text, &self.orders);
        let number = |count: u64| Datum::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        // SQLite has no OFFSET without LIMIT; both take the greatest number for none.
        if let Some(limit) = self.limit.or(self.offset.map(|_| u64::MAX)) {
            let parameter = writer.parameter(number(limit));
            writer.text.push(" limit ").push(&parameter);
        }
        if let Some(offset) = self.offset {
            let parameter = writer.parameter(number(offset));
            writer.text.push(" offset ").push(&parameter);
        }
    }
}

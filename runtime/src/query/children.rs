//! The rows that others lead to, fetched for all of these at once.

use std::collections::HashMap;

use super::data::{Each, Item, Join, JoinKind, QueryData};
use super::expression::{ColumnRef, Expression, SourceRef};
use super::order::OrderData;
use super::relation::{Link, Outer, meet, position};
use super::run;
use super::with::Loading;
use crate::db::Session;
use crate::error::{Error, Result};
use crate::model::{ForeignKey, Model, Table};
use crate::row::Row;
use crate::value::{Datum, DecodeError};

/// A row, with the values of columns beside it.
struct Keyed<R> {
    row: R,
    keys: Vec<Datum<'static>>,
}

fn decode<R: Model>(row: &mut Row<'_>) -> Result<Keyed<R>, DecodeError> {
    Ok(Keyed {
        row: R::decode(row)?,
        keys: row.rest()?,
    })
}

/// The columns of each row, for the relations that lead on from it.
type Keys = Vec<Vec<Datum<'static>>>;

/// The rows of a query of whole rows, with their values of these columns.
pub(super) async fn fetch_keyed<M: Model>(
    mut query: QueryData,
    columns: &[usize],
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
) -> Result<(Vec<M>, Keys)> {
    if !query.items.is_empty() {
        return Err(Error::InvalidQuery(
            "relations, pages and streams are of the query's own rows, and other ones are selected: start from the model whose \
             rows are wanted, as `Tag::query()`"
                .to_owned(),
        ));
    }
    let base = query.base;
    query.items.push(Item::Row {
        source: base,
        nullable: false,
    });
    let columns = columns.iter().map(|column| Expression::column(base, *column));
    query.items.extend(columns.map(Item::Expression));
    query
        .items
        .extend(std::mem::take(&mut query.beside).into_iter().map(Item::Expression));
    let found = run::fetch(query, decode::<M>, session, owner).await?;
    Ok(found.into_iter().map(|keyed| (keyed.row, keyed.keys)).unzip())
}

/// A relation whose rows are asked for.
pub(super) struct Children<'a> {
    pub(super) link: Link,
    /// The table that it leads from.
    pub(super) from: &'static Table,
    /// The join table, where there is one.
    pub(super) join: SourceRef,
    /// Columns of the rows that are asked for, from which others lead on.
    pub(super) further: &'a [usize],
}

/// The places that the rows have among those that were found, for each of those that lead to them.
type Places = Vec<Vec<usize>>;

impl Children<'_> {
    pub(super) async fn fetch<T: Model>(
        &self,
        query: &QueryData,
        loading: Loading<'_>,
    ) -> Result<(Vec<T>, Keys, Places)> {
        let width = self.link.near_columns(self.from).len();
        let wanted: Vec<Option<&[Datum<'static>]>> = loading
            .keys
            .iter()
            .map(|keys| {
                let keys = &keys[loading.at..loading.at + width];
                (!keys.iter().any(Datum::is_null)).then_some(keys)
            })
            .collect();
        let mut numbers: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut distinct: Keys = Vec::new();
        // One place for the bytes of all rows: there may be very many.
        let mut identity = Vec::new();
        for keys in wanted.iter().flatten() {
            identify(keys, &mut identity);
            if !numbers.contains_key(&identity) {
                numbers.insert(identity.clone(), distinct.len());
                distinct.push(keys.to_vec());
            }
        }
        if distinct.is_empty() {
            return Ok((Vec::new(), Vec::new(), vec![Vec::new(); wanted.len()]));
        }
        let mut led_to: Places = vec![Vec::new(); distinct.len()];
        let found = run::fetch(self.query(query, distinct), decode::<T>, loading.session, loading.owner).await?;
        let (mut rows, mut further) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for mut child in found {
            identify(&child.keys[..width], &mut identity);
            if let Some(number) = numbers.get(&identity) {
                led_to[*number].push(rows.len());
            }
            rows.push(child.row);
            child.keys.drain(..width);
            further.push(child.keys);
        }
        let places = wanted.into_iter().map(|keys| {
            let number = keys.and_then(|keys| {
                identify(keys, &mut identity);
                numbers.get(&identity)
            });
            number.map(|number| led_to[*number].clone()).unwrap_or_default()
        });
        Ok((rows, further, places.collect()))
    }

    /// The rows, what of them or of the join table equals the keys, and the columns that lead on.
    fn query(&self, query: &QueryData, keys: Keys) -> QueryData {
        let mut query = query.clone();
        let target = query.base;
        let far = self.far_columns(target);
        if let Link::Through(_, key) = self.link {
            query.joins.push(Join {
                kind: JoinKind::Inner,
                source: self.join,
                on: meet(key, self.join, target, Outer::None),
                leads_to: None,
            });
        }
        query.conditions.push(equals_one(&far, keys));
        query.items.push(Item::Row {
            source: target,
            nullable: false,
        });
        query.items.extend(far.iter().cloned().map(Item::Expression));
        let further = self.further.iter().map(|column| Expression::column(target, *column));
        query.items.extend(further.map(Item::Expression));
        query.orders.extend(key_order(target));
        if let Some(limit) = query.limit.take() {
            query.each = Some(Each {
                keys: far,
                limit,
                ordered: false,
            });
        }
        query
    }

    /// The columns that equal those of the rows that lead here.
    fn far_columns(&self, target: SourceRef) -> Vec<Expression> {
        match self.link {
            Link::Along(key) => referenced(key, target),
            Link::Back(key) => own(key, target),
            Link::Through(key, _) => own(key, self.join),
        }
    }
}

fn own(key: &ForeignKey, holder: SourceRef) -> Vec<Expression> {
    key.columns
        .iter()
        .map(|column| Expression::column(holder, *column))
        .collect()
}

fn referenced(key: &ForeignKey, target: SourceRef) -> Vec<Expression> {
    let columns = key.referenced.iter().map(|name| match position(target.table, name) {
        Some(column) => Expression::column(target, column),
        None => Expression::Invalid(format!(
            "`{}` has no column `{name}`, which the foreign key `{}` references",
            target.table.name, key.name
        )),
    });
    columns.collect()
}

impl Link {
    /// The columns of the table that a relation leads from.
    pub(super) fn near_columns(self, from: &Table) -> Vec<usize> {
        match self {
            Self::Along(key) => key.columns.to_vec(),
            Self::Back(key) | Self::Through(key, _) => {
                // The constant that made the link was checked against this table; a name it has not would be a column
                // that only the database has.
                let columns = key.referenced.iter().filter_map(|name| position(from, name));
                columns.collect()
            }
        }
    }
}

/// One of these lists of values: one parameter for each column, however many lists there are.
fn equals_one(columns: &[Expression], mut keys: Keys) -> Expression {
    if let [column] = columns {
        let values = keys.iter_mut().filter_map(Vec::pop).collect();
        return Expression::In(Box::new(column.clone()), values);
    }
    let mut lists: Vec<Vec<Datum<'static>>> = columns.iter().map(|_| Vec::with_capacity(keys.len())).collect();
    for key in keys {
        for (list, value) in lists.iter_mut().zip(key) {
            list.push(value);
        }
    }
    Expression::InRows(columns.to_vec(), lists)
}

/// By the primary key, so that the order is the same each time.
pub(super) fn key_order(source: SourceRef) -> Vec<OrderData> {
    let key = source.table.primary_key.iter().flat_map(|key| key.columns);
    key.map(|column| OrderData {
        expression: Expression::Column(ColumnRef {
            source,
            column: *column,
            outer: false,
        }),
        descending: false,
        nulls_first: false,
    })
    .collect()
}

/// Bytes that are the same for the same values, in the place of those that stand there.
fn identify(values: &[Datum<'static>], bytes: &mut Vec<u8>) {
    bytes.clear();
    for value in values {
        match value {
            Datum::Integer(value) => bytes.extend(value.to_le_bytes()),
            Datum::Uuid(value) => bytes.extend(value.as_bytes()),
            Datum::Text(value) => {
                bytes.extend(value.len().to_le_bytes());
                bytes.extend(value.as_bytes());
            }
            // The same number may be written with more zeros in one table than in the other.
            Datum::Decimal(value) => bytes.extend(value.normalize().serialize()),
            other => {
                let text = format!("{other:?}");
                bytes.extend(text.len().to_le_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
}

/// Each row to where it belongs; one that belongs to several is cloned.
pub(super) fn distribute<R: Clone>(rows: Vec<R>, places: &Places) -> Vec<Vec<R>> {
    let mut uses = vec![0_usize; rows.len()];
    for at in places.iter().flatten() {
        uses[*at] += 1;
    }
    let mut rows: Vec<Option<R>> = rows.into_iter().map(Some).collect();
    let mut take = |at: usize| {
        uses[at] -= 1;
        if uses[at] == 0 {
            rows[at].take()
        } else {
            rows[at].clone()
        }
    };
    places
        .iter()
        .map(|places| places.iter().filter_map(|at| take(*at)).collect())
        .collect()
}

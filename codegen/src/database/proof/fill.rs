//! Putting made-up rows into a throwaway database.

use std::collections::{BTreeMap, BTreeSet};

use tablesmith::{Db, Error};

use crate::catalog::{Catalog, ObjectName, Table};
use crate::database::DatabaseError;
use crate::dialect::Dialect;
use crate::diff::Survivors;
use crate::rows::{Made, TableRows};

/// How many rows a table gets.
const ROWS: usize = 3;

/// Which rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rows {
    /// Any that the catalog takes.
    Any,
    /// Such as meet what the migration asks of them, too.
    Fitting,
    /// None.
    None,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// How many rows were made.
    pub(super) rows: usize,
    /// Tables that have none, and why.
    pub(super) without: BTreeMap<ObjectName, String>,
}

/// Makes rows of every table of `catalog` that has none in `made` and that is `wanted`; they go there too. With `becomes`,
/// such as meet what their table becomes.
///
/// # Errors
/// When the database cannot be reached. A row that it refuses is none.
pub(super) async fn fill(
    db: &Db,
    catalog: &Catalog,
    made: &mut Made,
    wanted: impl Fn(&ObjectName) -> bool,
    becomes: Option<(&Catalog, &Survivors)>,
) -> Result<Filled, DatabaseError> {
    let mut filled = Filled::default();
    // A partition gets its rows by its table.
    let tables = catalog.tables.values().filter(|table| table.partition_of.is_none());
    let tables: Vec<_> = tables.map(|table| catalog.whole(table)).collect();
    let makers = tables.iter().map(|table| {
        let maker = TableRows::new(catalog, table);
        let maker = match becomes {
            Some((next, survivors)) => maker.meeting(next, survivors),
            None => maker,
        };
        (&table.name, (&**table, maker))
    });
    let makers: BTreeMap<_, _> = makers.collect();
    let empty: BTreeSet<_> = (makers.keys().copied())
        .filter(|name| made.get(name).is_none_or(Vec::is_empty) && wanted(name))
        .collect();
    let order = order(&makers, &empty);
    // Tables that point at each other: the first of them finds rows in the second round.
    for round in 0..2 {
        for name in &order {
            if round > 0 && !filled.without.contains_key(*name) {
                continue;
            }
            let (table, maker) = &makers[*name];
            match fill_table(db, catalog.dialect.dialect(), table, maker, made).await? {
                Ok(rows) => {
                    filled.rows += rows;
                    filled.without.remove(*name);
                }
                Err(reason) => {
                    filled.without.insert((*name).clone(), reason);
                }
            }
        }
        if filled.without.is_empty() {
            break;
        }
    }
    Ok(filled)
}

type Makers<'a> = BTreeMap<&'a ObjectName, (&'a Table, TableRows<'a>)>;

/// Tables after those that they point at; where they point at each other, by name.
fn order<'a>(makers: &Makers<'a>, empty: &BTreeSet<&'a ObjectName>) -> Vec<&'a ObjectName> {
    let mut waits_for: BTreeMap<&ObjectName, BTreeSet<&ObjectName>> = BTreeMap::new();
    let mut pointing: BTreeMap<&ObjectName, Vec<&'a ObjectName>> = BTreeMap::new();
    for name in empty {
        let parents = makers[name].1.parents().filter(|parent| empty.contains(parent));
        let parents: BTreeSet<_> = parents.collect();
        for parent in &parents {
            pointing.entry(parent).or_default().push(name);
        }
        waits_for.insert(name, parents);
    }
    let mut open = empty.clone();
    let mut ready: BTreeSet<_> = (empty.iter().copied())
        .filter(|name| waits_for[name].is_empty())
        .collect();
    let mut order = Vec::with_capacity(open.len());
    while let Some(next) = ready.pop_first().or_else(|| open.first().copied()) {
        open.remove(next);
        order.push(next);
        for &child in pointing.get(next).into_iter().flatten() {
            if let Some(parents) = waits_for.get_mut(child)
                && parents.remove(next)
                && parents.is_empty()
                && open.contains(child)
            {
                ready.insert(child);
            }
        }
    }
    order
}

/// Gives how many rows there are now, or why there are none.
async fn fill_table(
    db: &Db,
    dialect: &dyn Dialect,
    table: &Table,
    maker: &TableRows<'_>,
    made: &mut Made,
) -> Result<Result<usize, String>, DatabaseError> {
    let mut rows = 0;
    let mut refused = None;
    for number in 0..ROWS {
        let mut row = match maker.row(number, made) {
            Ok(row) => row,
            Err(reason) => {
                refused.get_or_insert_with(|| reason.to_string());
                continue;
            }
        };
        loop {
            match db.execute(&row.insert(table, dialect), &[]).await {
                Ok(_) => {
                    made.entry(table.name.clone()).or_default().push(row.values());
                    rows += 1;
                }
                Err(error @ Error::Connection { .. }) => return Err(error.into()),
                Err(Error::CheckViolation { constraint, .. }) if row.avoid(&constraint) => continue,
                Err(Error::CheckViolation { constraint, .. }) => {
                    refused.get_or_insert_with(|| format!("no row was found that the check {constraint} accepts"));
                }
                // A key of few values (a flag, an enum) has room for few rows.
                Err(error) => {
                    refused.get_or_insert_with(|| error.to_string());
                }
            }
            break;
        }
    }
    Ok(match refused {
        Some(reason) if rows == 0 => Err(reason),
        _ => Ok(rows),
    })
}

//! How much data would go.

use tablesmith::Db;

use crate::catalog::{Catalog, Column, ObjectName, Pair, TypeName};
use crate::dialect::Dialect;
use crate::diff::{Change, Loss, LossKind};
use crate::rows::quoted;

/// A loss, and how many rows or values it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedLoss {
    /// What would be lost.
    pub loss: Loss,
    /// How many rows (of a table), or rows with a value (of a column, of an enum); `None` where that is not known.
    pub rows: Option<u64>,
}

/// Counts what a list of changes would lose in a database. What cannot be counted (somebody holds a lock on the table) is
/// lost all the same.
pub async fn count_losses(
    db: &Db,
    dialect: &dyn Dialect,
    pair: Pair<&Catalog>,
    changes: &[Change],
    losses: &[Loss],
) -> Vec<CountedLoss> {
    let names = Names { pair, changes };
    let mut counted = Vec::with_capacity(losses.len());
    for loss in losses {
        let rows = match names.query(loss, dialect) {
            Some(query) => {
                let setup = dialect.introspection_setup();
                let answer = db.transaction(async |transaction| {
                    transaction.batch(setup).await?;
                    transaction.rows::<(i64,)>(&query, &[]).await
                });
                let answer = answer.await;
                let first = answer.ok().and_then(|rows| rows.into_iter().next());
                first.and_then(|(count,)| u64::try_from(count).ok())
            }
            None => None,
        };
        counted.push(CountedLoss {
            loss: loss.clone(),
            rows,
        });
    }
    counted
}

/// What things are called in the database that is there.
struct Names<'a> {
    pair: Pair<&'a Catalog>,
    changes: &'a [Change],
}

impl<'a> Names<'a> {
    fn query(&self, loss: &Loss, dialect: &dyn Dialect) -> Option<String> {
        match loss.kind {
            LossKind::DropTable => {
                let mut tables = self.pair.previous.tables.keys();
                let table = tables.find(|table| table.to_string() == loss.object)?;
                Some(format!("SELECT count(*) FROM {}", quoted(table, dialect)))
            }
            LossKind::DropColumn | LossKind::NarrowColumn => {
                let (table, column) = self.column(&loss.object)?;
                let column = dialect.quote_identifier(&column.name);
                Some(format!("SELECT count({column}) FROM {}", quoted(table, dialect)))
            }
            LossKind::RemoveValue => self.rows_with_value(&loss.object, dialect),
            LossKind::DropObject | LossKind::DropAttribute => None,
        }
    }

    /// A loss names a table as it is called after, a column as it is called before or after.
    fn column(&self, object: &str) -> Option<(&'a ObjectName, &'a Column)> {
        for (name, table) in &self.pair.previous.tables {
            let after = self.table_after(name);
            let Some(column) = object.strip_prefix(&format!("{after}.")) else {
                continue;
            };
            let before = self.changes.iter().find_map(|change| match change {
                Change::RenameColumn { table, from, to } if table == after && to == column => Some(from),
                _ => None,
            });
            let found = before
                .and_then(|before| table.column(before))
                .or_else(|| table.column(column));
            if let Some(found) = found {
                return Some((name, found));
            }
        }
        None
    }

    fn table_after(&self, before: &'a ObjectName) -> &'a ObjectName {
        let mut changes = self.changes.iter();
        let renamed = changes.find_map(|change| match change {
            Change::RenameTable { from, to } if from == before => Some(to),
            _ => None,
        });
        renamed.unwrap_or(before)
    }

    fn rows_with_value(&self, object: &str, dialect: &dyn Dialect) -> Option<String> {
        let (before, value) = self.pair.previous.enums.keys().find_map(|before| {
            let mut changes = self.changes.iter();
            let renamed = changes.find_map(|change| match change {
                Change::RenameEnum { from, to } if from == before => Some(to),
                _ => None,
            });
            let value = object.strip_prefix(&format!("{}.", renamed.unwrap_or(before)))?;
            Some((before, value))
        })?;
        let value = dialect.quote_text(value);
        let mut counts = Vec::new();
        for (name, table) in &self.pair.previous.tables {
            let columns = table.columns.iter().filter(|column| match &column.r#type.r#type {
                TypeName::Enum(used) => used == before,
                TypeName::BuiltIn(_) => column.text_enum.as_ref() == Some(before),
            });
            for column in columns {
                let quoted_column = dialect.quote_identifier(&column.name);
                let has_it = if column.r#type.array {
                    dialect.array_has_any(&quoted_column, &value)
                } else {
                    format!("CAST({quoted_column} AS text) = {value}")
                };
                counts.push(format!(
                    "(SELECT count(*) FROM {} WHERE {has_it})",
                    quoted(name, dialect)
                ));
            }
        }
        (!counts.is_empty()).then(|| format!("SELECT {}", counts.join(" + ")))
    }
}

//! Made-up rows for the tables of a catalog: they satisfy its keys, foreign keys, enums and NOT NULL, and its checks as
//! far as those can be understood or guessed. Nothing is random: the same catalog gives the same rows.
//!
//! [`TableRows::row`] makes one; where the database refuses it for a check, [`Row::avoid`] gives it other values.

mod domain;
mod facts;
mod row;
mod sample;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Column, ForeignKey, ObjectName, Table, TypeName};
use crate::dialect::Dialect;
use crate::diff::{SurvivingTable, Survivors};
use facts::{CheckFacts, Facts};
pub use row::Row;
use row::{Choice, NULL};

/// The values of a row, as SQL, by column. A column that the database fills in by itself is not in it.
pub type Values = BTreeMap<String, String>;

/// The rows that were made of each table.
pub type Made = BTreeMap<ObjectName, Vec<Values>>;

/// Why a table can have no rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRow {
    /// Nothing is known of a column's type.
    #[error("no value of type {type} is known, which `{column}` must have")]
    Unknown {
        /// The column.
        column: String,
        /// Its type.
        r#type: String,
    },
    /// The table that it must point at has no rows.
    #[error("`{0}`, which it must point at, has none")]
    NoParent(ObjectName),
}

/// Makes rows of one table.
#[derive(Debug)]
pub struct TableRows<'a> {
    catalog: &'a Catalog,
    table: &'a Table,
    foreign_keys: Vec<ForeignKey>,
    checks: Vec<CheckFacts>,
    becomes: Option<Becomes<'a>>,
}

/// What the table becomes, which its rows are to meet as well.
#[derive(Debug, Clone, Copy)]
struct Becomes<'a> {
    catalog: &'a Catalog,
    table: &'a Table,
    survives: &'a SurvivingTable,
}

impl<'a> TableRows<'a> {
    /// Rows that meet what `table` asks for.
    pub fn new(catalog: &'a Catalog, table: &'a Table) -> Self {
        let dialect = catalog.dialect.dialect();
        let of_domains = domain::checks(catalog, table);
        let checks = table.checks.iter().chain(&of_domains);
        Self {
            catalog,
            table,
            foreign_keys: table.foreign_keys.clone(),
            checks: checks
                .map(|check| facts::read(check, &table.columns, dialect))
                .collect(),
            becomes: None,
        }
    }

    /// Rows that also meet what the table becomes in `next`: a change that the database makes to any such rows is one
    /// that it makes to them.
    #[must_use]
    pub fn meeting(mut self, next: &'a Catalog, survivors: &'a Survivors) -> Self {
        let Some(survives) = survivors.tables.get(&self.table.name) else {
            return self;
        };
        let Some(table) = next.tables.get(&survives.name) else {
            return self;
        };
        let dialect = next.dialect.dialect();
        let before = |name: &String| {
            let mut columns = survives.columns.iter();
            columns.find(|(_, to)| *to == name).map(|(from, _)| from.clone())
        };
        for check in &table.checks {
            let CheckFacts { name, columns, facts } = facts::read(check, &table.columns, dialect);
            self.checks.push(CheckFacts {
                name,
                columns: columns.iter().filter_map(before).collect(),
                facts: (facts.into_iter())
                    .filter_map(|(name, facts)| Some((before(&name)?, facts)))
                    .collect(),
            });
        }
        for key in &table.foreign_keys {
            let mut parents = survivors.tables.iter();
            let Some((parent, points_at)) = parents.find(|(_, parent)| parent.name == key.references) else {
                continue;
            };
            let there = |name: &String| {
                let mut columns = points_at.columns.iter();
                columns.find(|(_, to)| *to == name).map(|(from, _)| from.clone())
            };
            let columns: Option<Vec<_>> = key.columns.iter().map(before).collect();
            let referenced: Option<Vec<_>> = key.referenced_columns.iter().map(there).collect();
            if let (Some(columns), Some(referenced_columns)) = (columns, referenced) {
                self.foreign_keys.push(ForeignKey {
                    columns,
                    references: parent.clone(),
                    referenced_columns,
                    ..key.clone()
                });
            }
        }
        self.becomes = Some(Becomes {
            catalog: next,
            table,
            survives,
        });
        self
    }

    /// The tables that a row must find rows in.
    pub fn parents(&self) -> impl Iterator<Item = &ObjectName> {
        let keys = self.foreign_keys.iter().map(|key| &key.references);
        keys.filter(|name| **name != self.table.name)
    }

    /// The row of this number, from 0. Every third one has NULL wherever it may.
    ///
    /// # Errors
    /// [`NoRow`].
    pub fn row(&self, number: usize, made: &Made) -> Result<Row, NoRow> {
        let mut row = Row::new(
            self.checks
                .iter()
                .map(|check| (check.name.clone(), check.columns.clone())),
        );
        let own = made.get(&self.table.name).map_or(&[][..], Vec::as_slice);
        let (to_itself, to_others): (Vec<_>, Vec<_>) =
            (self.foreign_keys.iter()).partition(|key| key.references == self.table.name);
        for key in to_others {
            let parents = made.get(&key.references).map_or(&[][..], Vec::as_slice);
            self.point(key, parents, number, &mut row)?;
        }
        let in_own_key =
            |column: &Column| to_itself.iter().any(|key| key.columns.contains(&column.name)) && !row.has(&column.name);
        let later: Vec<_> = self.table.columns.iter().filter(|column| in_own_key(column)).collect();
        for column in &self.table.columns {
            let is_later = later.iter().any(|later| later.name == column.name);
            if column.generated.is_none() && !row.has(&column.name) && !is_later {
                self.choose(column, number, &mut row)?;
            }
        }
        for key in to_itself {
            let mut parents = own.to_vec();
            let mut itself = row.values();
            // A column that points at a column which itself points there: any value, the same for both.
            for (column, referenced) in key.columns.iter().zip(&key.referenced_columns) {
                if let Some(column) = self.table.column(column).filter(|_| !itself.contains_key(referenced)) {
                    let value = self.candidates(column, number).into_iter().find(|value| value != NULL);
                    itself.extend(value.map(|value| (referenced.clone(), value)));
                }
            }
            parents.push(itself);
            self.point(key, &parents, number, &mut row)?;
        }
        Ok(row)
    }

    fn choose(&self, column: &Column, number: usize, row: &mut Row) -> Result<(), NoRow> {
        let candidates = self.candidates(column, number);
        if !candidates.is_empty() {
            row.add(Choice::one(&column.name, candidates));
            return Ok(());
        }
        if column.default.is_some() {
            return Ok(());
        }
        Err(NoRow::Unknown {
            column: column.name.clone(),
            r#type: match &column.r#type.r#type {
                TypeName::BuiltIn(name) => name.clone(),
                TypeName::Enum(name) => name.to_string(),
            },
        })
    }

    /// Gives the columns of a foreign key the values of a row there, the one of the same number first.
    fn point(&self, key: &ForeignKey, parents: &[Values], number: usize, row: &mut Row) -> Result<(), NoRow> {
        let open: Vec<_> = key.columns.iter().filter(|column| !row.has(column)).cloned().collect();
        if open.is_empty() {
            return Ok(());
        }
        let values = row.values();
        let fits = |parent: &&Values| {
            let mut pairs = key.columns.iter().zip(&key.referenced_columns);
            pairs.all(|(column, referenced)| {
                let there = parent.get(referenced);
                there.is_some_and(|there| there != NULL && values.get(column).is_none_or(|here| here == there))
            })
        };
        let start = if parents.is_empty() { 0 } else { number % parents.len() };
        let (first, last) = parents.split_at(start);
        let mut candidates: Vec<Vec<String>> = (last.iter().chain(first))
            .filter(fits)
            .map(|parent| {
                let pairs = key.columns.iter().zip(&key.referenced_columns);
                let open = pairs.filter(|(column, _)| open.contains(column));
                open.map(|(_, referenced)| parent[referenced].clone()).collect()
            })
            .collect();
        let is_free = |name: &String| (self.table.column(name)).is_some_and(|column| self.is_nullable(column));
        if open.iter().all(is_free) {
            let nothing = vec![NULL.to_owned(); open.len()];
            if wants_null(number) {
                candidates.insert(0, nothing);
            } else {
                candidates.push(nothing);
            }
        }
        if candidates.is_empty() {
            return Err(NoRow::NoParent(key.references.clone()));
        }
        row.add(Choice {
            columns: open,
            candidates,
            chosen: 0,
        });
        Ok(())
    }

    /// Values that a column may have, the likeliest first.
    fn candidates(&self, column: &Column, number: usize) -> Vec<String> {
        let facts = self.facts(column);
        let mut found = match &column.r#type.r#type {
            _ if self.enum_values(column).is_some() => {
                let values = self.enum_values(column).unwrap_or_default();
                sample::enumerated(self.catalog.dialect.dialect(), column, &values, number)
            }
            TypeName::Enum(_) => Vec::new(),
            TypeName::BuiltIn(_) => {
                let dialect = self.catalog.dialect.dialect();
                // Text that is to become something else is text of that.
                let next = self.next_column(column).map(|next| &next.r#type);
                let next = next.filter(|next| **next != column.r#type && sample::is_text(dialect, &column.r#type));
                let next = next.into_iter().map(|next| (next, true));
                let shape = domain::shape(self.catalog, column);
                let shapes = next.chain([(&shape, false)]);
                shapes
                    .flat_map(|(shape, as_text)| sample::candidates(dialect, shape, as_text, &facts, number))
                    .collect()
            }
        };
        if self.is_nullable(column) {
            if wants_null(number) {
                found.insert(0, NULL.to_owned());
            } else {
                found.push(NULL.to_owned());
            }
        }
        found
    }

    fn facts(&self, column: &Column) -> Facts {
        let mut all = Facts::default();
        for facts in self.checks.iter().filter_map(|check| check.facts.get(&column.name)) {
            all.take(facts);
        }
        all
    }

    fn next_column(&self, column: &Column) -> Option<&'a Column> {
        let becomes = self.becomes?;
        becomes.table.column(becomes.survives.columns.get(&column.name)?)
    }

    fn is_nullable(&self, column: &Column) -> bool {
        let in_key = |table: &Table, name: &str| {
            let key = table.primary_key.as_ref();
            key.is_some_and(|key| key.columns.iter().any(|part| part == name))
        };
        let next = self.next_column(column).zip(self.becomes);
        column.nullable
            && !in_key(self.table, &column.name)
            && next.is_none_or(|(next, becomes)| next.nullable && !in_key(becomes.table, &next.name))
    }

    /// The values of a column's enum, where it has one: those that stay, if any does.
    fn enum_values(&self, column: &Column) -> Option<Vec<String>> {
        let values = |catalog: &'a Catalog, column: &Column| {
            let name = match &column.r#type.r#type {
                TypeName::Enum(name) => Some(name),
                TypeName::BuiltIn(_) => column.text_enum.as_ref(),
            };
            catalog.enums.get(name?).map(|found| &found.values)
        };
        let mut found = values(self.catalog, column)?.clone();
        let next = self.next_column(column).zip(self.becomes);
        if let Some(next) = next.and_then(|(column, becomes)| values(becomes.catalog, column))
            && found.iter().any(|value| next.contains(value))
        {
            found.retain(|value| next.contains(value));
        }
        Some(found)
    }
}

/// The name of a table as SQL.
pub(crate) fn quoted(name: &ObjectName, dialect: &dyn Dialect) -> String {
    let own = dialect.quote_identifier(&name.name);
    match &name.namespace {
        Some(namespace) => format!("{}.{own}", dialect.quote_identifier(namespace)),
        None => own,
    }
}

/// Every third row has NULL wherever it may.
fn wants_null(number: usize) -> bool {
    number % 3 == 2
}

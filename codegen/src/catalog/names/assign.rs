//! Giving each constraint and index of a schema its name.
//!
//! Names are given once for all dialects, so that the constants of a model hold on each of them: things that exist in
//! one dialect only take part too. Authored names come first; then names are derived, in the order of the tables' names,
//! so that moving a table to another file changes nothing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::catalog::names::derive::{Item, Nameable, Relations, TableNames, derive};
use crate::catalog::names::{Label, folded, free};
use crate::diagnostic::{Diagnostics, lower as message};
use crate::dialect::{self, DialectName};
use crate::schema::{ColumnId, IndexKey, Schema, Table, TableId};
use crate::source::Span;

/// Where the migrator keeps its history; no part of any catalog.
pub const HISTORY_TABLE: &str = "_tablesmith_migrations";

/// The names of all constraints and indexes of a schema.
#[derive(Debug, Clone, Default)]
pub struct Names {
    tables: Vec<TableNames>,
    /// Capitals make no difference.
    fold: bool,
}

impl Names {
    /// Those of one table.
    pub fn table(&self, id: TableId) -> &TableNames {
        &self.tables[id.0]
    }

    /// Names for the checks that a type implies in one database, which all others of the table go before.
    pub(crate) fn implied_checks(&self, id: TableId) -> impl FnMut(&str, &str) -> String + use<> {
        let mut taken = self.tables[id.0].constraints.clone();
        let fold = self.fold;
        move |table, column| free(&mut taken, fold, table, &[column], Label::Check)
    }
}

/// Names everything.
///
/// A [`Schema`] has no two things of one name in one namespace; those that meet on SQLite, where a namespace is only the
/// beginning of a name, are errors in `diagnostics`.
pub fn assign(schema: &Schema, diagnostics: &mut Diagnostics) -> Names {
    let mut assigner = Assigner::new(schema, diagnostics);
    assigner.take_tables_and_types();
    assigner.take_authored();
    let tables: Vec<_> = (schema.tables.iter())
        .map(|table| nameable(table, assigner.sqlite))
        .collect();
    Names {
        fold: assigner.sqlite,
        tables: derive(&tables, assigner.relations, assigner.sqlite),
    }
}

/// What takes a name, for messages.
#[derive(Debug, Clone)]
struct Holder {
    what: String,
    span: Span,
}

struct Assigner<'a> {
    schema: &'a Schema,
    diagnostics: &'a mut Diagnostics,
    /// SQLite is a dialect: capitals make no difference, and all names of indexes and tables are in one space.
    sqlite: bool,
    postgres: bool,
    /// Names of tables, indexes and the constraints that own one, by namespace: PostgreSQL's relations.
    relations: Relations,
    holders: BTreeMap<(Option<String>, String), Holder>,
}

impl<'a> Assigner<'a> {
    fn new(schema: &'a Schema, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            schema,
            diagnostics,
            sqlite: schema.database.dialects.contains(&DialectName::Sqlite),
            postgres: schema.database.dialects.contains(&DialectName::Postgres),
            relations: BTreeMap::new(),
            holders: BTreeMap::new(),
        }
    }

    /// The space in which a table's indexes need names of their own.
    fn space(&self, table: &Table) -> Option<String> {
        if self.sqlite {
            return None;
        }
        dialect::namespace(table.namespace.as_deref()).map(str::to_owned)
    }

    /// Tables, and the enums that are types beside them: PostgreSQL makes a row type of each table's name.
    fn take_tables_and_types(&mut self) {
        let schema = self.schema;
        for table in &schema.tables {
            let what = format!("table `{}`", table.key);
            self.take_qualified(table.namespace.as_deref(), &table.name, &what, table.span);
        }
        if self.postgres {
            for enumeration in &schema.enums {
                let what = format!("enum `{}`", enumeration.key);
                self.take_qualified(
                    enumeration.namespace.as_deref(),
                    &enumeration.name,
                    &what,
                    enumeration.span,
                );
            }
        }
    }

    fn take_qualified(&mut self, of: Option<&str>, name: &str, what: &str, span: Span) {
        let space = dialect::namespace(of);
        let (space, name) = match space {
            Some(space) if self.sqlite => (None, format!("{space}_{name}")),
            Some(space) => (Some(space.to_owned()), name.to_owned()),
            None => (None, name.to_owned()),
        };
        self.take(space, &name, what, span);
    }

    /// Takes an authored name.
    fn take(&mut self, space: Option<String>, name: &str, what: &str, span: Span) {
        let compared = folded(name, self.sqlite);
        self.relations
            .entry(space.clone())
            .or_default()
            .insert(compared.clone());
        match self.holders.entry((space, compared)) {
            Entry::Vacant(entry) => {
                entry.insert(Holder {
                    what: what.to_owned(),
                    span,
                });
            }
            Entry::Occupied(entry) => {
                let other = entry.get();
                self.diagnostics
                    .push_once(message::names_meet_on_sqlite(name, what, span, &other.what, other.span));
            }
        }
    }

    fn take_authored(&mut self) {
        let schema = self.schema;
        for table in &schema.tables {
            let space = self.space(table);
            let of = |what: &str| format!("{what} of table `{}`", table.key);
            let key = table
                .primary_key
                .iter()
                .map(|key| (&key.name, key.span, "the primary key"));
            let uniques = table
                .uniques
                .iter()
                .map(|unique| (&unique.name, unique.span, "a unique"));
            let indexes = table.indexes.iter().map(|index| (&index.name, index.span, "an index"));
            for (name, span, what) in key.chain(uniques).chain(indexes) {
                if let Some(name) = name {
                    self.take(space.clone(), name, &of(what), span);
                }
            }
        }
    }
}

/// A table as names are derived of it.
fn nameable(table: &Table, sqlite: bool) -> Nameable<'_> {
    let columns = |ids: &[ColumnId]| -> Vec<&str> { ids.iter().map(|id| table.column(*id).name.as_str()).collect() };
    Nameable {
        table: (table.namespace.as_deref(), &table.name),
        space: dialect::namespace(table.namespace.as_deref()).filter(|_| !sqlite),
        primary_key: table.primary_key.as_ref().map(|key| Item::new(key.name.as_deref(), [])),
        uniques: (table.uniques.iter())
            .map(|unique| Item::new(unique.name.as_deref(), columns(&unique.columns)))
            .collect(),
        checks: (table.checks.iter())
            .map(|check| Item::new(check.name.as_deref(), columns(check.column.as_slice())))
            .collect(),
        foreign_keys: (table.foreign_keys.iter())
            .map(|key| Item::new(key.name.as_deref(), columns(&key.columns)))
            .collect(),
        wants_index: table.foreign_keys.iter().map(|key| key.index).collect(),
        indexes: (table.indexes.iter())
            .map(|index| {
                let keys = index.parts.iter().map(|part| match &part.key {
                    IndexKey::Column(id) => Ok(table.column(*id).name.as_str()),
                    IndexKey::Expression(sql) => {
                        let sql = DialectName::ALL.into_iter().find_map(|dialect| sql.get(dialect));
                        Err(sql.map_or("", String::as_str))
                    }
                });
                Item::index(index.name.as_deref(), keys, columns(&index.include))
            })
            .collect(),
    }
}

//! Giving each constraint and index of a schema its name.
//!
//! Names are given once for all dialects, so that the constants of a model hold on each of them: things that exist in
//! one dialect only take part too. Authored names come first; then names are derived, in the order of the tables' names,
//! so that moving a table to another file changes nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::names::{Label, first_free, folded, free, of_expression};
use crate::diagnostic::{Diagnostics, lower as message};
use crate::dialect::DialectName;
use crate::schema::{ColumnId, ForeignKey, Index, IndexKey, Schema, Table, TableId};
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

/// The names of a table's constraints and indexes, in the order in which its [`Table`] holds them.
#[derive(Debug, Clone, Default)]
pub struct TableNames {
    /// Of the primary key.
    pub primary_key: Option<String>,
    /// Of the unique constraints.
    pub uniques: Vec<String>,
    /// Of the checks.
    pub checks: Vec<String>,
    /// Of the foreign keys.
    pub foreign_keys: Vec<String>,
    /// Of the indexes.
    pub indexes: Vec<String>,
    /// Of the index that each foreign key gets where nothing else serves it, unless it opted out.
    pub foreign_key_indexes: Vec<Option<String>>,
    /// All names of constraints, as compared.
    constraints: BTreeSet<String>,
}

/// The namespace of a table as names see it: `public` is the default one of PostgreSQL, and SQLite has but one.
pub(crate) fn namespace(namespace: Option<&str>) -> Option<&str> {
    namespace.filter(|name| *name != "public")
}

/// Names everything.
///
/// A [`Schema`] has no two things of one name in one namespace; those that meet on SQLite, where a namespace is only the
/// beginning of a name, are errors in `diagnostics`.
pub fn assign(schema: &Schema, diagnostics: &mut Diagnostics) -> Names {
    let mut assigner = Assigner::new(schema, diagnostics);
    assigner.take_tables_and_types();
    assigner.take_authored();
    assigner.derive();
    Names {
        fold: assigner.sqlite,
        tables: assigner.names,
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
    relations: BTreeMap<Option<String>, BTreeSet<String>>,
    holders: BTreeMap<(Option<String>, String), Holder>,
    names: Vec<TableNames>,
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
            names: vec![TableNames::default(); schema.tables.len()],
        }
    }

    /// The space in which a table's indexes need names of their own.
    fn space(&self, table: &Table) -> Option<String> {
        if self.sqlite {
            return None;
        }
        namespace(table.namespace.as_deref()).map(str::to_owned)
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
        let space = namespace(of);
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
        for (index, table) in schema.tables.iter().enumerate() {
            let space = self.space(table);
            let of = |what: &str| format!("{what} of table `{}`", table.key);
            let checks = table.checks.iter().map(|check| &check.name);
            let foreign_keys = table.foreign_keys.iter().map(|key| &key.name);
            for name in checks.chain(foreign_keys).flatten() {
                self.names[index].constraints.insert(folded(name, self.sqlite));
            }
            let key = table
                .primary_key
                .iter()
                .map(|key| (&key.name, key.span, "the primary key"));
            let uniques = table
                .uniques
                .iter()
                .map(|unique| (&unique.name, unique.span, "a unique"));
            for (name, span, what) in key.chain(uniques) {
                if let Some(name) = name {
                    self.names[index].constraints.insert(folded(name, self.sqlite));
                    self.take(space.clone(), name, &of(what), span);
                }
            }
            for index in &table.indexes {
                if let Some(name) = &index.name {
                    self.take(space.clone(), name, &of("an index"), index.span);
                }
            }
        }
    }

    fn derive(&mut self) {
        let schema = self.schema;
        let mut order: Vec<usize> = (0..schema.tables.len()).collect();
        order.sort_by_key(|index| {
            let table = &schema.tables[*index];
            (&table.namespace, &table.name)
        });
        for index in order {
            self.derive_table(index, &schema.tables[index]);
        }
    }

    fn derive_table(&mut self, index: usize, table: &Table) {
        let space = self.space(table);
        let relations = self.relations.entry(space).or_default();
        let names = &mut self.names[index];
        let mut derive = Namer {
            table,
            fold: self.sqlite,
            relations,
            constraints: &mut names.constraints,
        };
        names.primary_key = table
            .primary_key
            .as_ref()
            .map(|key| derive.name(key.name.as_ref(), &[], Label::PrimaryKey));
        names.uniques = table
            .uniques
            .iter()
            .map(|unique| derive.name(unique.name.as_ref(), &derive.columns(&unique.columns), Label::Unique))
            .collect();
        names.checks = table
            .checks
            .iter()
            .map(|check| {
                derive.name(
                    check.name.as_ref(),
                    &derive.columns(check.column.as_slice()),
                    Label::Check,
                )
            })
            .collect();
        names.foreign_keys = table
            .foreign_keys
            .iter()
            .map(|key| derive.name(key.name.as_ref(), &derive.columns(&key.columns), Label::ForeignKey))
            .collect();
        names.indexes = table.indexes.iter().map(|index| derive.index(index)).collect();
        names.foreign_key_indexes = table
            .foreign_keys
            .iter()
            .map(|key| derive.foreign_key_index(key))
            .collect();
    }
}

struct Namer<'a> {
    table: &'a Table,
    fold: bool,
    relations: &'a mut BTreeSet<String>,
    constraints: &'a mut BTreeSet<String>,
}

impl<'a> Namer<'a> {
    fn columns(&self, columns: &[ColumnId]) -> Vec<&'a str> {
        columns.iter().map(|id| self.table.column(*id).name.as_str()).collect()
    }

    fn name(&mut self, authored: Option<&String>, parts: &[&str], label: Label) -> String {
        if let Some(name) = authored {
            return name.clone();
        }
        let is_relation = matches!(label, Label::PrimaryKey | Label::Unique | Label::Index);
        let is_constraint = label != Label::Index;
        first_free(&self.table.name, parts, label, |name| {
            let name = folded(name, self.fold);
            let is_taken =
                (is_relation && self.relations.contains(&name)) || (is_constraint && self.constraints.contains(&name));
            if is_relation && !is_taken {
                self.relations.insert(name.clone());
            }
            if is_constraint && !is_taken {
                self.constraints.insert(name);
            }
            !is_taken
        })
    }

    fn index(&mut self, index: &Index) -> String {
        if let Some(name) = &index.name {
            return name.clone();
        }
        // `ChooseIndexColumnNames`: parts of one name are numbered within the name.
        let mut parts: Vec<String> = Vec::with_capacity(index.parts.len() + index.include.len());
        let keys = index.parts.iter().map(|part| match &part.key {
            IndexKey::Column(id) => self.table.column(*id).name.clone(),
            IndexKey::Expression(sql) => {
                let sql = DialectName::ALL.into_iter().find_map(|dialect| sql.get(dialect));
                of_expression(sql.map_or("", String::as_str))
            }
        });
        let carried = index.include.iter().map(|id| self.table.column(*id).name.clone());
        for name in keys.chain(carried) {
            let numbered = (1..).map(|number| format!("{name}{number}"));
            let free = std::iter::once(name.clone())
                .chain(numbered)
                .find(|candidate| !parts.contains(candidate));
            parts.extend(free);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.name(None, &parts, Label::Index)
    }

    fn foreign_key_index(&mut self, key: &ForeignKey) -> Option<String> {
        let parts = self.columns(&key.columns);
        key.index
            .then(|| free(self.relations, self.fold, &self.table.name, &parts, Label::Index))
    }
}

//! Giving each constraint and index of a schema its name.
//!
//! Names are given once for all dialects, so that the constants of a model hold on each of them: things that exist in
//! one dialect only take part too. Authored names come first; then names are derived, in the order of the tables' names,
//! so that moving a table to another file changes nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::names::{Label, MAX_BYTES, folded, free, of_expression};
use crate::diagnostic::{Diagnostics, lower as message};
use crate::dialect::DialectName;
use crate::schema::{Column, ColumnId, ForeignKey, Index, IndexKey, Schema, Table, TableId};
use crate::source::Span;

/// Where the migrator keeps its history; no part of any catalog.
pub const HISTORY_TABLE: &str = "_tablesmith_migrations";

/// Columns that every table of PostgreSQL has (manual, 5.6 System Columns).
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

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

/// Names everything. Names that clash are errors in `diagnostics`.
pub fn assign(schema: &Schema, diagnostics: &mut Diagnostics) -> Names {
    let mut assigner = Assigner::new(schema, diagnostics);
    assigner.check_names();
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

    /// What no name may be: too long for PostgreSQL, or one that a database or we keep for ourselves.
    fn check_names(&mut self) {
        let schema = self.schema;
        for (name, namespace) in &schema.namespaces {
            self.check_length(name, "namespace", namespace.span);
        }
        for enumeration in &schema.enums {
            self.check_length(&enumeration.name, "enum", enumeration.span);
            for value in &enumeration.values {
                self.check_length(&value.value, "enum value", value.span);
            }
        }
        for table in &schema.tables {
            self.check_length(&table.name, "table", table.span);
            self.check_relation(&table.name, "table", table.span);
            self.check_columns(table);
            let key = table.primary_key.iter().map(|key| (&key.name, "primary key", key.span));
            let uniques = table.uniques.iter().map(|unique| (&unique.name, "unique", unique.span));
            let checks = table.checks.iter().map(|check| (&check.name, "check", check.span));
            let foreign_keys = table
                .foreign_keys
                .iter()
                .map(|key| (&key.name, "foreign key", key.span));
            for (name, what, span) in key.chain(uniques).chain(checks).chain(foreign_keys) {
                if let Some(name) = name {
                    self.check_length(name, what, span);
                }
            }
            for index in &table.indexes {
                if let Some(name) = &index.name {
                    self.check_length(name, "index", index.span);
                    self.check_relation(name, "index", index.span);
                }
            }
        }
    }

    fn check_length(&mut self, name: &str, what: &str, span: Span) {
        if self.postgres && name.len() > MAX_BYTES {
            self.diagnostics.push_once(message::name_too_long(name, what, span));
        }
    }

    fn check_relation(&mut self, name: &str, what: &str, span: Span) {
        if name == HISTORY_TABLE {
            let why = "Tablesmith keeps its history of migrations there";
            self.diagnostics
                .push_once(message::name_reserved(name, what, span, why));
        }
        if self.sqlite && folded(name, true).starts_with("sqlite_") {
            let why = "SQLite keeps names that begin with `sqlite_` for itself";
            self.diagnostics
                .push_once(message::name_reserved(name, what, span, why));
        }
    }

    fn check_columns(&mut self, table: &Table) {
        let mut seen: BTreeMap<String, &Column> = BTreeMap::new();
        for column in &table.columns {
            self.check_length(&column.name, "column", column.span);
            if self.postgres && SYSTEM_COLUMNS.contains(&column.name.as_str()) {
                let why = "every table of PostgreSQL has a system column of that name";
                self.diagnostics
                    .push_once(message::name_reserved(&column.name, "column", column.span, why));
            }
            match seen.entry(folded(&column.name, self.sqlite)) {
                Entry::Vacant(entry) => {
                    entry.insert(column);
                }
                Entry::Occupied(entry) => {
                    let what = |column: &Column| format!("column `{}.{}`", table.key, column.key);
                    let (one, other) = (what(column), what(entry.get()));
                    self.diagnostics.push_once(message::name_clash(
                        &column.name,
                        &one,
                        column.span,
                        &other,
                        entry.get().span,
                    ));
                }
            }
        }
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

    /// Takes an authored name; one that is taken is an error.
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
                    .push_once(message::name_clash(name, what, span, &other.what, other.span));
            }
        }
    }

    fn take_authored(&mut self) {
        let schema = self.schema;
        for (index, table) in schema.tables.iter().enumerate() {
            let space = self.space(table);
            let of = |what: &str| format!("{what} of table `{}`", table.key);
            let keys = table
                .primary_key
                .iter()
                .map(|key| (&key.name, key.span, of("the primary key")));
            let uniques = table
                .uniques
                .iter()
                .map(|unique| (&unique.name, unique.span, of("a unique")));
            let checks = table
                .checks
                .iter()
                .map(|check| (&check.name, check.span, of("a check")));
            let foreign_keys = table
                .foreign_keys
                .iter()
                .map(|key| (&key.name, key.span, of("a foreign key")));
            let mut constraints = BTreeMap::new();
            for (name, span, what) in keys.clone().chain(uniques.clone()).chain(checks).chain(foreign_keys) {
                let Some(name) = name else { continue };
                let compared = folded(name, self.sqlite);
                self.names[index].constraints.insert(compared.clone());
                match constraints.entry(compared) {
                    Entry::Vacant(entry) => {
                        entry.insert((what, span));
                    }
                    Entry::Occupied(entry) => {
                        let (other, place) = entry.get();
                        self.diagnostics
                            .push_once(message::name_clash(name, &what, span, other, *place));
                    }
                }
            }
            let indexes = table
                .indexes
                .iter()
                .map(|index| (&index.name, index.span, of("an index")));
            for (name, span, what) in keys.chain(uniques).chain(indexes) {
                let Some(name) = name else { continue };
                // A clash of two constraints of this table has been said already.
                if constraints
                    .get(&folded(name, self.sqlite))
                    .is_none_or(|(_, place)| *place == span)
                {
                    self.take(space.clone(), name, &what, span);
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
        let mut namer = Namer {
            table,
            fold: self.sqlite,
            relations,
            constraints: &mut names.constraints,
        };
        names.primary_key = table
            .primary_key
            .as_ref()
            .map(|key| namer.name(key.name.as_ref(), &[], Label::PrimaryKey));
        names.uniques = table
            .uniques
            .iter()
            .map(|unique| namer.name(unique.name.as_ref(), &namer.columns(&unique.columns), Label::Unique))
            .collect();
        names.checks = table
            .checks
            .iter()
            .map(|check| {
                namer.name(
                    check.name.as_ref(),
                    &namer.columns(check.column.as_slice()),
                    Label::Check,
                )
            })
            .collect();
        names.foreign_keys = table
            .foreign_keys
            .iter()
            .map(|key| namer.name(key.name.as_ref(), &namer.columns(&key.columns), Label::ForeignKey))
            .collect();
        names.indexes = table.indexes.iter().map(|index| namer.index(index)).collect();
        names.foreign_key_indexes = table
            .foreign_keys
            .iter()
            .map(|key| namer.foreign_key_index(key))
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
        (0..)
            .map(|number| super::derived(&self.table.name, parts, label, number))
            .find(|name| {
                let name = folded(name, self.fold);
                let is_free = !(is_relation && self.relations.contains(&name))
                    && !(is_constraint && self.constraints.contains(&name));
                if is_free && is_relation {
                    self.relations.insert(name.clone());
                }
                if is_free && is_constraint {
                    self.constraints.insert(name);
                }
                is_free
            })
            .expect("there are more numbers than names")
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
            let mut part = name.clone();
            let mut number = 0_usize;
            while parts.contains(&part) {
                number += 1;
                part = format!("{name}{number}");
            }
            parts.push(part);
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

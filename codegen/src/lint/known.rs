//! What is known of the database when a statement runs: from the catalog before the migration, and from the statements
//! before it.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Act, Action, Change, Column, ConstraintKind, Ident, NewIndex, NewTable, Reference};
use super::read::cursor::Folding;
use crate::catalog::{self, Action as OnDelete, Catalog, IndexKey, ObjectName, TypeName};

/// Tables, views and triggers by their keys.
#[derive(Debug, Clone)]
pub(super) struct Known {
    folding: Folding,
    /// What is not in here is not in the database; false where nobody said what was there before.
    pub(super) complete: bool,
    pub(super) tables: BTreeMap<ObjectName, Table>,
    /// View → every name in its query.
    pub(super) views: BTreeMap<ObjectName, BTreeSet<String>>,
    pub(super) triggers: BTreeMap<ObjectName, Trigger>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) shown: String,
    pub(super) columns: Vec<KnownColumn>,
    /// Whether all its columns and constraints are here.
    pub(super) complete: bool,
    pub(super) primary_key: Vec<String>,
    pub(super) uniques: Vec<Unique>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) indexes: Vec<Index>,
    pub(super) checks: Vec<Check>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
    pub(super) autoincrement: bool,
}

#[derive(Debug, Clone)]
pub(super) struct KnownColumn {
    pub(super) name: String,
    /// As [`TypeText::text`](super::model::TypeText).
    pub(super) r#type: String,
    pub(super) not_null: bool,
    /// What it is computed from.
    pub(super) generated: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Unique {
    name: Option<String>,
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct ForeignKey {
    name: Option<String>,
    /// It is part of a column's definition, and goes with the column.
    pub(super) inline: bool,
    pub(super) columns: Vec<String>,
    pub(super) references: ObjectName,
    pub(super) acts_on_delete: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) name: ObjectName,
    pub(super) shown: String,
    pub(super) columns: Vec<Option<String>>,
    pub(super) unique: bool,
    pub(super) partial: bool,
    /// Its expressions and predicate.
    pub(super) body: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Check {
    /// The column that it is part of.
    pub(super) of: Option<String>,
    pub(super) name: Option<String>,
    pub(super) text: String,
    pub(super) valid: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Trigger {
    pub(super) table: ObjectName,
    pub(super) reads: BTreeSet<String>,
}

impl Table {
    pub(super) fn column(&self, name: &str) -> Option<&KnownColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether an index, unique or key starts with these columns, in any order.
    pub(super) fn is_indexed(&self, columns: &[String]) -> bool {
        let starts = |indexed: &[&str]| {
            indexed.len() >= columns.len()
                && columns
                    .iter()
                    .all(|column| indexed[..columns.len()].contains(&column.as_str()))
        };
        let strings = |columns: &[String]| starts(&columns.iter().map(String::as_str).collect::<Vec<_>>());
        strings(&self.primary_key)
            || self.uniques.iter().any(|unique| strings(&unique.columns))
            || self.indexes.iter().any(|index| {
                let plain: Vec<_> = index
                    .columns
                    .iter()
                    .map(|column| column.as_deref().unwrap_or_default())
                    .collect();
                !index.partial && starts(&plain)
            })
    }
}

impl Known {
    /// Nothing is known.
    pub(super) fn nothing(folding: Folding) -> Self {
        Self {
            folding,
            complete: false,
            tables: BTreeMap::new(),
            views: BTreeMap::new(),
            triggers: BTreeMap::new(),
        }
    }

    /// Everything that a catalog has is known, and that there is no more tables.
    pub(super) fn of(catalog: &Catalog, folding: Folding) -> Self {
        let mut known = Self::nothing(folding);
        known.complete = true;
        for (name, table) in &catalog.tables {
            known.tables.insert(folding.key(name), known.table_of(table));
        }
        known
    }

    fn table_of(&self, table: &catalog::Table) -> Table {
        let fold = |name: &String| self.folding.fold(name, true);
        let fold_all = |names: &[String]| names.iter().map(fold).collect::<Vec<_>>();
        let columns = table.columns.iter().map(|column| {
            let base = match &column.r#type.r#type {
                TypeName::BuiltIn(name) => name.to_lowercase(),
                TypeName::Enum(name) => name.to_string(),
            };
            KnownColumn {
                name: fold(&column.name),
                r#type: if column.r#type.array { format!("{base}[]") } else { base },
                not_null: !column.nullable,
                generated: column
                    .generated
                    .as_ref()
                    .map(|generated| generated.expression.authored.clone()),
            }
        });
        let foreign_keys = table.foreign_keys.iter().map(|key| ForeignKey {
            inline: false,
            name: Some(fold(&key.name)),
            columns: fold_all(&key.columns),
            references: self.folding.key(&key.references),
            acts_on_delete: matches!(
                key.on_delete,
                OnDelete::Cascade | OnDelete::SetNull | OnDelete::SetDefault
            ),
        });
        let indexes = table.indexes.iter().map(|index| {
            let mut body: Vec<_> = index
                .predicate
                .iter()
                .map(|predicate| predicate.authored.clone())
                .collect();
            let columns = index.parts.iter().map(|part| match &part.key {
                IndexKey::Column(column) => Some(fold(column)),
                IndexKey::Expression(expression) => {
                    body.push(expression.authored.clone());
                    None
                }
            });
            Index {
                name: ObjectName {
                    namespace: self.folding.key(&table.name).namespace,
                    name: fold(&index.name),
                },
                shown: index.name.clone(),
                columns: columns.collect(),
                unique: index.unique,
                partial: index.predicate.is_some(),
                body,
            }
        });
        let checks = table.checks.iter().map(|check| Check {
            of: None,
            name: Some(fold(&check.name)),
            text: check.expression.authored.clone(),
            valid: true,
        });
        let uniques = table.uniques.iter().map(|unique| Unique {
            name: Some(fold(&unique.name)),
            columns: fold_all(&unique.columns),
        });
        Table {
            shown: table.name.to_string(),
            columns: columns.collect(),
            complete: true,
            primary_key: table
                .primary_key
                .as_ref()
                .map_or_else(Vec::new, |key| fold_all(&key.columns)),
            uniques: uniques.collect(),
            foreign_keys: foreign_keys.collect(),
            indexes: indexes.collect(),
            checks: checks.collect(),
            strict: table.strict,
            without_rowid: table.without_rowid,
            autoincrement: table.columns.iter().any(|column| column.identity.is_some()),
        }
    }

    /// Takes in what a statement did.
    pub(super) fn apply(&mut self, act: &Act) {
        match &act.action {
            Action::CreateTable(table) => self.create_table(table),
            Action::CreateIndex(index) => self.create_index(index),
            Action::CreateView { name, reads, .. } => {
                self.views.insert(name.key.clone(), names(reads));
            }
            Action::CreateTrigger { name, table, reads } => {
                let trigger = Trigger {
                    table: table.key.clone(),
                    reads: names(reads),
                };
                self.triggers.insert(name.key.clone(), trigger);
            }
            Action::AlterTable { table, change } => self.alter(&table.key, change),
            Action::Drop { kind, names, .. } => {
                for name in names {
                    self.drop(kind, &name.key);
                }
            }
            _ => {}
        }
    }

    fn create_table(&mut self, new: &NewTable) {
        if new.if_not_exists && self.tables.contains_key(&new.name.key) {
            return;
        }
        let mut table = Table {
            shown: new.name.shown(),
            complete: new.complete,
            strict: new.strict,
            without_rowid: new.without_rowid,
            autoincrement: new.autoincrement,
            ..Table::default()
        };
        for column in &new.columns {
            add_column(&mut table, column);
        }
        for constraint in &new.constraints {
            let name = constraint.name.as_ref().map(|name| name.name.clone());
            add_constraint(&mut table, name, &constraint.kind, true);
        }
        self.tables.insert(new.name.key.clone(), table);
    }

    fn create_index(&mut self, new: &NewIndex) {
        let Some(table) = self.tables.get_mut(&new.table.key) else {
            return;
        };
        let name = new.name.as_ref();
        table.indexes.push(Index {
            name: ObjectName {
                namespace: new.table.key.namespace.clone(),
                name: name.map_or_else(String::new, |name| name.ident.name.clone()),
            },
            shown: name.map_or_else(String::new, super::model::Name::shown),
            columns: new
                .parts
                .iter()
                .map(|part| part.as_ref().map(|part| part.name.clone()))
                .collect(),
            unique: new.unique,
            partial: new.partial,
            body: new.body.iter().map(|sql| sql.text.clone()).collect(),
        });
    }

    fn alter(&mut self, key: &ObjectName, change: &Change) {
        if let Change::RenameTo(to) = change {
            let to = ObjectName {
                namespace: key.namespace.clone(),
                name: to.name.clone(),
            };
            self.rename(key, &to);
            return;
        }
        if self.complete && !self.tables.contains_key(key) {
            return;
        }
        // Of a table that nobody told about, this much is known then.
        let table = self.tables.entry(key.clone()).or_insert_with(|| Table {
            shown: key.to_string(),
            ..Table::default()
        });
        match change {
            Change::AddColumn { column, .. } if table.column(&column.name.name).is_none() => add_column(table, column),
            Change::DropColumn { column, .. } => {
                table.columns.retain(|known| known.name != column.name);
                table
                    .indexes
                    .retain(|index| !index.columns.contains(&Some(column.name.clone())));
                table.foreign_keys.retain(|key| !key.columns.contains(&column.name));
                table.uniques.retain(|unique| !unique.columns.contains(&column.name));
            }
            Change::SetType { column, r#type, .. } => {
                if let Some(known) = column_mut(table, column) {
                    known.r#type.clone_from(&r#type.text);
                }
            }
            Change::SetNotNull(column) => {
                if let Some(known) = column_mut(table, column) {
                    known.not_null = true;
                }
            }
            Change::DropNotNull(column) => {
                if let Some(known) = column_mut(table, column) {
                    known.not_null = false;
                }
            }
            Change::AddConstraint(constraint) => {
                let name = constraint.name.as_ref().map(|name| name.name.clone());
                add_constraint(table, name, &constraint.kind, !constraint.not_valid);
            }
            Change::DropConstraint { name, .. } => {
                let is = |known: &Option<String>| known.as_ref() == Some(&name.name);
                table.checks.retain(|check| !is(&check.name));
                table.uniques.retain(|unique| !is(&unique.name));
                table.foreign_keys.retain(|key| !is(&key.name));
            }
            Change::Validate(name) => {
                for check in &mut table.checks {
                    check.valid |= check.name.as_ref() == Some(&name.name);
                }
            }
            Change::RenameColumn { from, to } => {
                if let Some(known) = column_mut(table, from) {
                    known.name.clone_from(&to.name);
                }
                let rename = |column: &mut String| {
                    if *column == from.name {
                        column.clone_from(&to.name);
                    }
                };
                table.primary_key.iter_mut().for_each(rename);
                table
                    .uniques
                    .iter_mut()
                    .flat_map(|unique| &mut unique.columns)
                    .for_each(rename);
                table
                    .foreign_keys
                    .iter_mut()
                    .flat_map(|key| &mut key.columns)
                    .for_each(rename);
                let indexed = table
                    .indexes
                    .iter_mut()
                    .flat_map(|index| index.columns.iter_mut().flatten());
                indexed.for_each(rename);
            }
            _ => {}
        }
    }

    fn rename(&mut self, from: &ObjectName, to: &ObjectName) {
        if let Some(mut table) = self.tables.remove(from) {
            table.shown.clone_from(&to.name);
            self.tables.insert(to.clone(), table);
        }
        let keys = self.tables.values_mut().flat_map(|table| &mut table.foreign_keys);
        for key in keys.filter(|key| key.references == *from) {
            key.references = to.clone();
        }
        for trigger in self.triggers.values_mut().filter(|trigger| trigger.table == *from) {
            trigger.table = to.clone();
        }
    }

    fn drop(&mut self, kind: &str, name: &ObjectName) {
        match kind {
            "TABLE" => {
                self.tables.remove(name);
                self.triggers.retain(|_, trigger| trigger.table != *name);
            }
            "INDEX" => {
                for table in self.tables.values_mut() {
                    table.indexes.retain(|index| index.name != *name);
                }
            }
            "VIEW" | "MATERIALIZED VIEW" => {
                self.views.remove(name);
            }
            "TRIGGER" => {
                self.triggers.remove(name);
            }
            _ => {}
        }
    }
}

fn names(idents: &[Ident]) -> BTreeSet<String> {
    idents.iter().map(|ident| ident.name.clone()).collect()
}

fn column_mut<'a>(table: &'a mut Table, column: &Ident) -> Option<&'a mut KnownColumn> {
    table.columns.iter_mut().find(|known| known.name == column.name)
}

fn add_column(table: &mut Table, column: &Column) {
    let name = column.name.name.clone();
    table.columns.push(KnownColumn {
        name: name.clone(),
        r#type: column.r#type.text.clone(),
        not_null: column.not_null,
        generated: column
            .generated
            .as_ref()
            .map(|generated| generated.expression.text.clone()),
    });
    table.autoincrement |= column.autoincrement;
    if column.primary_key {
        table.primary_key = vec![name.clone()];
    }
    if column.unique {
        table.uniques.push(Unique {
            name: None,
            columns: vec![name.clone()],
        });
    }
    if let Some(reference) = &column.references {
        table.foreign_keys.push(ForeignKey {
            inline: true,
            ..foreign_key(None, vec![name], reference)
        });
    }
    for check in &column.checks {
        table.checks.push(Check {
            of: Some(column.name.name.clone()),
            name: None,
            text: check.text.clone(),
            valid: true,
        });
    }
}

fn add_constraint(table: &mut Table, name: Option<String>, kind: &ConstraintKind, valid: bool) {
    let all = |columns: &[Ident]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    match kind {
        ConstraintKind::PrimaryKey { columns, .. } => table.primary_key = all(columns),
        ConstraintKind::Unique { columns, .. } => table.uniques.push(Unique {
            name,
            columns: all(columns),
        }),
        ConstraintKind::ForeignKey { columns, references } => {
            table.foreign_keys.push(foreign_key(name, all(columns), references));
        }
        ConstraintKind::Check(sql) => table.checks.push(Check {
            of: None,
            name,
            text: sql.text.clone(),
            valid,
        }),
        ConstraintKind::NotNull(column) => {
            if let Some(known) = column_mut(table, column) {
                known.not_null = true;
            }
        }
        ConstraintKind::Exclude => {}
    }
}

fn foreign_key(name: Option<String>, columns: Vec<String>, reference: &Reference) -> ForeignKey {
    ForeignKey {
        inline: false,
        name,
        columns,
        references: reference.table.key.clone(),
        acts_on_delete: reference.acts_on_delete,
    }
}

//! The order of a migration.
//!
//! A foreign key may name a table that is not there, so tables need no order among themselves; names do: tables and
//! indexes share one namespace, and what leaves a name goes before what takes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Dependency, Index, IndexKey, ObjectId, ObjectName, Pair, SqlObject, Table};
use crate::dialect::Capabilities;
use crate::dialect::sqlite::Sqlite;
use crate::dialect::sqlite::steps::{
    self, Altered, Planned, Rename, SqliteStep, alike, alterable, create_index, create_table, drop_index, drop_table,
    fold, quote,
};
use crate::diff::{Change, EnumChange};
use crate::plan::checks::checks;
use crate::plan::{Effect, Plan, StepMode};

/// Changes between two catalogs as statements of SQLite, in the order in which they run.
///
/// A table is altered in place where the oldest SQLite that must work can do so, and else rebuilt, once for all its
/// changes. If one step needs enforcement of foreign keys off, all run so: then the migration is one transaction.
///
/// # Panics
/// When the changes are not those between the two catalogs.
pub fn plan(pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Plan {
    let work = Work::sort(pair, changes);
    let mut foreign_keys_off = work.drops_what_is_pointed_at() || work.drops_unique_index();

    let mut planned = Vec::new();
    planned.extend(work.take_objects(capabilities));
    planned.extend(work.drop_indexes());
    planned.extend(work.rename_tables());
    planned.extend(work.rename_columns());
    planned.extend(work.drop_tables(Drop::Early));
    planned.extend(work.create_tables());
    let mut indexes = Vec::new();
    for altered in work.altered_readers_first() {
        match alterable(altered, capabilities) {
            Ok(in_place) => {
                foreign_keys_off |= altered.maps_values();
                planned.extend(steps::alter(altered, &in_place));
                let created = altered.created_indexes().into_iter();
                indexes.extend(created.map(|index| (altered.table.next, index, Some(index))));
            }
            Err(reason) => {
                foreign_keys_off = true;
                planned.extend(steps::rebuild(altered, &reason, &work.names));
                let created = altered.created_indexes();
                let all = altered.table.next.indexes.iter();
                let new = |index: &&Index| created.iter().any(|created| created.name == index.name);
                indexes.extend(all.map(|index| (altered.table.next, index, Some(index).filter(new))));
            }
        }
    }
    planned.extend(work.drop_tables(Drop::Late));
    let mut of_new_tables = Vec::new();
    for table in &work.created {
        for index in &table.indexes {
            let comment = format!("Index of {}.", table.name.name);
            let step = create_index(&table.name.name, index).because(comment, Effect::Lossless);
            of_new_tables.push(step.on_new_table());
        }
    }
    for (table, index, new) in indexes {
        let comment = format!("Index of {}.", table.name.name);
        let step = create_index(&table.name.name, index).because(comment, Effect::Lossless);
        planned.push(match new {
            Some(index) if index.unique => step.can_fail(alike(&keys(index))),
            _ => step,
        });
    }
    planned.extend(of_new_tables);
    planned.extend(work.make_objects(capabilities));

    let mode = if foreign_keys_off {
        StepMode::ForeignKeysOff
    } else {
        StepMode::Transaction
    };
    // One error of a statement says less than all rows that are in the way, and comes after work that is then undone.
    let mut steps: Vec<_> = checks(pair, changes, capabilities)
        .iter()
        .map(|check| check.step(&Sqlite))
        .collect();
    steps.extend(planned.into_iter().map(|step| step.into_step(mode.clone())));
    Plan { steps }
}

/// When a table is dropped: as late as can be, since a backfill may read it; early where its name, or that of one of its
/// indexes, is taken by something that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drop {
    Early,
    Late,
}

/// All changes by what they are about.
#[derive(Debug)]
struct Work<'a> {
    pair: Pair<&'a Catalog>,
    /// Folded names of tables and indexes, before and after.
    names: BTreeSet<String>,
    /// Those after.
    next_names: BTreeSet<String>,
    renamed: Vec<Rename>,
    /// Tables that get another name: after → before.
    tables_before: BTreeMap<&'a ObjectName, &'a ObjectName>,
    created: Vec<&'a Table>,
    dropped: Vec<&'a Table>,
    altered: BTreeMap<&'a ObjectName, Altered<'a>>,
    /// Views and triggers that go, and that come.
    taken: Vec<&'a SqlObject>,
    made: Vec<&'a SqlObject>,
}

impl<'a> Work<'a> {
    fn sort(pair: Pair<&'a Catalog>, changes: &'a [Change]) -> Self {
        let mut work = Self::of(pair);
        let mut enums_before = BTreeMap::new();
        for change in changes {
            match change {
                Change::RenameTable { from, to } => {
                    work.tables_before.insert(to, from);
                    work.renamed.push(Rename {
                        from: from.name.clone(),
                        to: to.name.clone(),
                    });
                }
                Change::RenameEnum { from, to } => {
                    enums_before.insert(to, from);
                }
                _ => {}
            }
        }

        let mut enums = BTreeMap::<&ObjectName, &EnumChange>::new();
        for change in changes {
            match change {
                Change::RenameTable { .. }
                | Change::RenameEnum { .. }
                // Lowering makes none of these for SQLite: names are global and enums are text.
                | Change::CreateNamespace { .. }
                | Change::DropNamespace { .. }
                | Change::CommentNamespace { .. }
                | Change::CreateEnum { .. }
                | Change::DropEnum { .. }
                | Change::Record(_) => {}
                // What is in a table that goes needs no other name.
                Change::RenameColumn { table, .. }
                | Change::RenameConstraint { table, .. }
                | Change::RenameIndex { table, .. }
                    if !pair.next.tables.contains_key(table) => {}
                Change::RenameColumn { table, from, to } => work.altered(table).rename_column(from, to),
                Change::RenameConstraint { table, from, to } => work.altered(table).rename_constraint(from, to),
                Change::RenameIndex { table, from, to } => work.altered(table).rename_index(from, to),
                Change::AlterTable { table, changes } => work.altered(table).change(changes),
                Change::AlterEnum(change) => {
                    enums.insert(&change.object.next.name, change);
                }
                Change::CreateObject { object } => work.made.push(object),
                Change::DropObject { object } => work.taken.push(object),
                Change::AlterObject { object } => {
                    work.taken.push(&object.previous);
                    work.made.push(&object.next);
                }
                Change::CreateTable { object } => work.created.push(object),
                Change::DropTable { object } => work.dropped.push(object),
            }
        }
        if !enums.is_empty() {
            let created: BTreeSet<_> = work.created.iter().map(|table| &table.name).collect();
            for (name, table) in &pair.next.tables {
                let uses = table
                    .columns
                    .iter()
                    .any(|column| column.text_enum.as_ref().is_some_and(|name| enums.contains_key(name)));
                if uses && !created.contains(name) {
                    work.altered(name);
                }
            }
        }
        for altered in work.altered.values_mut() {
            altered.resolve(pair, &enums, &enums_before);
        }
        work
    }

    /// What stays and cannot stay where it is: triggers and indexes of tables that are rebuilt, which would go with the
    /// old table, and what reads columns and tables that go or get other names. SQLite refuses to alter anything while a
    /// view or trigger anywhere names what is not there.
    fn in_the_way(&self, catalog: &'a Catalog, capabilities: &Capabilities) -> Vec<&'a SqlObject> {
        let rebuilt: BTreeSet<&ObjectName> = (self.altered.values())
            .filter(|altered| alterable(altered, capabilities).is_err())
            .flat_map(|altered| [&altered.table.previous.name, &altered.table.next.name])
            .collect();
        let known = |object: &&SqlObject| {
            let listed = self.taken.iter().chain(&self.made);
            !listed.into_iter().any(|other| other.id == object.id)
        };
        let stays =
            |id: &ObjectId| self.pair.previous.objects.contains_key(id) && self.pair.next.objects.contains_key(id);
        let goes_along = |object: &SqlObject| {
            let hangs = matches!(object.id.kind.as_str(), "trigger" | "index");
            hangs && object.id.table.as_ref().is_some_and(|table| rebuilt.contains(table))
        };
        let mut found: BTreeSet<&ObjectId> = (self.pair.previous.objects.values())
            .filter(|object| goes_along(object) || self.reads_what_goes(object))
            .map(|object| &object.id)
            .chain(self.taken.iter().map(|object| &object.id))
            .collect();
        loop {
            let known = found.len();
            let on_it = |object: &&SqlObject| object.objects().any(|id| found.contains(id));
            let more: Vec<_> = self
                .pair
                .previous
                .objects
                .values()
                .filter(on_it)
                .map(|object| &object.id)
                .collect();
            found.extend(more);
            if found.len() == known {
                break;
            }
        }
        let objects = catalog
            .objects
            .values()
            .filter(|object| found.contains(&object.id) && stays(&object.id));
        objects.filter(known).collect()
    }

    fn reads_what_goes(&self, object: &SqlObject) -> bool {
        let after = |table: &ObjectName| {
            let mut renamed = self.tables_before.iter();
            let found = renamed.find(|(_, before)| **before == table).map(|(after, _)| *after);
            found.or_else(|| self.pair.next.tables.get_key_value(table).map(|(name, _)| name))
        };
        object.depends_on.iter().any(|dependency| match dependency {
            Dependency::Table(table) => after(table) != Some(table),
            Dependency::Column(table, column) => {
                after(table)
                    .and_then(|name| self.altered.get(name))
                    .is_some_and(|altered| {
                        let is_renamed = altered.renamed_columns.iter().any(|rename| rename.from == *column);
                        is_renamed || altered.table.next.column(column).is_none()
                    })
            }
            Dependency::Object(_) => false,
        })
    }

    fn take_objects(&self, capabilities: &Capabilities) -> Vec<Planned> {
        let in_the_way = self.in_the_way(self.pair.previous, capabilities);
        let mut objects: Vec<_> = self.taken.iter().chain(&in_the_way).collect();
        // A trigger goes with its view.
        objects.sort_by_key(|object| object.id.kind != "trigger");
        let step = |object: &SqlObject| {
            let sql = object.take.clone();
            let comes_back = self.pair.next.objects.contains_key(&object.id);
            let comment = if comes_back {
                format!("Take {} away for now.", object.id)
            } else {
                format!("Drop {}.", object.id)
            };
            let step = |effect| SqliteStep::Object { sql }.because(comment, effect);
            let step = if object.holds_data() {
                step(Effect::Lossy).loses(format!("what the {} holds is lost", object.id))
            } else {
                step(Effect::Lossless)
            };
            if object.id.kind == "view" && !comes_back {
                step.breaks_older_code(format!("code that names {} fails", object.id.name))
            } else {
                step
            }
        };
        objects.into_iter().map(|object| step(object)).collect()
    }

    /// Views before the triggers that may be on them, and what holds rows before what may read them.
    fn make_objects(&self, capabilities: &Capabilities) -> Vec<Planned> {
        let in_the_way = self.in_the_way(self.pair.next, capabilities);
        let mut objects: Vec<_> = self.made.iter().chain(&in_the_way).collect();
        objects.sort_by_key(|object| match object.id.kind.as_str() {
            "virtual table" => 0,
            "index" => 1,
            "view" => 2,
            _ => 3,
        });
        let step = |object: &&SqlObject| {
            let sql = object.make.clone();
            let was_there = self.pair.previous.objects.contains_key(&object.id);
            let comment = if was_there {
                format!("Put {} back.", object.id)
            } else {
                format!("New {}.", object.id)
            };
            SqliteStep::Object { sql }.because(comment, Effect::Lossless)
        };
        objects.into_iter().map(step).collect()
    }

    fn of(pair: Pair<&'a Catalog>) -> Self {
        let Pair { previous, next } = pair.map(names);
        Self {
            pair,
            names: previous.union(&next).cloned().collect(),
            next_names: next,
            renamed: Vec::new(),
            tables_before: BTreeMap::new(),
            created: Vec::new(),
            dropped: Vec::new(),
            altered: BTreeMap::new(),
            taken: Vec::new(),
            made: Vec::new(),
        }
    }

    /// What changes about a table, by its name after.
    fn altered(&mut self, table: &'a ObjectName) -> &mut Altered<'a> {
        let before = self.tables_before.get(table).copied().unwrap_or(table);
        let pair = self.pair;
        self.altered
            .entry(table)
            .or_insert_with(|| Altered::new(both(pair, before, table)))
    }

    /// Tables where SQL of the author's reads rows come first: it may read what later steps change.
    fn altered_readers_first(&self) -> impl Iterator<Item = &Altered<'a>> {
        let readers = self.altered.values().filter(|altered| altered.reads_rows());
        readers.chain(self.altered.values().filter(|altered| !altered.reads_rows()))
    }

    fn drop_indexes(&self) -> Vec<Planned> {
        let mut steps = Vec::new();
        for altered in self.altered.values() {
            for name in altered.dropped_indexes() {
                steps.push(drop_index(name).because(format!("Drop an index of {}.", altered.name()), Effect::Lossless));
            }
        }
        steps
    }

    fn drop_tables(&self, when: Drop) -> Vec<Planned> {
        let taken = |name: &str| self.next_names.contains(&fold(name));
        let due = |table: &Table| {
            let early = taken(&table.name.name) || table.indexes.iter().any(|index| taken(&index.name));
            early == (when == Drop::Early)
        };
        let dropped = self.dropped.iter().filter(|table| due(table));
        let step = |table: &&Table| {
            let name = &table.name.name;
            let step = drop_table(name).because(format!("Drop table {name}."), Effect::Lossy);
            let step = step.loses(format!("the rows of {name} are lost"));
            step.breaks_older_code(format!("code that names {name} fails"))
        };
        dropped.map(step).collect()
    }

    fn rename_tables(&self) -> Vec<Planned> {
        let renames = steps::in_order(&self.renamed, &self.names).into_iter();
        let step = |rename: Rename| {
            let comment = format!(
                "Rename table {} to {}; what points at it follows.",
                rename.from, rename.to
            );
            let step = SqliteStep::RenameTable {
                from: quote(&rename.from),
                to: quote(&rename.to),
            };
            step.because(comment, Effect::Lossless)
                .renames(&self.renamed, &rename.from)
        };
        renames.map(step).collect()
    }

    fn rename_columns(&self) -> Vec<Planned> {
        let mut steps = Vec::new();
        for altered in self.altered.values() {
            if altered.renamed_columns.is_empty() {
                continue;
            }
            let table = altered.name();
            for rename in steps::in_order(&altered.renamed_columns, &altered.names_of_columns()) {
                let step = SqliteStep::RenameColumn {
                    table: quote(table),
                    from: quote(&rename.from),
                    to: quote(&rename.to),
                };
                let comment = format!("Rename column {} of {table} to {}.", rename.from, rename.to);
                let step = step.because(comment, Effect::Lossless);
                steps.push(step.renames(&altered.renamed_columns, &rename.from));
            }
        }
        steps
    }

    fn create_tables(&self) -> Vec<Planned> {
        let step = |table: &&Table| {
            let name = &table.name.name;
            create_table(name, table).because(format!("New table {name}."), Effect::Fresh)
        };
        self.created.iter().map(step).collect()
    }

    /// With enforcement on, `DROP TABLE` first deletes the rows, and so those that point at them.
    fn drops_what_is_pointed_at(&self) -> bool {
        if self.dropped.is_empty() {
            return false;
        }
        let before = |name| self.tables_before.get(name).copied().unwrap_or(name);
        let dropped = self.dropped.iter().map(|table| fold(&before(&table.name).name));
        let dropped: BTreeSet<_> = dropped.collect();
        let keys = self.pair.previous.tables.values().flat_map(|table| &table.foreign_keys);
        keys.map(|key| fold(&key.references.name))
            .any(|name| dropped.contains(&name))
    }

    /// With enforcement on, no row can be written that points at columns without a unique index.
    fn drops_unique_index(&self) -> bool {
        self.altered.values().any(|altered| {
            let dropped = altered.dropped_indexes();
            let mut indexes = altered.table.previous.indexes.iter();
            indexes.any(|index| index.unique && dropped.contains(index.name.as_str()))
        })
    }
}

/// A table that stays, as it was and as it is to be.
fn both<'a>(pair: Pair<&'a Catalog>, before: &ObjectName, after: &ObjectName) -> Pair<&'a Table> {
    let table = |catalog: &'a Catalog, name| {
        catalog
            .tables
            .get(name)
            .expect("a table that changes is in both catalogs")
    };
    Pair {
        previous: table(pair.previous, before),
        next: table(pair.next, after),
    }
}

/// What an index is about, as a person reads it.
fn keys(index: &Index) -> Vec<String> {
    let keys = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(name) => name.clone(),
        IndexKey::Expression(expression) => expression.authored.clone(),
    });
    keys.collect()
}

/// The folded names of all tables and indexes.
fn names(catalog: &Catalog) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for table in catalog.tables.values() {
        names.insert(fold(&table.name.name));
        names.extend(table.indexes.iter().map(|index| fold(&index.name)));
    }
    names
}

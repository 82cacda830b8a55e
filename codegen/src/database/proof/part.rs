//! The part of a catalog that a migration concerns: the tables that it changes, those that they point at, and those that
//! point at them.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Column, Dependency, ObjectId, ObjectName, Pair, SqlObject, Table, TypeName};
use crate::diff::{Change, Survivors};

/// Tables that only point at a changed one: so many are enough to see what becomes of such tables.
const POINTING: usize = 40;

/// The part of both catalogs, and how many tables that only point at it are left out.
pub(super) fn part(pair: Pair<&Catalog>, changes: &[Change], survivors: &Survivors) -> (Pair<Catalog>, usize) {
    let after = |name: &ObjectName| survivors.tables.get(name).map(|table| &table.name);
    let before: BTreeMap<_, _> = (survivors.tables.iter())
        .map(|(from, table)| (&table.name, from))
        .collect();
    let enums = changed_enums(changes);

    let mut tables = Pair {
        previous: BTreeSet::new(),
        next: BTreeSet::new(),
    };
    for change in changes {
        let (previous, next) = touched(change);
        tables.previous.extend(previous.cloned());
        tables.next.extend(next.cloned());
    }
    let of_changed_enum = |table: &&Table| {
        table
            .columns
            .iter()
            .filter_map(of_enum)
            .any(|name| enums.contains(name))
    };
    for (catalog, into) in [(pair.previous, &mut tables.previous), (pair.next, &mut tables.next)] {
        into.extend(
            catalog
                .tables
                .values()
                .filter(of_changed_enum)
                .map(|table| table.name.clone()),
        );
    }
    complete(&mut tables, &after, &before);
    let mut objects = changed_objects(changes);
    for (catalog, tables) in [(pair.previous, &mut tables.previous), (pair.next, &mut tables.next)] {
        add_dependents(catalog, tables, &mut objects);
        add_needed(catalog, tables, &mut objects);
    }
    complete(&mut tables, &after, &before);

    let mut pointing = BTreeSet::new();
    for (catalog, changed) in [(pair.previous, &tables.previous), (pair.next, &tables.next)] {
        for table in catalog.tables.values() {
            let points = table.foreign_keys.iter().any(|key| changed.contains(&key.references));
            if points && !changed.contains(&table.name) {
                pointing.insert(table.name.clone());
            }
        }
    }
    let left_out = pointing.len().saturating_sub(POINTING);
    let pointed_at = |catalog: &Catalog, changed: &BTreeSet<ObjectName>| -> Vec<ObjectName> {
        let tables = changed.iter().filter_map(|name| catalog.tables.get(name));
        let keys = tables.flat_map(|table| &table.foreign_keys);
        keys.map(|key| key.references.clone()).collect()
    };
    let (previous, next) = (
        pointed_at(pair.previous, &tables.previous),
        pointed_at(pair.next, &tables.next),
    );
    tables.previous.extend(previous);
    tables.next.extend(next);
    // A table that is not touched has one name.
    for name in pointing.into_iter().take(POINTING) {
        tables.previous.insert(name.clone());
        tables.next.insert(name);
    }
    complete(&mut tables, &after, &before);
    loop {
        let known = (tables.previous.len(), tables.next.len(), objects.len());
        add_needed(pair.previous, &mut tables.previous, &mut objects);
        add_needed(pair.next, &mut tables.next, &mut objects);
        complete(&mut tables, &after, &before);
        if known == (tables.previous.len(), tables.next.len(), objects.len()) {
            break;
        }
    }

    // An enum that stays the same is in both, whichever uses it.
    let mut used = enums;
    if !objects.is_empty() {
        // Their SQL may name any.
        used.extend(pair.previous.enums.keys().chain(pair.next.enums.keys()).cloned());
    }
    for (catalog, names) in [(pair.previous, &tables.previous), (pair.next, &tables.next)] {
        let tables = names.iter().filter_map(|name| catalog.tables.get(name));
        used.extend(tables.flat_map(|table| &table.columns).filter_map(of_enum).cloned());
    }
    let part = Pair {
        previous: cut(pair.previous, &tables.previous, &used, &objects),
        next: cut(pair.next, &tables.next, &used, &objects),
    };
    (part, left_out)
}

fn changed_objects(changes: &[Change]) -> BTreeSet<ObjectId> {
    let objects = changes.iter().filter_map(|change| match change {
        Change::CreateObject { object } | Change::DropObject { object } => Some(&object.id),
        Change::AlterObject { object } => Some(&object.next.id),
        _ => None,
    });
    objects.cloned().collect()
}

/// The objects that stand on these tables or on one of these objects: they may be in the way.
fn add_dependents(catalog: &Catalog, tables: &BTreeSet<ObjectName>, objects: &mut BTreeSet<ObjectId>) {
    loop {
        let stands = |object: &&SqlObject| {
            let on_table = object.tables().into_iter().any(|table| tables.contains(table));
            on_table || object.objects().any(|id| objects.contains(id))
        };
        let found = catalog.objects.values().filter(|object| !objects.contains(&object.id));
        let found: Vec<_> = found.filter(stands).map(|object| object.id.clone()).collect();
        if found.is_empty() {
            return;
        }
        objects.extend(found);
    }
}

/// What the objects stand on, and what the tables need.
fn add_needed(catalog: &Catalog, tables: &mut BTreeSet<ObjectName>, objects: &mut BTreeSet<ObjectId>) {
    loop {
        let known = (tables.len(), objects.len());
        for object in catalog.objects.values() {
            let is_needed = object.needed_by.iter().any(|table| tables.contains(table));
            if !is_needed && !objects.contains(&object.id) {
                continue;
            }
            objects.insert(object.id.clone());
            for dependency in object.depends_on.iter().chain(&object.follows) {
                match dependency {
                    Dependency::Table(name) | Dependency::Column(name, _) => {
                        tables.insert(name.clone());
                    }
                    Dependency::Object(id) => {
                        objects.insert(id.clone());
                    }
                }
            }
        }
        if known == (tables.len(), objects.len()) {
            return;
        }
    }
}

/// A table that stays is in both or in none.
fn complete<'a>(
    tables: &mut Pair<BTreeSet<ObjectName>>,
    after: &impl Fn(&ObjectName) -> Option<&'a ObjectName>,
    before: &BTreeMap<&'a ObjectName, &'a ObjectName>,
) {
    let next: Vec<_> = tables.previous.iter().filter_map(after).cloned().collect();
    let previous: Vec<_> = (tables.next.iter())
        .filter_map(|name| before.get(name).copied())
        .cloned()
        .collect();
    tables.next.extend(next);
    tables.previous.extend(previous);
}

/// The tables that a change names: by their names before, and by those after.
fn touched(change: &Change) -> (Option<&ObjectName>, Option<&ObjectName>) {
    match change {
        Change::RenameTable { from, to } => (Some(from), Some(to)),
        Change::DropTable { object } => (Some(&object.name), None),
        Change::CreateTable { object } => (None, Some(&object.name)),
        Change::AlterTable { table, .. }
        | Change::RenameColumn { table, .. }
        | Change::RenameConstraint { table, .. }
        | Change::RenameIndex { table, .. } => (None, Some(table)),
        Change::RenameEnum { .. }
        | Change::CreateNamespace { .. }
        | Change::DropNamespace { .. }
        | Change::CommentNamespace { .. }
        | Change::CreateEnum { .. }
        | Change::DropEnum { .. }
        | Change::AlterEnum(_)
        | Change::CreateObject { .. }
        | Change::DropObject { .. }
        | Change::AlterObject { .. }
        | Change::Record(_) => (None, None),
    }
}

/// Enums that are not the same after, by their names before and after.
fn changed_enums(changes: &[Change]) -> BTreeSet<ObjectName> {
    let mut names = BTreeSet::new();
    for change in changes {
        match change {
            Change::RenameEnum { from, to } => names.extend([from.clone(), to.clone()]),
            Change::CreateEnum { object } | Change::DropEnum { object } => {
                names.insert(object.name.clone());
            }
            Change::AlterEnum(change) => {
                names.extend([change.object.previous.name.clone(), change.object.next.name.clone()]);
            }
            _ => {}
        }
    }
    names
}

fn of_enum(column: &Column) -> Option<&ObjectName> {
    match &column.r#type.r#type {
        TypeName::Enum(name) => Some(name),
        TypeName::BuiltIn(_) => column.text_enum.as_ref(),
    }
}

/// A catalog with these tables, enums and objects alone.
fn cut(
    catalog: &Catalog,
    tables: &BTreeSet<ObjectName>,
    enums: &BTreeSet<ObjectName>,
    objects: &BTreeSet<ObjectId>,
) -> Catalog {
    let mut part = Catalog::empty(catalog.dialect);
    part.namespaces.clone_from(&catalog.namespaces);
    for table in tables.iter().filter_map(|name| catalog.tables.get(name)) {
        let mut table = table.clone();
        // What a table at the rim points at is not there.
        table.foreign_keys.retain(|key| tables.contains(&key.references));
        part.tables.insert(table.name.clone(), table);
    }
    for object in enums.iter().filter_map(|name| catalog.enums.get(name)) {
        part.enums.insert(object.name.clone(), object.clone());
    }
    for object in objects.iter().filter_map(|id| catalog.objects.get(id)) {
        let mut object = object.clone();
        object.needed_by.retain(|table| tables.contains(table));
        part.objects.insert(object.id.clone(), object);
    }
    let kept_in_step = catalog
        .expansions
        .iter()
        .filter(|expansion| tables.contains(&expansion.table));
    for expansion in kept_in_step {
        part.expansions.insert(expansion.clone());
        let objects = expansion.objects.iter().filter_map(|id| catalog.objects.get(id));
        part.objects
            .extend(objects.map(|object| (object.id.clone(), object.clone())));
    }
    part
}

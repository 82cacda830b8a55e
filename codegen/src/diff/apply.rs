//! Making changes to a catalog.

use std::borrow::Cow;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt;

use super::rename::{Names, Renames};
use super::{Change, Record, TableChange};
use crate::catalog::{Catalog, Column, ObjectName, Pair, Table};

/// A list of changes does not fit the catalog.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("change {} of the list: {problem}", .index + 1)]
pub struct ApplyError {
    /// Which change of the list.
    pub index: usize,
    /// What it met.
    pub problem: ApplyProblem,
}

/// What a change met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyProblem {
    /// It changes or removes what is not there.
    #[error("{0} is not there")]
    Missing(String),
    /// It adds what is there.
    #[error("{0} is there already")]
    Present(String),
    /// It renames after another change; all renames come first.
    #[error("a rename stands after other changes")]
    LateRename,
}

/// Makes changes to a catalog, in order; on an error some are made.
///
/// Columns that are added stand at the end, as in a database.
///
/// # Errors
/// The first change that does not fit.
pub fn apply(catalog: &mut Catalog, changes: &[Change]) -> Result<(), ApplyError> {
    let mut renames = Renames::default();
    let first = changes
        .iter()
        .position(|change| !renames.take(change))
        .unwrap_or(changes.len());
    apply_renames(catalog, &renames, &changes[..first])?;
    for (index, change) in changes.iter().enumerate().skip(first) {
        apply_one(catalog, change).map_err(|problem| ApplyError { index, problem })?;
    }
    Ok(())
}

/// All at once.
fn apply_renames(catalog: &mut Catalog, renames: &Renames, changes: &[Change]) -> Result<(), ApplyError> {
    let before: BTreeMap<&ObjectName, &ObjectName> = renames.tables.iter().map(|(from, to)| (to, from)).collect();
    for (index, change) in changes.iter().enumerate() {
        check_rename(catalog, renames, &before, change).map_err(|problem| ApplyError { index, problem })?;
    }
    if changes.is_empty() {
        return Ok(());
    }
    let dialect = catalog.dialect;
    let enums = std::mem::take(&mut catalog.enums).into_values();
    catalog.enums = enums
        .map(|object| unless_borrowed(renames.apply_to_enum(&object)).unwrap_or(object))
        .map(|object| (object.name.clone(), object))
        .collect();
    let columns = renames.columns_in(catalog);
    let tables = std::mem::take(&mut catalog.tables).into_values();
    catalog.tables = tables
        .map(|table| unless_borrowed(renames.apply_to_table(&table, &columns, dialect)).unwrap_or(table))
        .map(|table| (table.name.clone(), table))
        .collect();
    Ok(())
}

fn unless_borrowed<T: Clone>(value: Cow<'_, T>) -> Option<T> {
    match value {
        Cow::Owned(value) => Some(value),
        Cow::Borrowed(_) => None,
    }
}

/// What is renamed must be there, and its new name must be free or on the move itself.
fn check_rename(
    catalog: &Catalog,
    renames: &Renames,
    before: &BTreeMap<&ObjectName, &ObjectName>,
    change: &Change,
) -> Result<(), ApplyProblem> {
    let check = |what: &str, from: &dyn fmt::Display, to: &dyn fmt::Display, has_from: bool, blocked: bool| {
        if !has_from {
            Err(ApplyProblem::Missing(format!("{what} {from}")))
        } else if blocked {
            Err(ApplyProblem::Present(format!("{what} {to}")))
        } else {
            Ok(())
        }
    };
    let within = |what: &str, table: &ObjectName, from: &str, to: &str, moved: &BTreeMap<ObjectName, Names>| {
        let name = before.get(table).copied().unwrap_or(table);
        let Some(previous) = catalog.tables.get(name) else {
            return Err(ApplyProblem::Missing(format!("table {name}")));
        };
        let has = |name: &str| match what {
            "column" => previous.column(name).is_some(),
            "index" => previous.indexes.iter().any(|index| index.name == name),
            _ => previous.has_constraint(name),
        };
        let moves = moved.get(table).is_some_and(|names| names.contains_key(to));
        let (from_text, to_text) = (format!("{name}.{from}"), format!("{name}.{to}"));
        check(what, &from_text, &to_text, has(from), has(to) && !moves)
    };
    match change {
        Change::RenameTable { from, to } => {
            let has = |name| catalog.tables.contains_key(name);
            check(
                "table",
                from,
                to,
                has(from),
                has(to) && !renames.tables.contains_key(to),
            )
        }
        Change::RenameEnum { from, to } => {
            let has = |name| catalog.enums.contains_key(name);
            check("enum", from, to, has(from), has(to) && !renames.enums.contains_key(to))
        }
        Change::RenameColumn { table, from, to } => within("column", table, from, to, &renames.columns),
        Change::RenameConstraint { table, from, to } => within("constraint", table, from, to, &renames.constraints),
        Change::RenameIndex { table, from, to } => within("index", table, from, to, &renames.indexes),
        _ => Ok(()),
    }
}

fn apply_one(catalog: &mut Catalog, change: &Change) -> Result<(), ApplyProblem> {
    match change {
        Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::RenameEnum { .. }
        | Change::RenameConstraint { .. }
        | Change::RenameIndex { .. } => Err(ApplyProblem::LateRename),
        Change::CreateNamespace { name, comment } => add(&mut catalog.namespaces, name, comment, "namespace"),
        Change::DropNamespace { name, .. } => remove(&mut catalog.namespaces, name, "namespace"),
        Change::CommentNamespace { name, comment } => {
            get(&mut catalog.namespaces, name, "namespace")?.clone_from(&comment.next);
            Ok(())
        }
        Change::CreateEnum { object } => add(&mut catalog.enums, &object.name, object, "enum"),
        Change::DropEnum { object } => remove(&mut catalog.enums, &object.name, "enum"),
        Change::AlterEnum(change) => {
            let next = &change.object.next;
            *get(&mut catalog.enums, &next.name, "enum")? = next.clone();
            Ok(())
        }
        Change::CreateTable { object } => add(&mut catalog.tables, &object.name, object, "table"),
        Change::DropTable { object } => remove(&mut catalog.tables, &object.name, "table"),
        Change::AlterTable { table, changes } => {
            let table = get(&mut catalog.tables, table, "table")?;
            changes.iter().try_for_each(|change| apply_to_table(table, change))
        }
        Change::CreateObject { object } => add(&mut catalog.objects, &object.id, object, "the"),
        Change::DropObject { object } => remove(&mut catalog.objects, &object.id, "the"),
        Change::AlterObject { object } => {
            *get(&mut catalog.objects, &object.next.id, "the")? = object.next.clone();
            Ok(())
        }
        Change::Record(record) => apply_record(catalog, record),
    }
}

fn apply_to_table(table: &mut Table, change: &TableChange) -> Result<(), ApplyProblem> {
    let name = &table.name;
    match change {
        TableChange::Comment { comment } => {
            table.comment.clone_from(&comment.next);
            Ok(())
        }
        TableChange::Options { strict, without_rowid } => {
            table.strict = strict.next;
            table.without_rowid = without_rowid.next;
            Ok(())
        }
        TableChange::Leave { columns, .. } => {
            table.partition_of = None;
            table.inherits.clear();
            // Before those that are its own already.
            table.columns.splice(0..0, columns.iter().cloned());
            Ok(())
        }
        TableChange::Partitioning { key } => {
            table.partition_key.clone_from(&key.next);
            Ok(())
        }
        TableChange::Join { parts, columns } => {
            table.partition_of.clone_from(&parts.partition_of);
            table.inherits.clone_from(&parts.inherits);
            for column in columns {
                let index = position(&table.columns, |column| &column.name, name, &column.name, "column")?;
                table.columns.remove(index);
            }
            Ok(())
        }
        TableChange::AddColumn { column, .. } => {
            if table.column(&column.name).is_some() {
                return Err(ApplyProblem::Present(format!("column {name}.{}", column.name)));
            }
            table.columns.push(column.clone());
            Ok(())
        }
        TableChange::DropColumn { column } => {
            let index = position(&table.columns, |column| &column.name, name, &column.name, "column")?;
            table.columns.remove(index);
            Ok(())
        }
        TableChange::AlterColumn { column, .. } => {
            let index = position(&table.columns, |column| &column.name, name, &column.next.name, "column")?;
            table.columns[index] = column.next.clone();
            Ok(())
        }
        TableChange::PrimaryKey { key } => {
            table.primary_key.clone_from(&key.next);
            Ok(())
        }
        TableChange::Unique { unique } => replace(&mut table.uniques, unique, |unique| &unique.name, name, "unique"),
        TableChange::Check { check } => replace(&mut table.checks, check, |check| &check.name, name, "check"),
        TableChange::ForeignKey { foreign_key } => replace(
            &mut table.foreign_keys,
            foreign_key,
            |key| &key.name,
            name,
            "foreign key",
        ),
        TableChange::Index { index } => replace(&mut table.indexes, index, |index| &index.name, name, "index"),
    }
}

fn apply_record(catalog: &mut Catalog, record: &Record) -> Result<(), ApplyProblem> {
    match record {
        Record::TableKey { table, key } => get(&mut catalog.tables, table, "table")?.key.clone_from(&key.next),
        Record::ColumnKey { table, column, key } => {
            column_of(get(&mut catalog.tables, table, "table")?, column)?
                .key
                .clone_from(&key.next);
        }
        Record::EnumKey { enumeration, key } => {
            get(&mut catalog.enums, enumeration, "enum")?.key.clone_from(&key.next);
        }
        Record::Form { table, column, form } => {
            let column = column_of(get(&mut catalog.tables, table, "table")?, column)?;
            column.form.clone_from(&form.next);
        }
        Record::TextEnum {
            table,
            column,
            enumeration,
        } => {
            let column = column_of(get(&mut catalog.tables, table, "table")?, column)?;
            column.text_enum.clone_from(&enumeration.next);
        }
        Record::Expansion { expansion } => {
            if let Some(previous) = &expansion.previous
                && !catalog.expansions.remove(previous)
            {
                return Err(ApplyProblem::Missing(format!(
                    "expansion {}.{}",
                    previous.table, previous.old
                )));
            }
            catalog.expansions.extend(expansion.next.clone());
        }
        Record::Object { object } => *get(&mut catalog.objects, &object.next.id, "the")? = object.next.clone(),
    }
    Ok(())
}

fn column_of<'a>(table: &'a mut Table, name: &str) -> Result<&'a mut Column, ApplyProblem> {
    let index = position(&table.columns, |column| &column.name, &table.name, name, "column")?;
    Ok(&mut table.columns[index])
}

fn get<'a, K: Ord + fmt::Display, V>(
    map: &'a mut BTreeMap<K, V>,
    name: &K,
    what: &str,
) -> Result<&'a mut V, ApplyProblem> {
    map.get_mut(name)
        .ok_or_else(|| ApplyProblem::Missing(format!("{what} {name}")))
}

fn add<K: Ord + Clone + fmt::Display, V: Clone>(
    map: &mut BTreeMap<K, V>,
    name: &K,
    value: &V,
    what: &str,
) -> Result<(), ApplyProblem> {
    match map.entry(name.clone()) {
        Entry::Vacant(entry) => {
            entry.insert(value.clone());
            Ok(())
        }
        Entry::Occupied(_) => Err(ApplyProblem::Present(format!("{what} {name}"))),
    }
}

fn remove<K: Ord + fmt::Display, V>(map: &mut BTreeMap<K, V>, name: &K, what: &str) -> Result<(), ApplyProblem> {
    match map.remove(name) {
        Some(_) => Ok(()),
        None => Err(ApplyProblem::Missing(format!("{what} {name}"))),
    }
}

fn position<T>(
    list: &[T],
    name_of: impl Fn(&T) -> &String,
    table: &ObjectName,
    name: &str,
    what: &str,
) -> Result<usize, ApplyProblem> {
    let found = list.iter().position(|item| name_of(item) == name);
    found.ok_or_else(|| ApplyProblem::Missing(format!("{what} {table}.{name}")))
}

/// Adds, drops or replaces an item of a list that is sorted by name.
fn replace<T: Clone>(
    list: &mut Vec<T>,
    pair: &Pair<Option<T>>,
    name_of: impl Fn(&T) -> &String,
    table: &ObjectName,
    what: &str,
) -> Result<(), ApplyProblem> {
    if let Some(previous) = &pair.previous {
        list.remove(position(list, &name_of, table, name_of(previous), what)?);
    }
    if let Some(next) = &pair.next {
        match list.binary_search_by(|item| name_of(item).cmp(name_of(next))) {
            Ok(_) => return Err(ApplyProblem::Present(format!("{what} {table}.{}", name_of(next)))),
            Err(index) => list.insert(index, next.clone()),
        }
    }
    Ok(())
}

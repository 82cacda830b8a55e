//! Changes in words, for people.

use super::displaced::Displaced;
use super::{Change, EnumChange, Record, TableChange};
use crate::catalog::{Column, Expansion, ObjectName, Pair};

/// What a list of changes does, a line each: `add column user.bio`. Renames of constraints and indexes that merely
/// follow other renames are lines too; what only the snapshot records is none.
///
/// ```
/// use codegen::catalog::ObjectName;
/// use codegen::diff::{Change, summary};
///
/// let rename = Change::RenameTable { from: ObjectName::new("item"), to: ObjectName::new("order_line") };
/// assert_eq!(summary(&[rename]), ["rename table item to order_line"]);
/// ```
pub fn summary(changes: &[Change]) -> Vec<String> {
    let displaced = Displaced::of(changes);
    let changes = changes.iter().filter(|change| !displaced.is_by_the_way(change));
    changes.flat_map(|change| lines(change, &displaced)).collect()
}

fn lines<'a>(change: &'a Change, displaced: &Displaced<'a>) -> Vec<String> {
    let line = match change {
        Change::RenameTable { from, to } => format!("rename table {from} to {to}"),
        Change::RenameColumn { table, from, to } => format!("rename column {table}.{from} to {to}"),
        Change::RenameEnum { from, to } => format!("rename enum {from} to {to}"),
        Change::RenameConstraint { table, from, to } => format!("rename constraint {from} of {table} to {to}"),
        Change::RenameIndex { table, from, to } => format!("rename index {from} of {table} to {to}"),
        Change::CreateNamespace { name, .. } => format!("create namespace {name}"),
        Change::DropNamespace { name, .. } => format!("drop namespace {name}"),
        Change::CommentNamespace { name, .. } => format!("comment on namespace {name}"),
        Change::CreateEnum { object } => format!("create enum {}", object.name),
        Change::DropEnum { object } => format!("drop enum {}", displaced.enumeration(&object.name)),
        Change::AlterEnum(change) => return enum_lines(change),
        Change::CreateTable { object } => format!("create table {}", object.name),
        Change::DropTable { object } => format!("drop table {}", displaced.table(object)),
        Change::AlterTable { table, changes } => {
            return changes
                .iter()
                .map(|change| table_line(table, change, displaced))
                .collect();
        }
        Change::CreateObject { object } => format!("create {}", object.id),
        Change::DropObject { object } => format!("drop {}", object.id),
        Change::AlterObject { object } => format!("change {}", object.next.id),
        Change::Record(Record::Expansion { expansion }) => {
            let opened = expansion.next.iter().map(|Expansion { table, old, new, .. }| {
                format!("{table}.{old} goes on beside {table}.{new}, kept in step with it")
            });
            let closed = expansion
                .previous
                .iter()
                .map(|Expansion { table, old, new, .. }| format!("{table}.{new} has taken the place of {table}.{old}"));
            return opened.chain(closed).collect();
        }
        Change::Record(_) => return Vec::new(),
    };
    vec![line]
}

fn enum_lines(change: &EnumChange) -> Vec<String> {
    let name = &change.object.next.name;
    let mut lines = Vec::new();
    for (from, to) in &change.renamed {
        lines.push(format!("rename value {name}.{from} to {to}"));
    }
    for value in change.added() {
        lines.push(format!("add value {name}.{value}"));
    }
    for value in change.removed() {
        lines.push(match change.replaced.get(value) {
            Some(other) => format!("replace value {name}.{value} by {other}"),
            None => format!("remove value {name}.{value}"),
        });
    }
    let Pair { previous, next } = &change.object;
    if previous.native != next.native {
        let kind = if next.native { "a type" } else { "text" };
        lines.push(format!("store enum {name} as {kind}"));
    }
    if lines.is_empty() && previous.values != next.values {
        lines.push(format!("reorder values of {name}"));
    }
    if previous.comment != next.comment {
        lines.push(format!("comment on enum {name}"));
    }
    lines
}

fn table_line<'a>(table: &'a ObjectName, change: &'a TableChange, displaced: &Displaced<'a>) -> String {
    let name = |name: &'a String| displaced.part(table, name);
    match change {
        TableChange::Comment { .. } => format!("comment on table {table}"),
        TableChange::Options { .. } => format!("change options of table {table}"),
        TableChange::Leave { parts, .. } => match &parts.partition_of {
            Some(of) => format!("take partition {table} out of {}", of.parent),
            None => format!("make table {table} inherit nothing"),
        },
        TableChange::Partitioning { key } => match &key.next {
            Some(key) => format!("partition table {table} by {}", key.by.sql().to_lowercase()),
            None => format!("make table {table} hold its rows itself"),
        },
        TableChange::Join { parts, .. } => {
            if let Some(of) = &parts.partition_of {
                return format!("make table {table} the partition of {} for {}", of.parent, of.bound);
            }
            let parents: Vec<_> = parts.inherits.iter().map(ToString::to_string).collect();
            format!("make table {table} inherit {}", parents.join(", "))
        }
        TableChange::AddColumn { column, .. } => format!("add column {table}.{}", column.name),
        TableChange::DropColumn { column } => {
            format!("drop column {table}.{}", displaced.column(table, column))
        }
        TableChange::AlterColumn { column, .. } => {
            format!(
                "change {} of column {table}.{}",
                differences(column).join(", "),
                column.next.name
            )
        }
        TableChange::PrimaryKey { key } => {
            let columns = |key: &crate::catalog::PrimaryKey| key.columns.join(", ");
            match (&key.previous, &key.next) {
                (_, None) => format!("drop primary key of {table}"),
                (None, Some(key)) => format!("add primary key of {table} ({})", columns(key)),
                (Some(_), Some(key)) => format!("change primary key of {table} to ({})", columns(key)),
            }
        }
        TableChange::Unique { unique } => item_line(table, "unique", unique, |unique| name(&unique.name)),
        TableChange::Check { check } => item_line(table, "check", check, |check| name(&check.name)),
        TableChange::ForeignKey { foreign_key } => item_line(table, "foreign key", foreign_key, |key| name(&key.name)),
        TableChange::Index { index } => item_line(table, "index", index, |index| name(&index.name)),
    }
}

fn item_line<'a, T>(
    table: &ObjectName,
    kind: &str,
    pair: &'a Pair<Option<T>>,
    name: impl Fn(&'a T) -> &'a str,
) -> String {
    match (&pair.previous, &pair.next) {
        (Some(_), Some(item)) => format!("change {kind} {} of {table}", name(item)),
        (None, Some(item)) => format!("add {kind} {} to {table}", name(item)),
        (Some(item), None) => format!("drop {kind} {} of {table}", name(item)),
        (None, None) => format!("leave {kind} of {table}"),
    }
}

/// What differs in a column, in words.
fn differences(pair: &Pair<Column>) -> Vec<&'static str> {
    let Pair { previous, next } = pair;
    let new_form = matches!((&previous.form, &next.form), (Some(previous), Some(next)) if previous != next);
    let all = [
        (previous.r#type != next.r#type || new_form, "type"),
        (previous.nullable != next.nullable, "nullability"),
        (previous.default != next.default, "default"),
        (previous.identity != next.identity, "identity"),
        (previous.generated != next.generated, "rule"),
        (previous.collation != next.collation, "collation"),
        (previous.comment != next.comment, "comment"),
    ];
    let found: Vec<_> = all
        .into_iter()
        .filter_map(|(differs, what)| differs.then_some(what))
        .collect();
    // An enum that is kept as text is no other type to the database.
    if found.is_empty() { vec!["values"] } else { found }
}

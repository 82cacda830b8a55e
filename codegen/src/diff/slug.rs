//! The name of a migration that was given none.

use super::displaced::Displaced;
use super::{Change, Record, TableChange};
use crate::catalog::{ObjectName, Pair};

/// The longest name, in bytes, without what tells how many more there are.
const LONGEST: usize = 50;

/// A short name for a list of changes: what the first that matters does, and how many more of them there are.
///
/// Tables matter most, then columns and what is in an enum; constraints, indexes and comments count only among
/// themselves. The name has lower-case ASCII letters, digits and `_` only.
///
/// ```
/// use codegen::catalog::ObjectName;
/// use codegen::diff::{Change, slug};
///
/// let rename = Change::RenameTable { from: ObjectName::new("item"), to: ObjectName::new("order_line") };
/// assert_eq!(slug(&[rename]), "rename_item_to_order_line");
/// assert_eq!(slug(&[]), "changes");
/// ```
pub fn slug(changes: &[Change]) -> String {
    let mut headlines: Vec<(Weight, String)> = phases(changes);
    let displaced = Displaced::of(changes);
    let plain_changes = changes.iter().filter(|_| headlines.is_empty());
    let plain_changes: Vec<_> = plain_changes
        .filter(|change| !displaced.is_by_the_way(change))
        .collect();
    for change in plain_changes {
        push(change, &displaced, &mut headlines);
    }
    let Some(top) = headlines.iter().map(|(weight, _)| *weight).max() else {
        return "changes".to_owned();
    };
    let counts = |weight: Weight| top == Weight::Detail || weight > Weight::Detail;
    let more = headlines.iter().filter(|(weight, _)| counts(*weight)).count() - 1;
    let first = headlines
        .iter()
        .find(|(weight, _)| *weight == top)
        .map_or("", |(_, text)| text);
    let name = plain(first);
    match more {
        0 => name,
        _ => format!("{name}_and_{more}_more"),
    }
}

/// What a migration is for that puts columns beside others, or drops those.
fn phases(changes: &[Change]) -> Vec<(Weight, String)> {
    let headline = |change: &Change| match change {
        Change::Record(Record::Expansion { expansion }) => match (&expansion.previous, &expansion.next) {
            (_, Some(opened)) => Some(format!("expand {} {} to {}", opened.table.name, opened.old, opened.new)),
            (Some(closed), None) => Some(format!(
                "contract {} {} to {}",
                closed.table.name, closed.old, closed.new
            )),
            (None, None) => None,
        },
        _ => None,
    };
    let headlines = changes.iter().filter_map(headline);
    headlines.map(|text| (Weight::Column, text)).collect()
}

/// How much a change says about a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Detail,
    Column,
    Table,
}

fn push<'a>(change: &'a Change, displaced: &Displaced<'a>, headlines: &mut Vec<(Weight, String)>) {
    let headline = match change {
        Change::RenameTable { from, to } => (Weight::Table, format!("rename {} to {}", from.name, to.name)),
        Change::CreateTable { object } => (Weight::Table, format!("create {}", object.name.name)),
        Change::DropTable { object } => (Weight::Table, format!("drop {}", displaced.table(object).name)),
        Change::RenameColumn { table, from, to } => (Weight::Column, format!("rename {} {from} to {to}", table.name)),
        Change::AlterEnum(change) => {
            let name = &change.object.next.name.name;
            let text = match (&change.added()[..], &change.removed()[..]) {
                ([value, ..], []) => format!("add {name} {value}"),
                ([], [value, ..]) => format!("remove {name} {value}"),
                _ => format!("alter {name}"),
            };
            (Weight::Column, text)
        }
        Change::AlterTable { table, changes } => {
            headlines.extend(changes.iter().map(|change| within(table, change, displaced)));
            return;
        }
        Change::RenameEnum { from, to } => (Weight::Detail, format!("rename {} to {}", from.name, to.name)),
        Change::CreateEnum { object } => (Weight::Detail, format!("create {}", object.name.name)),
        Change::DropEnum { object } => {
            let name = displaced.enumeration(&object.name);
            (Weight::Detail, format!("drop {}", name.name))
        }
        Change::RenameConstraint { from, to, .. } | Change::RenameIndex { from, to, .. } => {
            (Weight::Detail, format!("rename {from} to {to}"))
        }
        Change::CreateNamespace { name, .. } => (Weight::Detail, format!("create {name}")),
        Change::DropNamespace { name, .. } => (Weight::Detail, format!("drop {name}")),
        Change::CommentNamespace { name, .. } => (Weight::Detail, format!("comment {name}")),
        Change::CreateObject { object } => (Weight::Detail, format!("create {}", object.id.name.name)),
        Change::DropObject { object } => (Weight::Detail, format!("drop {}", object.id.name.name)),
        Change::AlterObject { object } => (Weight::Detail, format!("alter {}", object.next.id.name.name)),
        Change::Record(_) => return,
    };
    headlines.push(headline);
}

fn within<'a>(of: &'a ObjectName, change: &'a TableChange, displaced: &Displaced<'a>) -> (Weight, String) {
    let table = &of.name;
    let name = |name: &'a String| displaced.part(of, name);
    match change {
        TableChange::AddColumn { column, .. } => (Weight::Column, format!("add {table} {}", column.name)),
        TableChange::DropColumn { column } => {
            (Weight::Column, format!("drop {table} {}", displaced.column(of, column)))
        }
        TableChange::AlterColumn { column, .. } => (Weight::Column, format!("alter {table} {}", column.next.name)),
        TableChange::Comment { .. } => (Weight::Detail, format!("comment {table}")),
        TableChange::Leave { .. } | TableChange::Join { .. } => (Weight::Column, format!("move {table}")),
        TableChange::Partitioning { .. } => (Weight::Column, format!("partition {table}")),
        TableChange::Options { .. } => (Weight::Detail, format!("alter {table}")),
        TableChange::PrimaryKey { key } => item(key, |key| name(&key.name)),
        TableChange::Unique { unique } => item(unique, |unique| name(&unique.name)),
        TableChange::Check { check } => item(check, |check| name(&check.name)),
        TableChange::ForeignKey { foreign_key } => item(foreign_key, |key| name(&key.name)),
        TableChange::Index { index } => item(index, |index| name(&index.name)),
    }
}

fn item<'a, T>(pair: &'a Pair<Option<T>>, name: impl Fn(&'a T) -> &'a str) -> (Weight, String) {
    let text = match (&pair.previous, &pair.next) {
        (None, Some(item)) => format!("add {}", name(item)),
        (Some(item), None) => format!("drop {}", name(item)),
        (Some(_), Some(item)) => format!("alter {}", name(item)),
        (None, None) => String::new(),
    };
    (Weight::Detail, text)
}

/// Text as a name: what is no ASCII letter or digit becomes one `_`.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for word in text
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(word);
    }
    name.truncate(LONGEST);
    name.make_ascii_lowercase();
    name.trim_end_matches('_').to_owned()
}

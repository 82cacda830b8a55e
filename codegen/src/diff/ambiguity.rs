//! What vanishes while a like thing appears: a rename that nobody spoke of, or not.

use std::collections::BTreeMap;

use super::displaced::Displaced;
use super::{Change, Decisions, EnumChange, LossKind, TableChange};
use crate::catalog::{Column, ObjectName, RenameHint, Table};
use crate::dialect::Dialect;

/// Something that vanishes while like things appear. A person must say what it is; nothing is guessed.
///
/// - A column is like another of the same table when their types are [of one kind](Dialect::alike), and neither is
///   generated.
/// - A table is like another when more than half of the columns of the larger one are in both, by name and of like type.
/// - A value of an enum is like any other of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguity {
    /// What kind of thing.
    pub kind: AmbiguityKind,
    /// Which: `user.bio`. Its table's name is the one after.
    pub object: String,
    /// What goes into [`Decisions::drops`] when it is gone for good; after `--allow ` on the command line.
    pub drop: String,
    /// What goes into [`Decisions::renames`] when it is a rename: one of these. `from` in it is what `renamed_from`
    /// takes.
    pub candidates: Vec<RenameHint>,
}

/// The kinds of things that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AmbiguityKind {
    /// A table.
    Table,
    /// A column.
    Column,
    /// A value of an enum.
    EnumValue,
}

impl AmbiguityKind {
    /// For messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::EnumValue => "enum value",
        }
    }
}

/// Finds what must be asked about.
pub(super) fn find(dialect: &dyn Dialect, changes: &[Change], decisions: &Decisions) -> Vec<Ambiguity> {
    let mut found = Vec::new();
    let displaced = Displaced::of(changes);
    tables(dialect, changes, &displaced, &mut found);
    for change in changes {
        match change {
            Change::AlterTable { table, changes } => columns(dialect, table, changes, &displaced, &mut found),
            Change::AlterEnum(change) => values(change, &mut found),
            _ => {}
        }
    }
    found.retain(|ambiguity| !decisions.drops.contains(&ambiguity.drop));
    found
}

fn tables<'a>(dialect: &dyn Dialect, changes: &'a [Change], displaced: &Displaced<'a>, found: &mut Vec<Ambiguity>) {
    let created: Vec<(&Table, BTreeMap<&str, &Column>)> = (changes.iter())
        .filter_map(|change| match change {
            Change::CreateTable { object } => Some((object, by_name(object))),
            _ => None,
        })
        .collect();
    if created.is_empty() {
        return;
    }
    for change in changes {
        let Change::DropTable { object: dropped } = change else {
            continue;
        };
        let columns = by_name(dropped);
        let like = created
            .iter()
            .filter(|(_, others)| like_tables(dialect, &columns, others));
        let name = displaced.table(dropped);
        let from = dropped.key.as_ref().unwrap_or(&name.name);
        push(
            found,
            AmbiguityKind::Table,
            LossKind::DropTable,
            name.to_string(),
            like.map(|(table, _)| RenameHint::Table {
                from: from.clone(),
                to: table.name.clone(),
            }),
        );
    }
}

fn by_name(table: &Table) -> BTreeMap<&str, &Column> {
    table.columns.iter().map(|column| (&*column.name, column)).collect()
}

fn like_tables(dialect: &dyn Dialect, a: &BTreeMap<&str, &Column>, b: &BTreeMap<&str, &Column>) -> bool {
    let larger = a.len().max(b.len());
    let shared = a
        .iter()
        .filter(|(name, column)| b.get(*name).is_some_and(|other| like_columns(dialect, column, other)));
    2 * shared.count() > larger
}

fn columns<'a>(
    dialect: &dyn Dialect,
    table: &'a ObjectName,
    changes: &'a [TableChange],
    displaced: &Displaced<'a>,
    found: &mut Vec<Ambiguity>,
) {
    for change in changes {
        let TableChange::DropColumn { column: dropped } = change else {
            continue;
        };
        let added = changes.iter().filter_map(|change| match change {
            TableChange::AddColumn { column, .. } if like_columns(dialect, dropped, column) => Some(column),
            _ => None,
        });
        let name = displaced.column(table, dropped);
        let from = dropped.key.as_deref().unwrap_or(name);
        let object = format!("{table}.{name}");
        push(
            found,
            AmbiguityKind::Column,
            LossKind::DropColumn,
            object,
            added.map(|column| RenameHint::Column {
                table: table.clone(),
                from: from.to_owned(),
                to: column.name.clone(),
            }),
        );
    }
}

fn like_columns(dialect: &dyn Dialect, a: &Column, b: &Column) -> bool {
    a.generated.is_none() && b.generated.is_none() && dialect.alike(&a.r#type, &b.r#type)
}

fn values(change: &EnumChange, found: &mut Vec<Ambiguity>) {
    let name = &change.object.next.name;
    let added = change.added();
    for removed in change.removed() {
        if change.replaced.contains_key(removed) {
            continue;
        }
        let object = format!("{name}.{removed}");
        let candidates = added.iter().map(|to| RenameHint::EnumValue {
            enumeration: name.clone(),
            from: removed.to_owned(),
            to: (*to).to_owned(),
        });
        push(
            found,
            AmbiguityKind::EnumValue,
            LossKind::RemoveValue,
            object,
            candidates,
        );
    }
}

fn push(
    found: &mut Vec<Ambiguity>,
    kind: AmbiguityKind,
    loss: LossKind,
    object: String,
    candidates: impl Iterator<Item = RenameHint>,
) {
    let candidates: Vec<RenameHint> = candidates.collect();
    if !candidates.is_empty() {
        let drop = format!("{}:{object}", loss.as_str());
        found.push(Ambiguity {
            kind,
            object,
            drop,
            candidates,
        });
    }
}

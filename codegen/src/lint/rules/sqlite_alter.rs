//! ALTER TABLE of SQLite: what it refuses, and when.

use super::sqlite_pragma::may_enforce;
use crate::lint::model::{Action, Change, ConstraintKind};
use crate::lint::read::expression::uses;
use crate::lint::rule::Found;
use crate::lint::walk::At;

const REBUILD: &str = "rebuild the table: new one, copy, drop, rename";

pub(in crate::lint) fn add_column(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::AddColumn { column, .. },
    } = &at.act.action
    else {
        return;
    };
    let is_old = at.is_old(table);
    let default = column.default.as_ref();
    let is_constant =
        || default.is_none_or(|default| uses(&default.text, at.file.dialect).is_none_or(|uses| uses.literal));
    let is_null = || default.is_none_or(|default| default.text.trim_matches(['(', ')']).eq_ignore_ascii_case("null"));
    let message = if column.primary_key {
        "this fails: a PRIMARY KEY column cannot be added".to_owned()
    } else if column.unique {
        "this fails: a UNIQUE column cannot be added".to_owned()
    } else if is_old && column.generated.as_ref().is_some_and(|generated| generated.stored) {
        "this fails: a STORED column cannot be added".to_owned()
    } else if is_old && !is_constant() {
        format!(
            "this fails when {} has a row: the default is not constant",
            table.shown()
        )
    } else if is_old && column.references.is_some() && !is_null() && may_enforce(at) {
        format!(
            "this fails when {} has a row: a REFERENCES column needs NULL for a default",
            table.shown()
        )
    } else {
        return;
    };
    found.push(at.act.at.clone(), message).help(if column.unique {
        "add it plain, then CREATE UNIQUE INDEX"
    } else {
        REBUILD
    });
}

pub(in crate::lint) fn drop_column(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::DropColumn { column, .. },
    } = &at.act.action
    else {
        return;
    };
    let Some(known) = at.table(&table.key) else { return };
    let name = &column.name;
    let names = |sql: &str| uses(sql, at.file.dialect).is_some_and(|uses| uses.names(name, at.file.folding));
    let index = known.indexes.iter().find(|index| {
        index.columns.iter().flatten().any(|indexed| indexed == name) || index.body.iter().any(|sql| names(sql))
    });
    let reads = |reads: &std::collections::BTreeSet<String>| reads.contains(name) && reads.contains(&table.key.name);
    let views = at.state.known.views.iter().find(|(_, view)| reads(view));
    let trigger = at
        .state
        .known
        .triggers
        .iter()
        .find(|(_, trigger)| trigger.table == table.key && trigger.reads.contains(name) || reads(&trigger.reads));
    let why = if known.primary_key.contains(name) {
        "it is in the primary key".to_owned()
    } else if known.uniques.iter().any(|unique| unique.columns.contains(name)) {
        "it is UNIQUE".to_owned()
    } else if let Some(index) = index {
        format!("index {} has it", index.shown)
    } else if known
        .foreign_keys
        .iter()
        .any(|key| !key.inline && key.columns.contains(name))
    {
        "it is in a foreign key".to_owned()
    } else if known
        .checks
        .iter()
        .any(|check| check.of.as_ref() != Some(name) && names(&check.text))
    {
        "a check names it".to_owned()
    } else if known
        .columns
        .iter()
        .any(|other| other.name != *name && other.generated.as_deref().is_some_and(names))
    {
        "a generated column is computed from it".to_owned()
    } else if let Some((view, _)) = views {
        format!("view {view} reads it")
    } else if let Some((trigger, _)) = trigger {
        format!("trigger {trigger} names it")
    } else {
        return;
    };
    found
        .push(
            at.act.at.clone(),
            format!("this fails: {}.{}: {why}", table.shown(), column.shown),
        )
        .help("drop that first, or rebuild the table: new one, copy, drop, rename");
}

pub(in crate::lint) fn not_supported(at: &At<'_>, found: &mut Found<'_>) {
    let facts = &at.file.capabilities;
    let refused = match &at.act.action {
        Action::AlterTable { change, .. } => match change {
            Change::AddColumn { .. } | Change::RenameTo(_) => at.file.acts[at.index].len() > 1,
            Change::DropColumn { .. } => !facts.drop_column || at.file.acts[at.index].len() > 1,
            Change::RenameColumn { .. } => !facts.rename_column,
            Change::SetNotNull(_) | Change::DropNotNull(_) => !facts.alter_not_null,
            Change::AddConstraint(constraint) => {
                !matches!(constraint.kind, ConstraintKind::Check(_)) || !facts.alter_check
            }
            Change::DropConstraint { .. } => !facts.alter_check,
            _ => true,
        },
        Action::Truncate { .. } | Action::CreateType { .. } | Action::Lock { .. } => true,
        _ => false,
    };
    if refused {
        found
            .push(
                at.act.at.clone(),
                format!("SQLite {} knows no such statement", facts.version),
            )
            .help(REBUILD);
    }
}

pub(in crate::lint) fn view_breaks_rename(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        change: Change::RenameTo(_) | Change::RenameColumn { .. },
        ..
    } = &at.act.action
    else {
        return;
    };
    if at.state.legacy_alter_table {
        return;
    }
    let gone: Vec<_> = at
        .before()
        .filter_map(|act| match &act.action {
            Action::Drop { kind, names, .. } if kind == "TABLE" => Some(names),
            _ => None,
        })
        .flatten()
        .filter(|name| at.is_old(name) && !at.state.known.tables.contains_key(&name.key))
        .collect();
    for table in gone {
        let views = at
            .state
            .known
            .views
            .iter()
            .filter(|(_, reads)| reads.contains(&table.key.name));
        let triggers = at
            .state
            .known
            .triggers
            .iter()
            .filter(|(_, trigger)| trigger.reads.contains(&table.key.name));
        let names: Vec<_> = views
            .map(|(name, _)| format!("view {name}"))
            .chain(triggers.map(|(name, _)| format!("trigger {name}")))
            .collect();
        if !names.is_empty() {
            found
                .push(
                    at.act.at.clone(),
                    format!(
                        "this fails: {} reads {}, which is not there now",
                        names.join(", "),
                        table.shown()
                    ),
                )
                .help("drop it before and make it again after, or set PRAGMA legacy_alter_table = ON around");
        }
    }
}

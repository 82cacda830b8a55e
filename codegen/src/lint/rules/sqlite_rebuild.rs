//! The rebuild of a table in SQLite: new one, copy, drop, rename; and what gets lost on the way.

use super::sqlite_pragma::may_enforce;
use crate::catalog::ObjectName;
use crate::lint::known::Table;
use crate::lint::model::{Action, Change, Name};
use crate::lint::rule::Found;
use crate::lint::walk::At;

/// A drop whose table another one takes the place of: the old table, its name, and the new one.
struct Replacement<'a> {
    name: &'a Name,
    old: &'a Table,
    new: &'a Table,
    new_key: &'a ObjectName,
}

fn replacements<'a>(at: &'a At<'_>) -> Vec<Replacement<'a>> {
    let Action::Drop { kind, names, .. } = &at.act.action else {
        return Vec::new();
    };
    if kind != "TABLE" {
        return Vec::new();
    }
    let found = names.iter().filter(|name| at.is_old(name)).filter_map(|name| {
        let old = at.table(&name.key)?;
        let new_key = at.after().find_map(|act| match &act.action {
            Action::AlterTable {
                table,
                change: Change::RenameTo(to),
            } if to.name == name.key.name => Some(&table.key),
            _ => None,
        })?;
        Some(Replacement {
            name,
            old,
            new: at.table(new_key)?,
            new_key,
        })
    });
    found.collect()
}

pub(in crate::lint) fn cascade(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Drop { kind, names, .. } = &at.act.action else {
        return;
    };
    if kind != "TABLE" || !may_enforce(at) {
        return;
    }
    for name in names.iter().filter(|name| at.is_old(name)) {
        let children: Vec<_> = at
            .state
            .known
            .tables
            .iter()
            .filter(|(key, _)| **key != name.key && !names.iter().any(|other| other.key == **key))
            .filter(|(_, table)| {
                let mut keys = table.foreign_keys.iter();
                keys.any(|key| key.references == name.key && key.acts_on_delete)
            })
            .map(|(_, table)| table.shown.as_str())
            .collect();
        if children.is_empty() {
            continue;
        }
        found
            .push(
                at.act.at.clone(),
                format!(
                    "dropping {} deletes its rows first, and ON DELETE acts on the rows of {}",
                    name.shown(),
                    children.join(", ")
                ),
            )
            .help(if at.file.migrator {
                "write `-- step: transaction foreign_keys=off` before"
            } else {
                "run PRAGMA foreign_keys = OFF before BEGIN, foreign_key_check before COMMIT, and ON after it"
            });
    }
}

pub(in crate::lint) fn copy_without_columns(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Insert {
        table,
        columns,
        star,
        selects: true,
        from,
        ..
    } = &at.act.action
    else {
        return;
    };
    let into_new = at.state.made.contains(&table.key) && !at.state.temporary.contains(&table.key);
    if into_new && !from.is_empty() && (*star || !*columns) {
        found
            .push(
                at.act.at.clone(),
                format!("values go to the columns of {} by their order alone", table.shown()),
            )
            .help("name the columns on both sides: INSERT INTO new (a, b) SELECT a, b FROM old");
    }
}

pub(in crate::lint) fn references_follow(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::RenameTo(to),
    } = &at.act.action
    else {
        return;
    };
    let remade = at
        .after()
        .any(|act| matches!(&act.action, Action::CreateTable(new) if new.name.key == table.key));
    if !at.is_old(table) || !remade || at.state.legacy_alter_table {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!(
                "foreign keys, views and triggers that name {} follow it to {}",
                table.shown(),
                to.shown
            ),
        )
        .help("make the new table under another name, copy, drop the old one, rename the new one");
}

pub(in crate::lint) fn autoincrement_lost(at: &At<'_>, found: &mut Found<'_>) {
    for replacement in replacements(at)
        .into_iter()
        .filter(|replacement| replacement.old.autoincrement)
    {
        let copies = at.file.all().any(|(_, act)| match &act.action {
            Action::Insert { table, .. } | Action::Update { table, .. } => table.key.name == "sqlite_sequence",
            _ => false,
        });
        if !replacement.new.autoincrement || !copies {
            found
                .push(
                    at.act.at.clone(),
                    format!(
                        "numbers of deleted rows of {} are given out again: its AUTOINCREMENT mark goes with it",
                        replacement.name.shown()
                    ),
                )
                .help("declare AUTOINCREMENT on the new table, and copy its row of sqlite_sequence");
        }
    }
}

pub(in crate::lint) fn kind_changed(at: &At<'_>, found: &mut Found<'_>) {
    for Replacement { name, old, new, .. } in replacements(at) {
        let mut changes = Vec::new();
        for (word, before, after) in [
            ("STRICT", old.strict, new.strict),
            ("WITHOUT ROWID", old.without_rowid, new.without_rowid),
        ] {
            if before != after {
                changes.push(format!("{} {word}", if after { "becomes" } else { "is no longer" }));
            }
        }
        if !changes.is_empty() {
            found
                .push(at.act.at.clone(), format!("{} {}", name.shown(), changes.join(" and ")))
                .help("say it behind the new CREATE TABLE as it was; if it is to change, allow it with the reason");
        }
    }
}

pub(in crate::lint) fn index_lost(at: &At<'_>, found: &mut Found<'_>) {
    for Replacement { name, old, new_key, .. } in replacements(at) {
        let on_table = |key: &ObjectName| *key == name.key || key == new_key;
        let made: Vec<_> = at
            .file
            .all()
            .filter_map(|(_, act)| match &act.action {
                Action::CreateIndex(index) if on_table(&index.table.key) => Some(index),
                _ => None,
            })
            .collect();
        let comes_back = |index: &crate::lint::known::Index| {
            made.iter().any(|made| {
                let columns: Vec<_> = made
                    .parts
                    .iter()
                    .map(|part| part.as_ref().map(|part| part.name.clone()))
                    .collect();
                made.name.as_ref().is_some_and(|name| name.key.name == index.name.name) || columns == index.columns
            })
        };
        let indexes = old
            .indexes
            .iter()
            .filter(|index| !comes_back(index))
            .map(|index| format!("index {}", index.shown));
        let triggers = at.state.known.triggers.iter().filter(|(key, trigger)| {
            trigger.table == name.key
                && !at
                    .after()
                    .any(|act| matches!(&act.action, Action::CreateTrigger { name, .. } if name.key == **key))
        });
        let lost: Vec<_> = indexes
            .chain(triggers.map(|(key, _)| format!("trigger {key}")))
            .collect();
        if !lost.is_empty() {
            found
                .push(
                    at.act.at.clone(),
                    format!(
                        "{} goes with {}, and nothing makes it again",
                        lost.join(", "),
                        name.shown()
                    ),
                )
                .help("make it again after the rename; if it is to go, DROP it by name before");
        }
    }
}

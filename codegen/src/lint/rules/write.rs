//! Rows that are written, removed, or locked by hand.

use crate::lint::model::{Action, Name, Sql};
use crate::lint::read::script::Mode;
use crate::lint::rule::Found;
use crate::lint::walk::At;
use crate::plan::LockLevel;

pub(in crate::lint) fn backfill_under_lock(at: &At<'_>, found: &mut Found<'_>) {
    let table = match &at.act.action {
        Action::Update { table, .. } | Action::Delete { table, .. } => table,
        Action::Insert { table, from, .. } if !from.is_empty() => table,
        _ => return,
    };
    if !at.in_transaction() || at.file.mode(at.statement()) == Some(Mode::Batches) {
        return;
    }
    let reads_old = match &at.act.action {
        Action::Insert { from, .. } => from
            .iter()
            .any(|from| !at.state.made.iter().any(|made| made.name == from.name)),
        _ => at.is_old(table),
    };
    let Some((locked, level)) = at.state.locks.iter().max_by_key(|(_, level)| **level) else {
        return;
    };
    if reads_old {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "{locked} stays locked by this transaction while the rows of {} are written",
                    table.shown()
                ),
            )
            .lock(*level)
            .help(if at.file.migrator {
                "put it behind a line `-- step: batches key=COLUMN size=5000`"
            } else {
                "COMMIT before it, and write the rows in batches"
            });
    }
}

pub(in crate::lint) fn unbatched(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Update { table, filter, .. } = &at.act.action else {
        return;
    };
    let is_batch = at.mode() == Some(Mode::Batches) && at.file.migrator;
    if !at.is_old(table) || is_batch || !at.state.locks.is_empty() || !is_whole(filter.as_ref()) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!(
                "one statement locks every row of {} that it writes until all of them are written",
                table.shown()
            ),
        )
        .lock(LockLevel::RowExclusive)
        .help(if at.file.migrator {
            "put it behind a line `-- step: batches key=COLUMN size=5000`, with a condition on the key"
        } else {
            "write the rows in batches, each in a transaction of its own"
        });
}

/// Whether a condition leaves about all rows: there is none, or it asks for NULL alone.
fn is_whole(filter: Option<&Sql>) -> bool {
    filter.is_none_or(|filter| {
        let text = filter.text.to_ascii_lowercase();
        let words: Vec<_> = text.split_whitespace().collect();
        matches!(words.as_slice(), [_, "is", "null"] | [_, "is", "not", "null"])
    })
}

pub(in crate::lint) fn delete_all(at: &At<'_>, found: &mut Found<'_>) {
    let tables: Vec<&Name> = match &at.act.action {
        Action::Delete { table, filter: None } => vec![table],
        Action::Truncate { tables, cascade: false } => tables.iter().collect(),
        _ => return,
    };
    let old: Vec<_> = tables
        .into_iter()
        .filter(|table| at.is_old(table))
        .map(Name::shown)
        .collect();
    if !old.is_empty() && !old.iter().any(|table| table.starts_with("sqlite_")) {
        found
            .push(at.act.at.clone(), format!("every row of {} goes", old.join(", ")))
            .help("say which rows with WHERE; if it is to be all of them, allow it with the reason");
    }
}

pub(in crate::lint) fn truncate_cascade(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Truncate { tables, cascade: true } = &at.act.action else {
        return;
    };
    let names: Vec<_> = tables.iter().map(Name::shown).collect();
    found
        .push(
            at.act.at.clone(),
            format!(
                "every row of {} goes, and of every table that refers to it, and so on",
                names.join(", ")
            ),
        )
        .lock(LockLevel::AccessExclusive)
        .help("name all the tables that are to be emptied, without CASCADE");
}

pub(in crate::lint) fn explicit_lock(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Lock { tables, mode } = &at.act.action else {
        return;
    };
    let weak = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"];
    let old: Vec<_> = tables
        .iter()
        .filter(|table| at.is_old(table))
        .map(Name::shown)
        .collect();
    if weak.contains(&mode.as_str()) || old.is_empty() {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!("others wait for {} until this transaction ends", old.join(", ")),
        )
        .lock(if mode == "ACCESS EXCLUSIVE" {
            LockLevel::AccessExclusive
        } else {
            LockLevel::Share
        })
        .help("let each statement take the lock it needs, in a transaction that is short");
}

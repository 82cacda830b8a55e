//! What belongs into a transaction, and what does not.

use crate::lint::model::{Action, Change};
use crate::lint::read::lexer::Kind;
use crate::lint::rule::Found;
use crate::lint::walk::{At, File, State, locks};
use crate::plan::LockLevel;

pub(in crate::lint) fn nested(at: &At<'_>, found: &mut Found<'_>) {
    let begins = match at.act.action {
        Action::Begin => true,
        Action::Commit | Action::Rollback => false,
        _ => return,
    };
    if at.file.migrator {
        if at.in_transaction() {
            found
                .push(
                    at.act.at.clone(),
                    "the migrator begins and ends transactions, and refuses this",
                )
                .help("cut the file with lines `-- step: transaction`");
        }
    } else if at.file.wrapped {
        found
            .push(at.act.at.clone(), "what runs this file puts a transaction around it")
            .help("remove it");
    } else if begins == at.in_transaction() {
        let message = if begins {
            "a transaction is open already: this does nothing"
        } else {
            "no transaction is open: this does nothing"
        };
        found.push(at.act.at.clone(), message);
    }
}

pub(in crate::lint) fn uncommitted(file: &File<'_>, state: &State, found: &mut Found<'_>) {
    let Some(begin) = state.transaction else { return };
    if !file.migrator && !file.wrapped {
        found
            .push(
                file.script.statements[begin].range.clone(),
                "nothing commits this transaction: all of it is undone",
            )
            .help("end the file with COMMIT");
    }
}

/// What says of itself that it cannot run in a transaction block.
pub(in crate::lint) fn not_in_transaction(at: &At<'_>, found: &mut Found<'_>) {
    if !at.in_transaction() {
        return;
    }
    let concurrently = match &at.act.action {
        Action::CreateIndex(index) => index.concurrently,
        Action::Drop { concurrently, kind, .. } => *concurrently || kind == "DATABASE" || kind == "TABLESPACE",
        Action::Reindex { concurrently }
        | Action::AlterTable {
            change: Change::DetachPartition { concurrently },
            ..
        } => *concurrently,
        Action::Vacuum { .. } => true,
        Action::CreateOther { kind, .. } => kind == "DATABASE" || kind == "TABLESPACE",
        _ => false,
    };
    if concurrently {
        found
            .push(at.act.at.clone(), "this fails in a transaction")
            .help(if at.file.migrator {
                "put it behind a line `-- step: alone`"
            } else {
                "run it before BEGIN or after COMMIT"
            });
    }
}

pub(in crate::lint) fn no_lock_timeout(at: &At<'_>, found: &mut Found<'_>) {
    if at.state.lock_timeout || at.state.waited {
        return;
    }
    let blocks = locks(at.act)
        .into_iter()
        .find(|(table, level)| *level >= LockLevel::Share && !at.state.made.contains(table));
    if let Some((table, level)) = blocks {
        found
            .push(
                at.act.at.clone(),
                format!("while this waits for its lock on {table}, everybody else waits behind it, without an end"),
            )
            .lock(level)
            .help("write `SET lock_timeout = '2s';` before, and try again when it is over");
    }
}

pub(in crate::lint) fn enum_value(at: &At<'_>, found: &mut Found<'_>) {
    let is_first = at.file.acts[at.index]
        .first()
        .is_some_and(|first| std::ptr::eq(first, at.act));
    if !is_first || matches!(at.act.action, Action::AddValue { .. }) {
        return;
    }
    for (r#type, value) in &at.state.values {
        let used = at
            .statement()
            .tokens
            .iter()
            .find(|token| token.kind == Kind::Text && &at.file.text[token.range.clone()] == value);
        if let Some(token) = used {
            found
                .push(
                    token.range.clone(),
                    format!(
                        "{value} of {} cannot be used before the transaction that adds it has ended",
                        r#type.shown()
                    ),
                )
                .help(if at.file.migrator {
                    "put a line `-- step: transaction` between"
                } else {
                    "COMMIT between"
                });
        }
    }
}

pub(in crate::lint) fn trigger_disabled(at: &At<'_>, found: &mut Found<'_>) {
    if let Action::AlterTable {
        table,
        change: Change::DisableTrigger,
    } = &at.act.action
        && at.is_old(table)
    {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "for everybody who writes {} it does not run until it is enabled: what it keeps goes wrong",
                    table.shown()
                ),
            )
            .lock(LockLevel::ShareRowExclusive)
            .help("`SET LOCAL session_replication_role = replica` leaves triggers out for this transaction alone");
    }
}

pub(in crate::lint) fn opaque(at: &At<'_>, found: &mut Found<'_>) {
    if at.act.action == Action::Block {
        found
            .push(at.act.at.clone(), "what this block does is not looked at")
            .help("write plain statements where they will do");
    }
}

pub(in crate::lint) fn not_repeatable(at: &At<'_>, found: &mut Found<'_>) {
    if at.file.migrator || at.in_transaction() || at.file.script.statements.len() < 2 {
        return;
    }
    let add = match &at.act.action {
        Action::CreateTable(table) if !table.if_not_exists => "IF NOT EXISTS",
        Action::CreateIndex(index) if !index.if_not_exists => "IF NOT EXISTS",
        Action::CreateOther {
            repeatable: false,
            kind,
            ..
        } if kind != "FUNCTION" => "IF NOT EXISTS",
        Action::AddValue {
            if_not_exists: false, ..
        }
        | Action::AlterTable {
            change: Change::AddColumn {
                if_not_exists: false, ..
            },
            ..
        } => "IF NOT EXISTS",
        Action::Drop { if_exists: false, .. } => "IF EXISTS",
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            "when a later statement fails, the file cannot be run again: this fails the second time",
        )
        .help(format!("write {add}, or put a transaction around the file"));
}

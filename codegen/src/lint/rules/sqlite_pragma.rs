//! PRAGMA statements of SQLite that do nothing, or too much.

use crate::lint::model::{Action, Change};
use crate::lint::read::script::Mode;
use crate::lint::rule::Found;
use crate::lint::walk::{At, File, State};

pub(in crate::lint) fn in_transaction(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Pragma { name, value: Some(_) } = &at.act.action else {
        return;
    };
    let message = match name.as_str() {
        "foreign_keys" => "in a transaction PRAGMA foreign_keys does nothing",
        "journal_mode" => "in a transaction the journal mode cannot change",
        "synchronous" => "in a transaction PRAGMA synchronous fails",
        _ => return,
    };
    if at.in_transaction() {
        found
            .push(at.act.at.clone(), message)
            .help(match (at.file.migrator, name.as_str()) {
                (true, "foreign_keys") => "write `-- step: transaction foreign_keys=off` instead",
                (true, _) => "put it behind a line `-- step: alone`",
                (false, _) => "run it before BEGIN",
            });
    }
}

pub(in crate::lint) fn unchecked(file: &File<'_>, state: &State, found: &mut Found<'_>) {
    if file.migrator || state.checked {
        return;
    }
    let rebuilds = file.all().any(|(_, act)| match &act.action {
        Action::Drop { kind, .. } => kind == "TABLE",
        Action::AlterTable { change, .. } => matches!(change, Change::RenameTo(_)),
        _ => false,
    });
    let off = file.all().find(|(_, act)| match &act.action {
        Action::Pragma { name, value } => {
            let value = value.as_deref().unwrap_or_default();
            name == "foreign_keys" && matches!(value, "off" | "0" | "false" | "no")
        }
        _ => false,
    });
    if let Some((_, act)) = off.filter(|_| rebuilds) {
        found
            .push(
                act.at.clone(),
                "rows that point at nothing are not noticed from here on",
            )
            .help("run PRAGMA foreign_key_check before COMMIT, and stop if it returns a row");
    }
}

pub(in crate::lint) fn schema_written(at: &At<'_>, found: &mut Found<'_>) {
    let schema = [
        "sqlite_master",
        "sqlite_schema",
        "sqlite_temp_master",
        "sqlite_temp_schema",
    ];
    let writes = match &at.act.action {
        Action::Pragma { name, value } => {
            let value = value.as_deref().unwrap_or_default();
            name == "writable_schema" && matches!(value, "on" | "1" | "true" | "yes")
        }
        Action::Update { table, .. } | Action::Insert { table, .. } | Action::Delete { table, .. } => {
            schema.contains(&table.key.name.as_str())
        }
        _ => false,
    };
    if writes {
        found
            .push(
                at.act.at.clone(),
                "a mistake here leaves a database that cannot be opened",
            )
            .help("rebuild the table: new one, copy, drop, rename");
    }
}

/// Whether the foreign keys of other tables act when a table is dropped.
pub(super) fn may_enforce(at: &At<'_>) -> bool {
    if at.file.migrator {
        return at.mode() != Some(Mode::ForeignKeysOff);
    }
    at.state.foreign_keys != Some(false)
}

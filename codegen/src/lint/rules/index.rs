//! Indexes of PostgreSQL: built, dropped and rebuilt while others work.

use crate::lint::model::{Action, Change};
use crate::lint::rule::Found;
use crate::lint::walk::At;
use crate::plan::LockLevel;

pub(in crate::lint) fn blocks_writes(at: &At<'_>, found: &mut Found<'_>) {
    let Action::CreateIndex(index) = &at.act.action else {
        return;
    };
    if index.concurrently || index.only || !at.is_old(&index.table) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!(
                "building this index stops every write to {} until it is done",
                index.table.shown()
            ),
        )
        .lock(LockLevel::Share)
        .help(concurrently(at, "CREATE INDEX CONCURRENTLY"));
}

/// How to run something that cannot be in a transaction.
fn concurrently(at: &At<'_>, what: &str) -> String {
    if at.file.migrator {
        format!("write {what}, behind a line `-- step: alone`")
    } else {
        format!("write {what}, outside of a transaction")
    }
}

pub(in crate::lint) fn drop_blocks(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Drop {
        kind,
        names,
        concurrently: false,
        ..
    } = &at.act.action
    else {
        return;
    };
    if kind != "INDEX" {
        return;
    }
    let on_new = |name: &crate::lint::model::Name| {
        let tables = &at.state.known.tables;
        let owner = tables
            .iter()
            .find(|(_, table)| table.indexes.iter().any(|index| index.name == name.key));
        owner.is_some_and(|(table, _)| at.state.made.contains(table))
    };
    if names.iter().all(on_new) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            "dropping an index waits for every query on its table, and all later ones wait behind it",
        )
        .lock(LockLevel::AccessExclusive)
        .help(concurrently(at, "DROP INDEX CONCURRENTLY"));
}

pub(in crate::lint) fn reindex_blocks(at: &At<'_>, found: &mut Found<'_>) {
    if at.act.action == (Action::Reindex { concurrently: false }) {
        found
            .push(
                at.act.at.clone(),
                "rebuilding an index stops writes to its table, and queries that would use it",
            )
            .lock(LockLevel::AccessExclusive)
            .help(concurrently(at, "REINDEX … CONCURRENTLY"));
    }
}

pub(in crate::lint) fn refresh_blocks(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Refresh {
        view,
        concurrently: false,
    } = &at.act.action
    else {
        return;
    };
    if !at.is_old(view) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!("{} cannot be read while it is filled again", view.shown()),
        )
        .lock(LockLevel::AccessExclusive)
        .help("write REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index over all rows");
}

pub(in crate::lint) fn detach_blocks(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::DetachPartition { concurrently: false },
    } = &at.act.action
    else {
        return;
    };
    if !at.is_old(table) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!(
                "detaching a partition stops reads and writes of all of {}",
                table.shown()
            ),
        )
        .lock(LockLevel::AccessExclusive)
        .help(concurrently(at, "DETACH PARTITION … CONCURRENTLY"));
}

pub(in crate::lint) fn many_columns(at: &At<'_>, found: &mut Found<'_>) {
    let Action::CreateIndex(index) = &at.act.action else {
        return;
    };
    if !index.unique && index.parts.len() > 3 {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "an index of {} parts is seldom better than one of three",
                    index.parts.len()
                ),
            )
            .help("begin with the columns that leave the fewest rows, and end there");
    }
}

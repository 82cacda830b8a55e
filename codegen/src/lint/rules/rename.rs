//! Names that running code still uses.

use crate::lint::model::{Action, Change};
use crate::lint::rule::Found;
use crate::lint::walk::At;

const PHASES: &str = "rename in two migrations: the new one beside the old, both kept in step; the old one goes when no \
                      deployed code uses it";

pub(in crate::lint) fn table(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::RenameTo(to),
    } = &at.act.action
    else {
        return;
    };
    // Moved out of the way of a table or view that takes its name.
    let replaced = at.after().any(|act| match &act.action {
        Action::CreateTable(new) => new.name.key == table.key,
        Action::CreateView { name, .. } => name.key == table.key,
        _ => false,
    });
    if at.is_old(table) && !replaced {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "running code fails that asks for {}: it is {} now",
                    table.shown(),
                    to.shown
                ),
            )
            .help("leave a view of the old name: CREATE VIEW in the same transaction; it can be written through");
    }
}

pub(in crate::lint) fn column(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::RenameColumn { from, to },
    } = &at.act.action
    else {
        return;
    };
    if at.is_old(table) {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "running code fails that asks for {}.{}: it is {} now",
                    table.shown(),
                    from.shown,
                    to.shown
                ),
            )
            .help(PHASES);
    }
}

pub(in crate::lint) fn object(at: &At<'_>, found: &mut Found<'_>) {
    let (kind, name) = match &at.act.action {
        Action::Rename { kind, name, .. } if kind != "INDEX" => {
            let replaced = at.after().any(|act| match &act.action {
                Action::CreateType { name: new } | Action::CreateView { name: new, .. } => new.key == name.key,
                _ => false,
            });
            if replaced || at.state.made_types.contains(&name.key) {
                return;
            }
            (kind.to_lowercase(), name)
        }
        Action::RenameValue { r#type } if !at.state.made_types.contains(&r#type.key) => {
            ("a value of enum".to_owned(), r#type)
        }
        _ => return,
    };
    if at.is_old(name) {
        found
            .push(
                at.act.at.clone(),
                format!("running code fails that uses the old name of {kind} {}", name.shown()),
            )
            .help(PHASES);
    }
}

pub(in crate::lint) fn moved(at: &At<'_>, found: &mut Found<'_>) {
    let name = match &at.act.action {
        Action::AlterTable {
            table,
            change: Change::SetSchema,
        } => table,
        Action::Move { name, .. } if !at.state.made_types.contains(&name.key) => name,
        _ => return,
    };
    if at.is_old(name) {
        found
            .push(
                at.act.at.clone(),
                format!("running code does not find {} any more", name.shown()),
            )
            .help("add the new schema to the search_path of running code before, or leave a view in the old one");
    }
}

//! What is gone afterwards, or cannot be there; and who still asks for it.

use crate::lint::model::{Action, Change, Name};
use crate::lint::rule::Found;
use crate::lint::walk::At;

pub(in crate::lint) fn drop_table(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Drop { kind, names, .. } = &at.act.action else {
        return;
    };
    if kind != "TABLE" {
        return;
    }
    for name in names.iter().filter(|name| at.is_old(name)) {
        let copied = at.before().any(|act| match &act.action {
            Action::Insert { from, .. } => from.iter().any(|from| from.name == name.key.name),
            _ => false,
        });
        // Or it was moved out of the way of the new one first.
        let moved = at.before().any(|act| match &act.action {
            Action::AlterTable {
                change: Change::RenameTo(to),
                ..
            } => to.name == name.key.name,
            _ => false,
        });
        if copied && (moved || at.is_replaced(&name.key)) {
            continue;
        }
        found
            .push(
                if names.len() == 1 { at.act.at.clone() } else { name.at() },
                format!(
                    "the rows of {} are lost, and code that still asks for it fails",
                    name.shown()
                ),
            )
            .help("run this when no deployed code uses the table any more, and allow it with the reason");
    }
}

pub(in crate::lint) fn drop_column(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::DropColumn { column, .. },
    } = &at.act.action
    else {
        return;
    };
    let added_here = at.before().any(|act| {
        matches!(&act.action, Action::AlterTable { table: other, change: Change::AddColumn { column: new, .. } }
            if other.key == table.key && new.name.name == column.name)
    });
    if at.is_old(table) && !added_here {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "the values of {}.{} are lost, and code that still asks for it fails",
                    table.shown(),
                    column.shown
                ),
            )
            .help("run this when no deployed code uses the column any more, and allow it with the reason");
    }
}

pub(in crate::lint) fn drop_database(at: &At<'_>, found: &mut Found<'_>) {
    if let Action::Drop { kind, .. } = &at.act.action
        && kind == "DATABASE"
    {
        found
            .push(at.act.at.clone(), "everything in the database is lost")
            .help("a migration changes a database; drop one by hand");
    }
}

pub(in crate::lint) fn drop_cascade(at: &At<'_>, found: &mut Found<'_>) {
    let what = match &at.act.action {
        Action::Drop {
            kind,
            names,
            cascade: true,
            ..
        } if names.iter().any(|name| at.is_old(name)) => kind.to_lowercase(),
        Action::AlterTable { table, change } if at.is_old(table) => match change {
            Change::DropColumn { cascade: true, .. } => "column".to_owned(),
            Change::DropConstraint { cascade: true, .. } => "constraint".to_owned(),
            _ => return,
        },
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!("whatever depends on this {what} goes with it, and nothing says what that is"),
        )
        .help("drop what depends on it by name, without CASCADE");
}

pub(in crate::lint) fn drop_object(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Drop { kind, names, .. } = &at.act.action else {
        return;
    };
    let used = [
        "VIEW",
        "MATERIALIZED VIEW",
        "FUNCTION",
        "PROCEDURE",
        "AGGREGATE",
        "TYPE",
        "DOMAIN",
        "SCHEMA",
        "SEQUENCE",
        "EXTENSION",
    ];
    if !used.contains(&kind.as_str()) {
        return;
    }
    let comes_back = |name: &Name| {
        at.after().chain(at.before()).any(|act| match &act.action {
            Action::CreateView { name: made, .. }
            | Action::CreateType { name: made }
            | Action::CreateDomain { name: made, .. } => made.key == name.key,
            Action::CreateOther { name: made, .. } => made.as_ref().is_some_and(|made| made.key == name.key),
            Action::Rename { name: from, to, .. } => to.name == name.key.name || from.key == name.key,
            _ => false,
        })
    };
    for name in names.iter().filter(|name| at.is_old(name) && !comes_back(name)) {
        found
            .push(
                if names.len() == 1 { at.act.at.clone() } else { name.at() },
                format!("code that still uses {} {} fails", kind.to_lowercase(), name.shown()),
            )
            .help("run this when no deployed code uses it any more");
    }
}

pub(in crate::lint) fn required_column(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::AddColumn { column, .. },
    } = &at.act.action
    else {
        return;
    };
    let is_null = |text: &str| text.trim_matches(['(', ')']).trim().eq_ignore_ascii_case("null");
    let has_default = column.default.as_ref().is_some_and(|default| !is_null(&default.text));
    let numbered = column.identity || column.r#type.text.contains("serial");
    let keyed = column.primary_key && !at.file.folding.ignores_case;
    if !at.is_old(table) || !(column.not_null || keyed) || has_default || numbered || column.generated.is_some() {
        return;
    }
    let in_place = at.file.capabilities.alter_not_null;
    found
        .push(
            at.act.at.clone(),
            format!(
                "this fails when {} has a row: {} would be NULL in it",
                table.shown(),
                column.name.shown
            ),
        )
        .help(if in_place {
            "give it a DEFAULT, or add it nullable, fill it, and make it NOT NULL then"
        } else {
            "give it a DEFAULT, or rebuild the table with the column"
        });
}

pub(in crate::lint) fn column_twice(at: &At<'_>, found: &mut Found<'_>) {
    match &at.act.action {
        Action::CreateTable(table) => {
            for (index, column) in table.columns.iter().enumerate() {
                let first = table.columns[..index]
                    .iter()
                    .find(|first| first.name.name == column.name.name);
                if first.is_some() {
                    found.push(
                        column.name.at.clone(),
                        format!("{} is a column already", column.name.shown),
                    );
                }
            }
        }
        Action::AlterTable {
            table,
            change: Change::AddColumn {
                column,
                if_not_exists: false,
            },
        } => {
            let known = at.table(&table.key);
            if known.is_some_and(|known| known.column(&column.name.name).is_some()) {
                found.push(
                    column.name.at.clone(),
                    format!("{} has a column {} already", table.shown(), column.name.shown),
                );
            }
        }
        Action::Update { columns, .. } => {
            for (index, column) in columns.iter().enumerate() {
                if columns[..index].iter().any(|first| first.name == column.name) {
                    found.push(column.at.clone(), format!("{} is set twice", column.shown));
                }
            }
        }
        _ => {}
    }
}

pub(in crate::lint) fn drop_not_null(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::DropNotNull(column),
    } = &at.act.action
    else {
        return;
    };
    if at.is_old(table) {
        found
            .push(
                at.act.at.clone(),
                format!("code that reads {}.{} may not expect NULL", table.shown(), column.shown),
            )
            .help("deploy code that copes with NULL before");
    }
}

//! Values in SQLite: affinity, keys, text that looks like a name.

use crate::lint::known::Table;
use crate::lint::model::{Action, Change, Column, ConstraintKind, Ident, Sql};
use crate::lint::read::expression::quoted_names;
use crate::lint::rule::Found;
use crate::lint::walk::At;

fn columns<'a>(at: &At<'a>) -> (Vec<&'a Column>, bool) {
    match &at.act.action {
        Action::CreateTable(table) => (table.columns.iter().collect(), table.strict),
        Action::AlterTable {
            table,
            change: Change::AddColumn { column, .. },
        } => (vec![column], at.table(&table.key).is_some_and(|known| known.strict)),
        _ => (Vec::new(), false),
    }
}

/// How SQLite treats the values of a column (Datatypes In SQLite, section 3.1).
#[derive(Debug, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

fn affinity(r#type: &str) -> Affinity {
    let has = |words: &[&str]| words.iter().any(|word| r#type.contains(word));
    if has(&["int"]) {
        Affinity::Integer
    } else if has(&["char", "clob", "text"]) {
        Affinity::Text
    } else if r#type.is_empty() || has(&["blob"]) {
        Affinity::Blob
    } else if has(&["real", "floa", "doub"]) {
        Affinity::Real
    } else {
        Affinity::Numeric
    }
}

fn is_time(base: &str) -> bool {
    ["date", "datetime", "time", "timestamp", "timestamptz"].contains(&base)
        || base.starts_with("timestamp ")
        || base.starts_with("time ")
}

pub(in crate::lint) fn type_affinity(at: &At<'_>, found: &mut Found<'_>) {
    let (columns, strict) = columns(at);
    if strict {
        return;
    }
    for column in columns {
        let base = column.r#type.base();
        let message = match affinity(&base) {
            Affinity::Numeric if !is_number(&base) && !is_time(&base) => {
                format!("to SQLite {base} is a number: '007' becomes 7, and '1e3' becomes 1000")
            }
            Affinity::Integer if !base.split([' ', '_']).any(is_integer) => {
                format!("to SQLite {base} is INTEGER, because \"int\" is in it")
            }
            _ => continue,
        };
        found
            .push(column.r#type.at.clone(), message)
            .help("declare TEXT, INTEGER, REAL, BLOB or NUMERIC, and say the rest with a CHECK");
    }
}

fn is_number(base: &str) -> bool {
    ["numeric", "decimal", "dec", "number", "boolean", "bool", "money"].contains(&base)
}

fn is_integer(word: &str) -> bool {
    [
        "int",
        "integer",
        "tinyint",
        "smallint",
        "mediumint",
        "bigint",
        "uint",
        "int2",
        "int4",
        "int8",
    ]
    .contains(&word)
}

pub(in crate::lint) fn time_affinity(at: &At<'_>, found: &mut Found<'_>) {
    let (columns, strict) = columns(at);
    for column in columns.into_iter().filter(|_| !strict) {
        let base = column.r#type.base();
        if is_time(&base) {
            found
                .push(
                    column.r#type.at.clone(),
                    format!("SQLite has no {base}: it keeps text, and takes what looks like a number for one"),
                )
                .help("declare TEXT for ISO 8601, INTEGER for Unix time");
        }
    }
}

pub(in crate::lint) fn strict_type(at: &At<'_>, found: &mut Found<'_>) {
    let (columns, strict) = columns(at);
    for column in columns.into_iter().filter(|_| strict) {
        let known = ["int", "integer", "real", "text", "blob", "any"];
        if !known.contains(&column.r#type.text.as_str()) {
            let at = if column.r#type.at.is_empty() {
                column.name.at.clone()
            } else {
                column.r#type.at.clone()
            };
            found
                .push(
                    at,
                    "this fails: a STRICT table knows INT, INTEGER, REAL, TEXT, BLOB and ANY",
                )
                .help("declare one of them");
        }
    }
}

pub(in crate::lint) fn key_allows_null(at: &At<'_>, found: &mut Found<'_>) {
    let Action::CreateTable(table) = &at.act.action else {
        return;
    };
    if table.strict || table.without_rowid {
        return;
    }
    let in_key = |column: &Column| {
        column.primary_key
            || table.constraints.iter().any(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. } => columns.iter().any(|key| key.name == column.name.name),
                _ => false,
            })
    };
    let keys: Vec<_> = table.columns.iter().filter(|column| in_key(column)).collect();
    let is_rowid = matches!(keys.as_slice(), [only] if only.r#type.text == "integer");
    for column in keys.into_iter().filter(|column| !column.not_null && !is_rowid) {
        found
            .push(
                column.name.at.clone(),
                format!(
                    "SQLite takes NULL for {}, and any number of times: a primary key is not NOT NULL here",
                    column.name.shown
                ),
            )
            .help("write NOT NULL");
    }
}

pub(in crate::lint) fn quoted_text(at: &At<'_>, found: &mut Found<'_>) {
    let quoted = |sql: &Sql| quoted_names(sql, at.file.dialect, at.file.folding);
    let mut suspects: Vec<Ident> = Vec::new();
    match &at.act.action {
        Action::CreateTable(table) if table.complete => {
            let is_column = |ident: &Ident| table.columns.iter().any(|column| column.name.name == ident.name);
            for column in &table.columns {
                suspects.extend(column.default.iter().flat_map(quoted));
                suspects.extend(column.checks.iter().flat_map(quoted).filter(|ident| !is_column(ident)));
            }
            for constraint in &table.constraints {
                if let ConstraintKind::Check(sql) = &constraint.kind {
                    suspects.extend(quoted(sql).into_iter().filter(|ident| !is_column(ident)));
                }
            }
        }
        Action::AlterTable {
            change: Change::AddColumn { column, .. },
            ..
        } => suspects.extend(column.default.iter().flat_map(quoted)),
        Action::CreateIndex(index) => {
            let unknown = unknown_to(at.table(&index.table.key));
            suspects.extend(index.body.iter().flat_map(quoted).filter(|ident| unknown(ident)));
        }
        Action::Insert {
            list: Some(list), from, ..
        } => {
            if let [from] = from.as_slice() {
                let tables = &at.state.known.tables;
                let table = tables
                    .iter()
                    .find(|(key, _)| key.name == from.name)
                    .map(|(_, table)| table);
                let unknown = unknown_to(table);
                suspects.extend(quoted(list).into_iter().filter(|ident| unknown(ident)));
            }
        }
        Action::Update {
            table,
            filter: Some(filter),
            ..
        }
        | Action::Delete {
            table,
            filter: Some(filter),
            // A query in it has names of its own.
        } if !filter.text.to_ascii_lowercase().contains("select") => {
            let unknown = unknown_to(at.table(&table.key));
            suspects.extend(quoted(filter).into_iter().filter(|ident| unknown(ident)));
        }
        _ => {}
    }
    for ident in suspects {
        found
            .push(
                ident.at.clone(),
                format!(
                    "there is no column {}: SQLite takes \"{}\" for text",
                    ident.shown, ident.shown
                ),
            )
            .help("write text in single quotes, and names as they are");
    }
}

/// Whether a name is no column of a table of which all columns are known.
fn unknown_to(table: Option<&Table>) -> impl Fn(&Ident) -> bool {
    move |ident| {
        let rowid = ["rowid", "oid", "_rowid_"].contains(&ident.name.as_str());
        !rowid && table.is_some_and(|table| table.complete && table.column(&ident.name).is_none())
    }
}

pub(in crate::lint) fn replace_deletes(at: &At<'_>, found: &mut Found<'_>) {
    let Action::Insert {
        table, replaces: true, ..
    } = &at.act.action
    else {
        return;
    };
    let children: Vec<_> = at
        .state
        .known
        .tables
        .values()
        .filter(|child| {
            let mut keys = child.foreign_keys.iter();
            keys.any(|key| key.references == table.key && key.acts_on_delete)
        })
        .map(|child| child.shown.as_str())
        .collect();
    if !children.is_empty() {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "REPLACE deletes the row that is there, and ON DELETE acts on the rows of {}",
                    children.join(", ")
                ),
            )
            .help("write INSERT … ON CONFLICT (key) DO UPDATE SET …");
    }
}

//! Types of PostgreSQL that one regrets.

use super::rewrite::family;
use crate::lint::model::{Action, Change, Column, ConstraintKind, TypeText};
use crate::lint::rule::Found;
use crate::lint::walk::At;

/// A type that a column gets, and the column where it is new.
struct Typed<'a> {
    r#type: &'a TypeText,
    column: Option<&'a Column>,
    key: bool,
}

fn types<'a>(at: &At<'a>) -> Vec<Typed<'a>> {
    match &at.act.action {
        Action::CreateTable(table) => {
            let keyed = |column: &Column| {
                table.constraints.iter().any(|constraint| match &constraint.kind {
                    ConstraintKind::PrimaryKey { columns, .. } => {
                        columns.len() == 1 && columns[0].name == column.name.name
                    }
                    _ => false,
                })
            };
            let columns = table.columns.iter().map(|column| Typed {
                r#type: &column.r#type,
                column: Some(column),
                key: column.primary_key || keyed(column),
            });
            columns.collect()
        }
        Action::AlterTable { change, .. } => match change {
            Change::AddColumn { column, .. } => vec![Typed {
                r#type: &column.r#type,
                column: Some(column),
                key: column.primary_key,
            }],
            Change::SetType { r#type, .. } => vec![Typed {
                r#type,
                column: None,
                key: false,
            }],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn is_serial(base: &str) -> bool {
    matches!(
        base,
        "serial" | "serial4" | "smallserial" | "serial2" | "bigserial" | "serial8"
    )
}

/// The largest number of an integer type that is not the largest.
fn limit(r#type: &TypeText) -> Option<&'static str> {
    match family(r#type).as_str() {
        "integer" | "serial" | "serial4" => Some("2,147,483,647"),
        "smallint" | "smallserial" | "serial2" => Some("32,767"),
        _ => None,
    }
}

pub(in crate::lint) fn small_key(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        let numbered = typed.column.is_some_and(|column| column.identity) || is_serial(&typed.r#type.base());
        // One that refers to another table is as wide as that one's key.
        let refers = typed.column.is_some_and(|column| column.references.is_some());
        if let Some(limit) = limit(typed.r#type).filter(|_| (typed.key || numbered) && !refers) {
            found
                .push(
                    typed.r#type.at.clone(),
                    format!("no row can be added after number {limit}"),
                )
                .help("use bigint: to widen it later writes all rows again, and those that refer to it");
        }
    }
}

pub(in crate::lint) fn small_integer(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        let numbered = typed.column.is_some_and(|column| column.identity) || is_serial(&typed.r#type.base());
        if let Some(limit) = limit(typed.r#type).filter(|_| !typed.key && !numbered) {
            found
                .push(typed.r#type.at.clone(), format!("this holds numbers up to {limit}"))
                .help("bigint costs four bytes more, and to widen it later writes all rows again");
        }
    }
}

pub(in crate::lint) fn serial(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        if is_serial(&typed.r#type.base()) {
            found
                .push(
                    typed.r#type.at.clone(),
                    "a serial column takes any value that is given, and its sequence has rights of its own",
                )
                .help("write bigint GENERATED ALWAYS AS IDENTITY");
        }
    }
}

pub(in crate::lint) fn varchar_limit(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        if family(typed.r#type) == "varchar" && !typed.r#type.arguments().is_empty() {
            found
                .push(
                    typed.r#type.at.clone(),
                    "to make this limit smaller goes through all rows under a lock",
                )
                .help("use text with a check, which can be replaced NOT VALID");
        }
    }
}

pub(in crate::lint) fn timestamp(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        if family(typed.r#type).trim_end_matches("[]") == "timestamp" {
            found
                .push(
                    typed.r#type.at.clone(),
                    "this is no moment: what it means depends on who reads it where",
                )
                .help("use timestamptz; it takes no more room");
        }
    }
}

pub(in crate::lint) fn char(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        if family(typed.r#type) == "char" {
            found
                .push(
                    typed.r#type.at.clone(),
                    "values are filled up with spaces, which some operations see and some do not",
                )
                .help("use text, with a check where the length matters");
        }
    }
}

pub(in crate::lint) fn json(at: &At<'_>, found: &mut Found<'_>) {
    for typed in types(at) {
        if typed.r#type.text == "json" {
            found
                .push(
                    typed.r#type.at.clone(),
                    "json has no equality: SELECT DISTINCT, GROUP BY and UNION of the table fail",
                )
                .help("use jsonb, unless the very text must be kept");
        }
    }
}

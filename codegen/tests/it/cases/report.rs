//! `expected.txt`: what a person would look at.

use codegen::catalog::{Catalog, Column};
use codegen::plan::{Plan, Work};
use tablesmith::migrate::MigrateError;

use super::run::Rows;
use crate::proof::New;

/// What `generate` asked about.
pub(super) fn asked(text: &mut String, way: &str, asked: &[String]) {
    for line in asked {
        text.push_str(&format!("{way}asked: {line}\n"));
    }
}

/// The changes, and what the steps say of themselves.
pub(super) fn changes(text: &mut String, new: &New) {
    for line in &new.proposed.summary {
        text.push_str(&format!("  {line}\n"));
    }
    impact(text, "up", &new.up);
    impact(text, "down", &new.down);
}

fn impact(text: &mut String, way: &str, plan: &Plan) {
    let mut lines = Vec::new();
    for step in &plan.steps {
        let impact = &step.impact;
        for lock in &impact.locks {
            let (level, work) = (word(&lock.level), word(&impact.work));
            let table = lock.table.as_deref().unwrap_or("all");
            lines.push(match impact.work {
                Work::Metadata => format!("{way} locks {table} ({level})"),
                Work::Scan | Work::Rewrite => format!("{way} locks {table} ({level}, {work})"),
            });
        }
        for hazard in &impact.hazards {
            lines.push(format!("{way} {}: {}", word(&hazard.kind), hazard.message));
        }
    }
    lines.dedup();
    for line in lines {
        text.push_str(&format!("  {line}\n"));
    }
}

/// The name that a thing has in JSON.
fn word(thing: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(thing).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// What the database said, without the migration's id.
pub(super) fn refusal(error: &MigrateError) -> String {
    let text = error.to_string();
    match (text.strip_prefix('`'), text.split_once("`, ")) {
        (Some(_), Some((_, rest))) => rest.to_owned(),
        _ => text,
    }
}

/// The rows of the tables whose rows are others now.
pub(super) fn rows(text: &mut String, way: &str, before: &Rows, after: &Rows, catalog: &Catalog) {
    let before = masked(before, catalog);
    let changed: Vec<_> = (masked(after, catalog).into_iter())
        .filter(|table| !before.contains(table))
        .collect();
    if changed.is_empty() {
        text.push_str(&format!("{way}: the rows are the same\n"));
        return;
    }
    text.push_str(&format!("{way}:\n"));
    for (table, rows) in changed {
        push_table(text, &table, &rows);
    }
}

/// The rows of every table before.
pub(super) fn start(text: &mut String, rows: &Rows, catalog: &Catalog) {
    text.push_str("rows:\n");
    for (table, rows) in masked(rows, catalog) {
        push_table(text, &table, &rows);
    }
}

fn push_table(text: &mut String, table: &str, rows: &[String]) {
    text.push_str(&format!("  {table}\n"));
    for row in rows {
        text.push_str(&format!("    {}\n", row.replace('\n', "\\n")));
    }
}

/// Without the times and random values that a default makes.
fn masked(rows: &Rows, catalog: &Catalog) -> Rows {
    let made = |column: &Column| {
        let default = column.default.as_ref().map(|default| default.authored.as_str());
        default.is_some_and(|default| {
            ["now", "uuid", "random", "current"]
                .iter()
                .any(|word| default.contains(word))
        })
    };
    let hidden: Vec<_> = catalog
        .tables
        .values()
        .filter(|table| table.columns.iter().any(made))
        .map(|table| format!("{} (", table.name))
        .collect();
    rows.iter()
        .map(|(table, rows)| {
            if hidden.iter().any(|hidden| table.starts_with(hidden)) {
                (
                    table.clone(),
                    vec![format!("{} rows, with values that differ from run to run", rows.len())],
                )
            } else {
                (table.clone(), rows.clone())
            }
        })
        .collect()
}

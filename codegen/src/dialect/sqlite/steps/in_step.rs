//! Two columns that are kept in step by triggers.
//!
//! A trigger of SQLite cannot change the row that is about to be written, so these write once more, right after. Rows
//! that are in step already are left alone: that is also what ends the chain of triggers that set each other off.

use super::{literal, quote};
use crate::catalog::names::{Label, derived};
use crate::catalog::{Column, Dependency, ObjectId, ObjectName, Pair, SqlObject, Table};
use crate::dialect::sqlite::{Sqlite, cast};
use crate::dialect::{Beside, Dialect, InStep};

/// See [`Dialect::in_step`](crate::dialect::Dialect::in_step).
pub(in crate::dialect::sqlite) fn in_step(beside: &Beside<'_>) -> Result<InStep, String> {
    let Pair { previous, next } = beside.columns;
    for column in [previous, next] {
        if let Some(default) = &column.default
            && Sqlite.is_volatile(&default.authored)
        {
            return Err(
                "its default differs from row to row: a value that code gives could not be told from one that it leaves \
                 out"
                    .to_owned(),
            );
        }
    }
    let table = beside.table;
    let name = derived(&table.name.name, &[&previous.name, &next.name], Label::Phase, 0);
    let columns = [previous, next].map(|column| Dependency::Column(table.name.clone(), column.name.clone()));
    let object = |event: &str, make: &str, statements: Vec<String>| {
        let name = format!("{name}_{event}");
        let statements = statements.join(";\n    ");
        SqlObject {
            make: format!(
                "CREATE TRIGGER {} AFTER {make}\nBEGIN\n    {statements};\nEND",
                quote(&name)
            ),
            take: format!("DROP TRIGGER {}", quote(&name)),
            alter: None,
            shape: None,
            depends_on: columns
                .iter()
                .cloned()
                .chain([Dependency::Table(table.name.clone())])
                .collect(),
            follows: [].into(),
            needed_by: [].into(),
            id: ObjectId {
                kind: "trigger".to_owned(),
                name: ObjectName::new(name),
                table: Some(table.name.clone()),
            },
        }
    };
    let (old, new) = (quote(&previous.name), quote(&next.name));
    let table_sql = quote(&table.name.name);
    let objects = vec![
        object("insert", &format!("INSERT ON {table_sql}"), on_insert(beside)?),
        object(
            "update",
            &format!("UPDATE OF {old}, {new} ON {table_sql}"),
            on_update(beside)?,
        ),
    ];
    let empty = |column: &Column| Column {
        nullable: true,
        ..column.clone()
    };
    Ok(InStep {
        columns: beside.columns.map(empty),
        objects,
    })
}

/// Whoever gives something else than a default knows that column; where nobody does, the old one counts.
fn on_insert(beside: &Beside<'_>) -> Result<Vec<String>, String> {
    let Pair { previous, next } = beside.columns;
    let default = |column: &Column| {
        let default = column.default.as_ref().map(|default| default.authored.as_str());
        format!("({})", default.unwrap_or("NULL"))
    };
    let (old, new) = (quote(&previous.name), quote(&next.name));
    let knows_new = format!(
        "NEW.{old} IS {} AND NEW.{new} IS NOT {}",
        default(previous),
        default(next)
    );
    let this = this_row(beside.table)?;
    let table = quote(&beside.table.name.name);
    let (forth, back) = (beside.forth, beside.back);
    let mut statements = vec![
        format!("UPDATE {table} SET {new} = {forth} WHERE {this} AND NOT ({knows_new}) AND {new} IS NOT ({forth})"),
        format!("UPDATE {table} SET {old} = {back} WHERE {this} AND {knows_new} AND {old} IS NOT ({back})"),
    ];
    statements.extend(refusals(beside, &this));
    Ok(statements)
}

/// Whoever changes a column knows it.
fn on_update(beside: &Beside<'_>) -> Result<Vec<String>, String> {
    let Pair { previous, next } = beside.columns;
    let (old, new) = (quote(&previous.name), quote(&next.name));
    let this = this_row(beside.table)?;
    let table = quote(&beside.table.name.name);
    let (forth, back) = (beside.forth, beside.back);
    let apart = format!("{new} IS NOT ({forth}) AND {old} IS NOT ({back})");
    let mut statements = vec![
        format!("UPDATE {table} SET {new} = {forth} WHERE {this} AND NEW.{old} IS NOT OLD.{old} AND {apart}"),
        format!(
            "UPDATE {table} SET {old} = {back} WHERE {this} AND NEW.{old} IS OLD.{old} AND NEW.{new} IS NOT OLD.{new} \
             AND {apart}"
        ),
    ];
    statements.extend(refusals(beside, &this));
    Ok(statements)
}

/// What the columns themselves refuse no more, or not yet.
fn refusals(beside: &Beside<'_>, this: &str) -> Vec<String> {
    let Pair { previous, next } = beside.columns;
    let table = &beside.table.name.name;
    let (old, new) = (quote(&previous.name), quote(&next.name));
    let refuse = |message: String, condition: String| {
        let message = literal(&message);
        format!(
            "SELECT RAISE(ABORT, {message}) FROM {} WHERE {this} AND {condition}",
            quote(table)
        )
    };
    let mut refusals = Vec::new();
    if beside.required {
        let missing = if next.nullable {
            format!("{old} IS NULL")
        } else {
            format!("({old} IS NULL OR {new} IS NULL)")
        };
        let message = format!("NOT NULL constraint failed: {table}.{}", next.name);
        refusals.push(refuse(message, missing));
    }
    let directions = [(previous, next), (next, previous)];
    // The author's way may well make something else of a value than its type says.
    for (from, to) in directions.into_iter().filter(|_| !beside.said) {
        if let Some(misfit) = cast::misfit(&quote(&from.name), &from.r#type, &to.r#type)
            && from.r#type != to.r#type
        {
            let message = format!("{table}.{} has a value that {} cannot hold", from.name, to.name);
            refusals.push(refuse(message, misfit));
        }
    }
    refusals
}

/// The row that the trigger is about.
fn this_row(table: &Table) -> Result<String, String> {
    if table.without_rowid {
        let key = table.primary_key.iter().flat_map(|key| &key.columns);
        let parts: Vec<_> = key.map(|name| format!("{0} = NEW.{0}", quote(name))).collect();
        return Ok(parts.join(" AND "));
    }
    let is_free = |alias: &&str| {
        !table
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(alias))
    };
    let alias = ["rowid", "_rowid_", "oid"].into_iter().find(is_free);
    let alias = alias.ok_or("the table has columns called rowid, _rowid_ and oid, so its rows cannot be told apart")?;
    Ok(format!("{alias} = NEW.{alias}"))
}

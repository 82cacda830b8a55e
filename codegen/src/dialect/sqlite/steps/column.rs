//! Columns: their definitions, and the statements that add, drop and rename them in place.

use crate::catalog::{Column, Generated, PrimaryKey, TypeName};
use crate::dialect::sqlite::steps::expression::{is_literal, parenthesized};
use crate::dialect::sqlite::steps::{SqliteStep, quote};

/// The declared type.
pub(super) fn declared_type(column: &Column) -> &str {
    match &column.r#type.r#type {
        TypeName::BuiltIn(name) => name,
        // Lowering for SQLite makes none: it has no enums. Text is what their values are.
        TypeName::Enum(_) => "TEXT",
    }
}

/// Whether the declared type is of words that say a type to nobody but SQLite.
pub(super) fn has_free_type(column: &Column) -> bool {
    let declared = declared_type(column).to_ascii_uppercase();
    let name = declared.split('(').next().unwrap_or_default();
    let known = ["DOUBLE PRECISION", "CHARACTER VARYING"];
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    !is_word && !known.contains(&name.trim())
}

/// A column as `CREATE TABLE` and `ADD COLUMN` take it; `key` is the primary key where it stands with the column.
pub(super) fn definition(column: &Column, key: Option<&PrimaryKey>) -> String {
    let mut definition = quote(&column.name);
    let declared = declared_type(column);
    if !declared.is_empty() {
        definition.push(' ');
        definition.push_str(declared);
    }
    if let Some(collation) = &column.collation {
        definition.push_str(" COLLATE ");
        definition.push_str(&self::collation(collation));
    }
    if !column.nullable {
        definition.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        definition.push_str(" DEFAULT ");
        definition.push_str(&default_value(&default.authored));
    }
    if let Some(Generated { expression, stored }) = &column.generated {
        definition.push_str(" GENERATED ALWAYS AS ");
        definition.push_str(&parenthesized(&expression.authored));
        definition.push_str(if *stored { " STORED" } else { " VIRTUAL" });
    }
    if let Some(key) = key {
        definition.push_str(" CONSTRAINT ");
        definition.push_str(&quote(&key.name));
        definition.push_str(" PRIMARY KEY AUTOINCREMENT");
    }
    definition
}

/// A collation's name, bare where that is enough: `NOCASE` is how people know it.
pub(super) fn collation(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { name.to_owned() } else { quote(name) }
}

fn default_value(sql: &str) -> String {
    let current = ["current_time", "current_date", "current_timestamp"];
    if is_literal(sql) || current.iter().any(|word| sql.trim().eq_ignore_ascii_case(word)) {
        sql.trim().to_owned()
    } else {
        parenthesized(sql)
    }
}

/// `ALTER TABLE … ADD COLUMN`, with constraints that stand with the column.
pub(super) fn add_column(table: &str, column: &Column, constraints: &[String]) -> SqliteStep {
    let mut definition = definition(column, None);
    for constraint in constraints {
        definition.push(' ');
        definition.push_str(constraint);
    }
    SqliteStep::AddColumn {
        table: quote(table),
        definition,
        free_type: has_free_type(column),
        tests_rows: constraints.iter().any(|constraint| constraint.contains(" CHECK ")),
    }
}

/// `ALTER TABLE … DROP COLUMN`.
pub(super) fn drop_column(table: &str, column: &str) -> SqliteStep {
    SqliteStep::DropColumn {
        table: quote(table),
        column: quote(column),
    }
}

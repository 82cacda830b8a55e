//! Rows for any catalog, made up so that they meet its keys, foreign keys, enums and the simple checks that tests use.
//!
//! Row `i` of a table points at row `i` of every table it refers to, so foreign keys hold whatever their shape. Row 2, 5,
//! 8 … have NULL wherever they may.

use codegen::catalog::{Catalog, Column, ObjectName, Table, TypeName};
use codegen::dialect::DialectName;

/// INSERT statements that put `count` rows into every table. Enforcement of foreign keys is to be off while they run:
/// tables come in the order of their names.
pub(crate) fn inserts(catalog: &Catalog, count: usize) -> Vec<String> {
    let tables = catalog.tables.values().filter(|table| has_values(table));
    tables
        .map(|table| {
            insert(catalog, table, count).unwrap_or_else(|column| panic!("the test knows no value of {column}"))
        })
        .collect()
}

/// The same for any database: without the tables that need a value of a type that is not known here.
pub(crate) fn possible_inserts(catalog: &Catalog, count: usize) -> Vec<String> {
    let tables = catalog.tables.values().filter(|table| has_values(table));
    tables.filter_map(|table| insert(catalog, table, count).ok()).collect()
}

fn has_values(table: &Table) -> bool {
    table.columns.iter().any(|column| column.generated.is_none())
}

/// One INSERT, or the column that it lacks a value of. Columns of unknown types that may be left out are.
fn insert(catalog: &Catalog, table: &Table, count: usize) -> Result<String, String> {
    let can_be_left_out = |column: &Column| column.nullable || column.default.is_some();
    let mut columns: Vec<&Column> = Vec::new();
    for column in table.columns.iter().filter(|column| column.generated.is_none()) {
        match (0..count).all(|row| value(catalog, table, column, row, 0).is_some()) {
            true => columns.push(column),
            false if can_be_left_out(column) => {}
            false => return Err(format!("{}.{}: {:?}", table.name, column.name, column.r#type)),
        }
    }
    if columns.is_empty() {
        return Err(format!("{}: every column", table.name));
    }
    let names: Vec<_> = columns.iter().map(|column| quote(&column.name)).collect();
    let overriding = match catalog.dialect {
        DialectName::Postgres if columns.iter().any(|column| column.identity.is_some()) => " OVERRIDING SYSTEM VALUE",
        _ => "",
    };
    let rows: Vec<_> = (0..count)
        .map(|row| {
            let values: Vec<_> = (columns.iter())
                .filter_map(|column| value(catalog, table, column, row, 0))
                .collect();
            format!("({})", values.join(", "))
        })
        .collect();
    Ok(format!(
        "INSERT INTO {} ({}){overriding} VALUES {}",
        name(&table.name),
        names.join(", "),
        rows.join(", ")
    ))
}

/// A name with its namespace, quoted.
pub(crate) fn name(name: &ObjectName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", quote(namespace), quote(&name.name)),
        None => quote(&name.name),
    }
}

/// A quoted identifier.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `None` of a type that is not known here.
fn value(catalog: &Catalog, table: &Table, column: &Column, row: usize, depth: usize) -> Option<String> {
    if column.nullable && row % 3 == 2 && !in_key(table, &column.name) {
        return Some("NULL".to_owned());
    }
    // A chain of foreign keys that comes back to where it began (a.id → b.id → a.id) ends by depth: both ends have the
    // same type, so the value by type is the same too.
    if depth < 8 {
        for foreign_key in &table.foreign_keys {
            if let Some(position) = foreign_key.columns.iter().position(|name| *name == column.name)
                && let Some(parent) = catalog.tables.get(&foreign_key.references)
                && let Some(target) = parent.column(&foreign_key.referenced_columns[position])
            {
                let pointed = value(catalog, parent, target, row, depth + 1)?;
                // The row pointed at has NULL there: any value with it would be an orphan.
                return if pointed == "NULL" && !column.nullable {
                    by_type(catalog, table, column, row)
                } else {
                    Some(pointed)
                };
            }
        }
    }
    by_type(catalog, table, column, row)
}

fn in_key(table: &Table, column: &str) -> bool {
    table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns.iter().any(|name| name == column))
}

fn by_type(catalog: &Catalog, table: &Table, column: &Column, row: usize) -> Option<String> {
    let of_enum = |name: &ObjectName| {
        let values = &catalog.enums.get(name)?.values;
        values.get(row % values.len().max(1)).map(|value| literal(value))
    };
    let element = match (&column.text_enum, &column.r#type.r#type) {
        (Some(name), _) | (None, TypeName::Enum(name)) => of_enum(name)?,
        (None, TypeName::BuiltIn(words)) => {
            let known = built_in(table, words, column, row);
            match catalog.dialect {
                DialectName::Postgres => known?,
                DialectName::Sqlite => known.unwrap_or_else(|| by_affinity(table, words, column, row)),
            }
        }
    };
    Some(array(catalog.dialect, column.r#type.array, &element))
}

/// SQLite takes any word for a type (<https://sqlite.org/datatype3.html>, section 3.1).
fn by_affinity(table: &Table, words: &str, column: &Column, row: usize) -> String {
    let lower = words.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if has(&["int"]) {
        format!("{}", row + 1)
    } else if has(&["char", "clob", "text", "date", "time"]) {
        text(table, words, column, row)
    } else {
        format!("{}.5", row + 1)
    }
}

fn array(dialect: DialectName, is_array: bool, element: &str) -> String {
    match (dialect, is_array) {
        (_, false) => element.to_owned(),
        (DialectName::Postgres, true) => literal(&format!("{{\"{}\"}}", element.trim_matches('\''))),
        (DialectName::Sqlite, true) => literal(&format!("[\"{}\"]", element.trim_matches('\''))),
    }
}

fn built_in(table: &Table, words: &str, column: &Column, row: usize) -> Option<String> {
    let lower = words.to_lowercase();
    let base = lower.split('(').next().unwrap_or_default().trim();
    Some(match base {
        "integer" if is_boolean(table, column) => format!("{}", row % 2),
        "smallint" | "integer" | "bigint" | "int" | "numeric" => format!("{}", row + 1),
        "real" | "double precision" => format!("{}.5", row + 1),
        "boolean" => if row.is_multiple_of(2) { "true" } else { "false" }.to_owned(),
        "bytea" => format!("'\\x{row:04x}'"),
        "blob" => format!("x'{row:04x}'"),
        "uuid" => format!("'00000000-0000-4000-8000-{row:012x}'"),
        "date" => format!("'2026-01-{:02}'", row % 28 + 1),
        "time" | "time without time zone" => format!("'10:00:{:02}'", row % 60),
        "timestamp" | "timestamp without time zone" => format!("'2026-01-{:02} 10:00:00'", row % 28 + 1),
        "timestamp with time zone" => format!("'2026-01-{:02} 10:00:00+00'", row % 28 + 1),
        "interval" => format!("'{} days'", row + 1),
        "json" | "jsonb" => format!("'{{\"row\": {row}}}'"),
        "inet" | "cidr" => format!("'10.0.0.{}'", row % 250 + 1),
        "macaddr" => format!("'08:00:2b:01:02:{:02x}'", row % 250),
        "character varying" | "character" | "text" => text(table, words, column, row),
        _ => return None,
    })
}

/// SQLite says that a column is a boolean by a check alone.
fn is_boolean(table: &Table, column: &Column) -> bool {
    let check = format!("{} in (0, 1)", quote(&column.name));
    table.checks.iter().any(|there| there.expression.authored == check)
}

/// The length that a check allows, where the type has none to say.
fn checked_length(table: &Table, column: &Column) -> Option<usize> {
    let check = format!("length({}) <= ", quote(&column.name));
    let limits = table
        .checks
        .iter()
        .filter_map(|there| there.expression.authored.strip_prefix(&check));
    limits.filter_map(|limit| limit.parse().ok()).min()
}

/// Text that is distinct by row, and no longer than the type or a check on its length allows.
fn text(table: &Table, words: &str, column: &Column, row: usize) -> String {
    let long = format!("{} {row} it''s", column.name.replace('\'', "''"));
    let limit = words
        .split_once('(')
        .and_then(|(_, rest)| rest.trim_end_matches(')').parse::<usize>().ok());
    match limit.or_else(|| checked_length(table, column)) {
        Some(limit) if long.len() > limit => format!("'{row:0>width$}'", width = limit.min(4)),
        _ => format!("'{long}'"),
    }
}

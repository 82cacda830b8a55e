//! Rows for any catalog, made up so that they meet its keys, foreign keys, enums and the simple checks that tests use.
//!
//! Row `i` of a table points at row `i` of every table it refers to, so foreign keys hold whatever their shape. Row 2, 5,
//! 8 … have NULL wherever they may.

use codegen::catalog::{Catalog, Column, ObjectName, Table, TypeName};
use codegen::dialect::DialectName;

/// INSERT statements that put `count` rows into every table. Enforcement of foreign keys is to be off while they run:
/// tables come in the order of their names.
pub(crate) fn inserts(catalog: &Catalog, count: usize) -> Vec<String> {
    let mut statements = Vec::new();
    for table in catalog.tables.values() {
        let columns: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| column.generated.is_none())
            .collect();
        if columns.is_empty() {
            continue;
        }
        let names: Vec<_> = columns.iter().map(|column| quote(&column.name)).collect();
        let overriding = match catalog.dialect {
            DialectName::Postgres if columns.iter().any(|column| column.identity.is_some()) => {
                " OVERRIDING SYSTEM VALUE"
            }
            _ => "",
        };
        let rows: Vec<_> = (0..count)
            .map(|row| {
                let values: Vec<_> = columns
                    .iter()
                    .map(|column| value(catalog, table, column, row, 0))
                    .collect();
                format!("({})", values.join(", "))
            })
            .collect();
        statements.push(format!(
            "INSERT INTO {} ({}){overriding} VALUES {}",
            name(&table.name),
            names.join(", "),
            rows.join(", ")
        ));
    }
    statements
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

fn value(catalog: &Catalog, table: &Table, column: &Column, row: usize, depth: usize) -> String {
    if column.nullable && row % 3 == 2 && !in_key(table, &column.name) {
        return "NULL".to_owned();
    }
    // A chain of foreign keys that comes back to where it began (a.id → b.id → a.id) ends by depth: both ends have the
    // same type, so the value by type is the same too.
    if depth < 8 {
        for foreign_key in &table.foreign_keys {
            if let Some(position) = foreign_key.columns.iter().position(|name| *name == column.name)
                && let Some(parent) = catalog.tables.get(&foreign_key.references)
                && let Some(target) = parent.column(&foreign_key.referenced_columns[position])
            {
                let pointed = value(catalog, parent, target, row, depth + 1);
                // The row pointed at has NULL there: any value with it would be an orphan.
                return if pointed == "NULL" && !column.nullable {
                    by_type(catalog, table, column, row)
                } else {
                    pointed
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

fn by_type(catalog: &Catalog, table: &Table, column: &Column, row: usize) -> String {
    if let Some(values) = column.text_enum.as_ref().and_then(|name| catalog.enums.get(name)) {
        return array(
            catalog.dialect,
            column.r#type.array,
            &literal(&values.values[row % values.values.len()]),
        );
    }
    let element = match &column.r#type.r#type {
        TypeName::Enum(name) => literal(&catalog.enums[name].values[row % catalog.enums[name].values.len()]),
        TypeName::BuiltIn(words) => built_in(table, words, column, row),
    };
    array(catalog.dialect, column.r#type.array, &element)
}

fn array(dialect: DialectName, is_array: bool, element: &str) -> String {
    match (dialect, is_array) {
        (_, false) => element.to_owned(),
        (DialectName::Postgres, true) => literal(&format!("{{\"{}\"}}", element.trim_matches('\''))),
        (DialectName::Sqlite, true) => literal(&format!("[\"{}\"]", element.trim_matches('\''))),
    }
}

fn built_in(table: &Table, words: &str, column: &Column, row: usize) -> String {
    let lower = words.to_lowercase();
    let base = lower.split('(').next().unwrap_or_default().trim();
    match base {
        "integer" if is_boolean(table, column) => format!("{}", row % 2),
        "smallint" | "integer" | "bigint" | "int" | "numeric" => format!("{}", row + 1),
        "real" | "double precision" => format!("{}.5", row + 1),
        "boolean" => if row.is_multiple_of(2) { "true" } else { "false" }.to_owned(),
        "bytea" => format!("'\\x{row:04x}'"),
        "blob" => format!("x'{row:04x}'"),
        "uuid" => format!("'00000000-0000-4000-8000-{row:012x}'"),
        "date" => format!("'2026-01-{:02}'", row % 28 + 1),
        "time" | "time without time zone" => format!("'10:00:{:02}'", row % 60),
        "timestamp without time zone" => format!("'2026-01-{:02} 10:00:00'", row % 28 + 1),
        "timestamp with time zone" => format!("'2026-01-{:02} 10:00:00+00'", row % 28 + 1),
        "interval" => format!("'{} days'", row + 1),
        "json" | "jsonb" => format!("'{{\"row\": {row}}}'"),
        "inet" | "cidr" => format!("'10.0.0.{}'", row % 250 + 1),
        "macaddr" => format!("'08:00:2b:01:02:{:02x}'", row % 250),
        "character varying" | "character" | "text" => text(table, words, column, row),
        other => panic!("the test knows no value of type {other}"),
    }
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

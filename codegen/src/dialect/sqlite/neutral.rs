//! A value of each type that says nothing.

use crate::catalog::{ColumnType, TypeName};

/// See [`Dialect::neutral_value`](crate::dialect::Dialect::neutral_value).
pub(super) fn neutral_value(r#type: &ColumnType, form: Option<&str>) -> Option<&'static str> {
    let TypeName::BuiltIn(words) = &r#type.r#type else {
        return None;
    };
    Some(match words.to_ascii_uppercase().as_str() {
        "INTEGER" | "REAL" | "NUMERIC" => "0",
        "BLOB" => "x''",
        _ => form.map_or("''", in_form),
    })
}

/// Text that models can read.
fn in_form(form: &str) -> &'static str {
    if form.ends_with("[]") {
        return "'[]'";
    }
    match form.split('(').next().unwrap_or_default() {
        "numeric" => "'0'",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        "json" | "jsonb" => "'null'",
        "inet" | "cidr" => "'0.0.0.0/32'",
        "macaddr" => "'00:00:00:00:00:00'",
        "date" => "'1970-01-01'",
        "time" => "'00:00:00'",
        "timestamp" => "'1970-01-01T00:00:00'",
        "timestamptz" => "'1970-01-01T00:00:00.000000Z'",
        "interval" => "'PT0S'",
        _ => "''",
    }
}

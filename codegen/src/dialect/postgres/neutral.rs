//! A value of each type that says nothing.

use crate::catalog::{ColumnType, TypeName};

/// See [`Dialect::neutral_value`](crate::dialect::Dialect::neutral_value).
pub(super) fn neutral_value(r#type: &ColumnType) -> Option<&'static str> {
    if r#type.array {
        return Some("'{}'");
    }
    let TypeName::BuiltIn(words) = &r#type.r#type else {
        return None;
    };
    let base = words.split('(').next().unwrap_or_default().trim();
    Some(match base {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => "0",
        "boolean" => "false",
        "text" | "character varying" | "character" | "bytea" => "''",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        "json" | "jsonb" => "'null'",
        "inet" | "cidr" => "'0.0.0.0'",
        "macaddr" => "'00:00:00:00:00:00'",
        "date" => "'1970-01-01'",
        // `time(3) without time zone` is cut at its parenthesis.
        _ if base.starts_with("timestamp") => "'1970-01-01 00:00:00+00'",
        _ if base.starts_with("time") => "'00:00:00+00'",
        _ if base.starts_with("interval") => "'0'",
        _ => return None,
    })
}

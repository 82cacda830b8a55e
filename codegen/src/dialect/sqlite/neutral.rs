//! A value of each type that says nothing.

use crate::catalog::{ColumnType, TypeName};

/// See [`Dialect::neutral_value`](crate::dialect::Dialect::neutral_value).
pub(super) fn neutral_value(r#type: &ColumnType) -> Option<&'static str> {
    let TypeName::BuiltIn(words) = &r#type.r#type else {
        return None;
    };
    Some(match words.to_ascii_uppercase().as_str() {
        "INTEGER" | "REAL" | "NUMERIC" => "0",
        "BLOB" => "x''",
        _ => "''",
    })
}

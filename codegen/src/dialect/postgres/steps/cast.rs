//! How a value of one type becomes one of another.

use super::sql_text::{column_type, identifier};
use crate::catalog::{Column, ColumnType, TypeName};

/// A type without its array and its modifier: `character varying` of `character varying(20)[]`.
pub(super) fn base(column_type: &ColumnType) -> String {
    let TypeName::BuiltIn(name) = &column_type.r#type else {
        return "enum".to_owned();
    };
    let (mut base, mut depth) = (String::with_capacity(name.len()), 0_u32);
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => base.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    base.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether only the modifier differs, as in `character varying(10)` and `character varying(20)`.
pub(super) fn same_base(previous: &ColumnType, next: &ColumnType) -> bool {
    previous.array == next.array
        && match (&previous.r#type, &next.r#type) {
            (TypeName::Enum(previous), TypeName::Enum(next)) => previous == next,
            (TypeName::BuiltIn(_), TypeName::BuiltIn(_)) => base(previous) == base(next),
            _ => false,
        }
}

/// What `ALTER COLUMN … TYPE` needs after USING, if anything.
///
/// Where the server converts by itself (an implicit or assignment cast of `pg_cast`, and any type to a string type)
/// nothing is said: unlike an explicit cast, it refuses text that is too long instead of cutting it off.
pub(super) fn using(previous: &Column, next: &Column) -> Option<String> {
    let column = identifier(&next.name);
    let to = column_type(&next.r#type);
    let (from_type, to_type) = (&previous.r#type, &next.r#type);
    let (from_base, to_base) = (base(from_type), base(to_type));
    match (from_type.array, to_type.array) {
        (true, false) if is_string(&to_base) => None,
        (false, true) if is_string(&from_base) => Some(format!("{column}::{to}")),
        // One value is an array of one.
        (false, true) => Some(format!(
            "CASE WHEN {column} IS NOT NULL THEN ARRAY[{column}]::text[]::{to} END"
        )),
        (true, false) => Some(format!("{column}::text::{to}")),
        (true, true) | (false, false) if is_automatic(from_type, to_type) => None,
        (true, true) => Some(format!("{column}::text[]::{to}")),
        (false, false) => Some(match (from_base.as_str(), to_base.as_str()) {
            ("integer", "boolean")
            | ("boolean", "integer")
            | ("bigint" | "smallint" | "integer", "bit" | "bit varying") => format!("{column}::{to}"),
            (from, _) if is_string(from) => format!("{column}::{to}"),
            ("jsonb", to_base) if is_number(to_base) || to_base == "boolean" => format!("{column}::{to}"),
            (from, "boolean") if is_number(from) => format!("{column} <> 0"),
            ("boolean", to_base) if is_number(to_base) => format!("{column}::integer::{to}"),
            // There is no cast between most other types; their text is the way that both have.
            _ => format!("{column}::text::{to}"),
        }),
    }
}

/// SQL that gives the value of `next` from a row that has `previous`.
pub(in crate::dialect::postgres) fn conversion_sql(previous: &Column, next: &Column) -> String {
    let next = Column {
        name: previous.name.clone(),
        ..next.clone()
    };
    using(previous, &next).unwrap_or_else(|| identifier(&previous.name))
}

fn is_automatic(previous: &ColumnType, next: &ColumnType) -> bool {
    if previous.r#type == next.r#type {
        return true;
    }
    let (from, to) = (base(previous), base(next));
    if matches!(next.r#type, TypeName::Enum(_)) {
        return false;
    }
    is_string(&to)
        || (from == to && from != "enum")
        || (is_number(&from) && is_number(&to))
        || matches!(
            (from.as_str(), to.as_str()),
            ("date", "timestamp without time zone" | "timestamp with time zone")
                | (
                    "timestamp without time zone",
                    "date" | "time without time zone" | "timestamp with time zone"
                )
                | (
                    "timestamp with time zone",
                    "date" | "time without time zone" | "time with time zone" | "timestamp without time zone"
                )
                | ("time without time zone", "interval" | "time with time zone")
                | ("time with time zone" | "interval", "time without time zone")
                | ("json", "jsonb")
                | ("jsonb", "json")
                | ("cidr", "inet")
                | ("inet", "cidr")
                | ("macaddr", "macaddr8")
                | ("macaddr8", "macaddr")
                | ("bit", "bit varying")
                | ("bit varying", "bit")
        )
}

fn is_string(base: &str) -> bool {
    matches!(
        base,
        "text" | "character varying" | "varchar" | "character" | "char" | "bpchar" | "citext"
    )
}

fn is_number(base: &str) -> bool {
    matches!(
        base,
        "smallint" | "integer" | "bigint" | "numeric" | "decimal" | "real" | "double precision"
    )
}

/// Whether an identity may be of this type.
pub(super) fn is_integer(column_type: &ColumnType) -> bool {
    !column_type.array && matches!(base(column_type).as_str(), "smallint" | "integer" | "bigint")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> Column {
        let (name, array) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
        Column {
            name: "c".to_owned(),
            key: None,
            r#type: ColumnType {
                r#type: TypeName::BuiltIn(name.to_owned()),
                array,
            },
            text_enum: None,
            form: None,
            nullable: false,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            comment: None,
        }
    }

    #[test]
    fn a_cast_is_written_only_where_the_server_has_none_of_its_own() {
        let of = |from: &str, to: &str| using(&column(from), &column(to));
        assert_eq!(of("character varying(20)", "character varying(10)"), None);
        assert_eq!(of("bigint", "numeric(10,2)"), None);
        assert_eq!(of("uuid", "text"), None);
        assert_eq!(of("text", "integer").as_deref(), Some("\"c\"::integer"));
        assert_eq!(of("bigint", "boolean").as_deref(), Some("\"c\" <> 0"));
        assert_eq!(of("boolean", "bigint").as_deref(), Some("\"c\"::integer::bigint"));
        assert_eq!(of("integer", "uuid").as_deref(), Some("\"c\"::text::uuid"));
        assert_eq!(of("integer[]", "bigint[]"), None);
        assert_eq!(of("text[]", "text"), None);
    }
}

//! What a column is on PostgreSQL. Types are spelled as `format_type` prints them.

use serde_json::Value as Json;

use crate::catalog::{ColumnType, Expression, TypeName};
use crate::dialect::lower::{enum_check, enum_name, enum_values, is_native};
use crate::dialect::postgres::Postgres;
use crate::dialect::{ColumnContext, Dialect, DialectName, PhysicalColumn};
use crate::schema::{Default, Generator, Literal, Scalar};

/// Type, default and checks of a column.
pub(super) fn column(dialect: &Postgres, context: &ColumnContext<'_>) -> PhysicalColumn {
    let ColumnContext {
        schema,
        column,
        capabilities,
        ..
    } = *context;
    let mut text_enum = None;
    let mut checks = Vec::new();
    let r#type = match &column.r#type.scalar {
        Scalar::Enum(id) if is_native(schema, capabilities, *id) => TypeName::Enum(enum_name(schema, dialect, *id)),
        Scalar::Enum(id) => {
            text_enum = Some(enum_name(schema, dialect, *id));
            let values = enum_values(schema, dialect, *id);
            checks.extend(enum_check(dialect, &column.name, column.r#type.array, &values));
            TypeName::BuiltIn("text".to_owned())
        }
        scalar => TypeName::BuiltIn(type_text(scalar)),
    };
    PhysicalColumn {
        r#type: ColumnType {
            r#type,
            array: column.r#type.array,
        },
        text_enum,
        form: None,
        default: default(dialect, context),
        identity: column.identity,
        checks,
    }
}

/// The type as `format_type` prints it.
pub(super) fn type_text(scalar: &Scalar) -> String {
    let text = match scalar {
        Scalar::SmallInt => "smallint",
        Scalar::Integer => "integer",
        Scalar::BigInt => "bigint",
        Scalar::Numeric(None) => "numeric",
        Scalar::Numeric(Some((precision, scale))) => return format!("numeric({precision},{scale})"),
        Scalar::Real => "real",
        Scalar::Double => "double precision",
        Scalar::Boolean => "boolean",
        // Enums are settled before; those kept as text are text.
        Scalar::Text | Scalar::Enum(_) => "text",
        Scalar::Varchar(length) => return format!("character varying({length})"),
        Scalar::Char(length) => return format!("character({length})"),
        Scalar::Bytea => "bytea",
        Scalar::Uuid => "uuid",
        Scalar::Date => "date",
        Scalar::Time => "time without time zone",
        Scalar::Timestamp => "timestamp without time zone",
        Scalar::Timestamptz => "timestamp with time zone",
        Scalar::Interval => "interval",
        Scalar::Json => "json",
        Scalar::Jsonb => "jsonb",
        Scalar::Inet => "inet",
        Scalar::Cidr => "cidr",
        Scalar::Macaddr => "macaddr",
        Scalar::Other(name) => name,
    };
    text.to_owned()
}

fn default(dialect: &Postgres, context: &ColumnContext<'_>) -> Option<Expression> {
    let column = context.column;
    let sql = match column.default.as_ref()? {
        Default::Literal(value) => literal(dialect, value, &column.r#type.scalar, column.r#type.array),
        Default::Generator(generator) => generated(*generator, &column.r#type.scalar)?.to_owned(),
        Default::Sql(sql) => sql.get(DialectName::Postgres)?.clone(),
    };
    Some(Expression::authored(sql))
}

/// What the database makes; the rest is made by the program that creates the row.
fn generated(generator: Generator, scalar: &Scalar) -> Option<&'static str> {
    match (generator, scalar) {
        // Without a zone, UTC is meant: the session's zone would make the value depend on who asks.
        (Generator::Now, Scalar::Timestamp) => Some("timezone('utc', now())"),
        (Generator::Now, Scalar::Date) => Some("timezone('utc', now())::date"),
        (Generator::Now, Scalar::Time) => Some("timezone('utc', now())::time"),
        (Generator::Now, _) => Some("now()"),
        (Generator::Uuid, Scalar::Uuid) => Some("gen_random_uuid()"),
        (Generator::Uuid, _) => Some("gen_random_uuid()::text"),
        (Generator::UuidV7 | Generator::Nanoid | Generator::Ulid, _) => None,
    }
}

fn literal(dialect: &Postgres, value: &Literal, scalar: &Scalar, array: bool) -> String {
    match value {
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(text)
            if matches!(scalar, Scalar::Numeric(_)) && text.parse::<f64>().is_ok_and(f64::is_finite) =>
        {
            text.clone()
        }
        Literal::Text(text) => dialect.quote_text(text),
        Literal::Json(value) if array => dialect.quote_text(&array_text(value)),
        Literal::Json(value) => dialect.quote_text(&value.to_string()),
    }
}

/// An array in its own notation (manual, 8.15.2): `{1,NULL,"a \"b\""}`.
fn array_text(value: &Json) -> String {
    match value {
        Json::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(array_text).collect();
            format!("{{{}}}", elements.join(","))
        }
        Json::Null => "NULL".to_owned(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::String(text) => array_element(text),
        Json::Object(_) => array_element(&value.to_string()),
    }
}

pub(super) fn array_element(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_written_in_their_own_notation() {
        let value = serde_json::json!(["a", "it's", "say \"x\" \\", null, 1, true]);
        let sql = literal(&Postgres, &Literal::Json(value), &Scalar::Text, true);
        assert_eq!(sql, r#"'{"a","it''s","say \"x\" \\",NULL,1,true}'"#);
        assert_eq!(
            literal(&Postgres, &Literal::Json(serde_json::json!([])), &Scalar::Text, true),
            "'{}'"
        );
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(
            literal(&Postgres, &Literal::Text("0.00".into()), &Scalar::Numeric(None), false),
            "0.00"
        );
        assert_eq!(
            literal(&Postgres, &Literal::Text("NaN".into()), &Scalar::Numeric(None), false),
            "'NaN'"
        );
        assert_eq!(
            literal(&Postgres, &Literal::Float(1e300), &Scalar::Double, false),
            "1e300"
        );
        assert_eq!(literal(&Postgres, &Literal::Integer(-1), &Scalar::Integer, false), "-1");
    }
}

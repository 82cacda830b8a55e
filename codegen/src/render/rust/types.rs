//! Logical types → Rust types and the types of PostgreSQL's parameters. `docs/types.md` has the table.

use crate::dialect::DialectName;
use crate::schema::{Column, Dates, EnumStorage, Scalar, Schema, Type};

use super::place::Place;

/// How a column stands in a model.
#[derive(Debug, PartialEq)]
pub(super) struct FieldType {
    /// The Rust type of a value, without `Option`.
    pub(super) rust: String,
    /// The PostgreSQL type, where the Rust type does not say it by itself.
    pub(super) postgres: Option<String>,
    /// Whether it is JSON that serde reads.
    pub(super) json: bool,
    /// Whether PostgreSQL gives and takes it as text.
    pub(super) through_text: bool,
}

/// The type of a column's field.
pub(super) fn field(schema: &Schema, place: &Place<'_>, column: &Column) -> FieldType {
    let sql = &column.r#type;
    if let Some(written) = &column.rust {
        let json = matches!(sql.scalar, Scalar::Json | Scalar::Jsonb) && !sql.array;
        let postgres = postgres(schema, sql);
        return FieldType {
            rust: place.rust_path(written),
            postgres: (!json || postgres != "jsonb").then_some(postgres),
            json,
            through_text: matches!(sql.scalar, Scalar::Other(_)),
        };
    }
    if let Scalar::Other(_) = sql.scalar {
        return FieldType {
            rust: "String".to_owned(),
            postgres: Some(postgres(schema, sql)),
            json: false,
            through_text: true,
        };
    }
    let scalar = scalar(schema, place, &sql.scalar);
    let said = matches!(sql.scalar, Scalar::Varchar(_) | Scalar::Char(_) | Scalar::Json);
    FieldType {
        rust: if sql.array { format!("Vec<{scalar}>") } else { scalar },
        postgres: said.then(|| postgres(schema, sql)),
        json: false,
        through_text: false,
    }
}

fn scalar(schema: &Schema, place: &Place<'_>, scalar: &Scalar) -> String {
    let jiff = schema.generate.dates == Dates::Jiff;
    let dates = |of_jiff: &'static str, of_chrono: &'static str| if jiff { of_jiff } else { of_chrono };
    match scalar {
        Scalar::SmallInt => "i16",
        Scalar::Integer => "i32",
        Scalar::BigInt => "i64",
        Scalar::Numeric(_) => "tablesmith::Decimal",
        Scalar::Real => "f32",
        Scalar::Double => "f64",
        Scalar::Boolean => "bool",
        Scalar::Text | Scalar::Varchar(_) | Scalar::Char(_) | Scalar::Other(_) => "String",
        Scalar::Bytea => "Vec<u8>",
        Scalar::Uuid => "tablesmith::Uuid",
        Scalar::Date => dates("tablesmith::Date", "tablesmith::chrono::NaiveDate"),
        Scalar::Time => dates("tablesmith::Time", "tablesmith::chrono::NaiveTime"),
        Scalar::Timestamp => dates("tablesmith::DateTime", "tablesmith::chrono::NaiveDateTime"),
        Scalar::Timestamptz => dates(
            "tablesmith::Timestamp",
            "tablesmith::chrono::DateTime<tablesmith::chrono::Utc>",
        ),
        Scalar::Interval => "tablesmith::Interval",
        Scalar::Json | Scalar::Jsonb => "tablesmith::Json",
        Scalar::Inet => "tablesmith::IpInet",
        Scalar::Cidr => "tablesmith::IpCidr",
        Scalar::Macaddr => "tablesmith::MacAddress",
        Scalar::Enum(id) => {
            let enumeration = schema.enumeration(*id);
            return place.path(enumeration.module, &enumeration.rust_name);
        }
    }
    .to_owned()
}

/// The type as PostgreSQL's SQL.
fn postgres(schema: &Schema, r#type: &Type) -> String {
    let name = match &r#type.scalar {
        Scalar::SmallInt => "int2",
        Scalar::Integer => "int4",
        Scalar::BigInt => "int8",
        Scalar::Numeric(None) => "numeric",
        Scalar::Numeric(Some((precision, scale))) => &format!("numeric({precision},{scale})"),
        Scalar::Real => "float4",
        Scalar::Double => "float8",
        Scalar::Boolean => "bool",
        Scalar::Text => "text",
        Scalar::Varchar(length) => &format!("varchar({length})"),
        Scalar::Char(length) => &format!("char({length})"),
        Scalar::Bytea => "bytea",
        Scalar::Uuid => "uuid",
        Scalar::Date => "date",
        Scalar::Time => "time",
        Scalar::Timestamp => "timestamp",
        Scalar::Timestamptz => "timestamptz",
        Scalar::Interval => "interval",
        Scalar::Json => "json",
        Scalar::Jsonb => "jsonb",
        Scalar::Inet => "inet",
        Scalar::Cidr => "cidr",
        Scalar::Macaddr => "macaddr",
        Scalar::Enum(id) => {
            let enumeration = schema.enumeration(*id);
            match enumeration.storage {
                EnumStorage::Text => "text",
                EnumStorage::Native => &qualified(enumeration.namespace.as_deref(), &enumeration.name),
            }
        }
        Scalar::Other(name) => name,
    };
    if r#type.array {
        format!("{name}[]")
    } else {
        name.to_owned()
    }
}

fn qualified(namespace: Option<&str>, name: &str) -> String {
    let quote = |name| DialectName::Postgres.dialect().quote_identifier(name);
    namespace.map_or_else(
        || quote(name),
        |namespace| format!("{}.{}", quote(namespace), quote(name)),
    )
}

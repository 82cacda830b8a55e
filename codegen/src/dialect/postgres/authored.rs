//! What an author would say of a column of PostgreSQL. Expressions come as the server prints them (`pg_get_expr`).

use serde_json::Value as Json;

use crate::catalog::{Column, Expression, TypeName};
use crate::dialect::postgres::lower::type_text;
use crate::dialect::{AuthoredDefault, AuthoredType};
use crate::schema::{Generator, Literal, Scalar, is_known_type};

/// The types that have nothing in brackets.
const SIMPLE: &[Scalar] = &[
    Scalar::SmallInt,
    Scalar::Integer,
    Scalar::BigInt,
    Scalar::Numeric(None),
    Scalar::Real,
    Scalar::Double,
    Scalar::Boolean,
    Scalar::Text,
    Scalar::Bytea,
    Scalar::Uuid,
    Scalar::Date,
    Scalar::Time,
    Scalar::Timestamp,
    Scalar::Timestamptz,
    Scalar::Interval,
    Scalar::Json,
    Scalar::Jsonb,
    Scalar::Inet,
    Scalar::Cidr,
    Scalar::Macaddr,
];

/// The type that lowers to this text of `format_type`.
pub(super) fn r#type(text: &str) -> AuthoredType {
    let simple = SIMPLE.iter().find(|scalar| type_text(scalar) == text).cloned();
    let scalar = simple.or_else(|| sized(text)).unwrap_or_else(|| {
        // A type of the user's own may be called as one of ours is written.
        let is_ours = is_known_type(text);
        Scalar::Other(if is_ours {
            format!("public.{text}")
        } else {
            text.to_owned()
        })
    });
    scalar.into()
}

/// `character varying(255)`, `character(3)`, `numeric(10,2)`.
fn sized(text: &str) -> Option<Scalar> {
    let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
    match name {
        "character varying" => arguments.parse().ok().map(Scalar::Varchar),
        "character" => arguments.parse().ok().map(Scalar::Char),
        "numeric" => {
            let (digits, scale) = arguments.split_once(',')?;
            Some(Scalar::Numeric(Some((digits.parse().ok()?, scale.parse().ok()?))))
        }
        _ => None,
    }
}

/// What `now()` of a type is, in the words of the versions.
const NOW: &[(Scalar, &[&str])] = &[
    (Scalar::Timestamptz, &["now()"]),
    (
        Scalar::Timestamp,
        &["timezone('utc'::text, now())", "(now() AT TIME ZONE 'utc'::text)"],
    ),
    (
        Scalar::Date,
        &[
            "(timezone('utc'::text, now()))::date",
            "((now() AT TIME ZONE 'utc'::text))::date",
        ],
    ),
    (
        Scalar::Time,
        &[
            "(timezone('utc'::text, now()))::time without time zone",
            "((now() AT TIME ZONE 'utc'::text))::time without time zone",
        ],
    ),
];

/// The default.
pub(super) fn default(column: &Column, scalar: &Scalar, default: &Expression) -> AuthoredDefault {
    let sql = default.authored.trim();
    let found = if column.r#type.array {
        (sql.starts_with("'{}'::") && sql.ends_with("[]"))
            .then(|| AuthoredDefault::Literal(Literal::Json(Json::Array(Vec::new()))))
    } else {
        let generator = generator(sql, scalar).map(AuthoredDefault::Generator);
        generator.or_else(|| literal(column, sql, scalar).map(AuthoredDefault::Literal))
    };
    found.unwrap_or_else(|| AuthoredDefault::Sql(sql.to_owned()))
}

fn generator(sql: &str, scalar: &Scalar) -> Option<Generator> {
    let is_now = NOW.iter().any(|(of, texts)| of == scalar && texts.contains(&sql));
    if is_now {
        return Some(Generator::Now);
    }
    let holds_uuid = match scalar {
        Scalar::Text => true,
        Scalar::Varchar(length) => *length >= 36,
        _ => false,
    };
    let is_uuid =
        (*scalar == Scalar::Uuid && sql == "gen_random_uuid()") || (holds_uuid && sql == "(gen_random_uuid())::text");
    is_uuid.then_some(Generator::Uuid)
}

fn literal(column: &Column, sql: &str, scalar: &Scalar) -> Option<Literal> {
    match scalar {
        Scalar::Boolean => sql.parse().ok().map(Literal::Boolean),
        Scalar::SmallInt => integer(sql)
            .filter(|value| i16::try_from(*value).is_ok())
            .map(Literal::Integer),
        Scalar::Integer => integer(sql)
            .filter(|value| i32::try_from(*value).is_ok())
            .map(Literal::Integer),
        Scalar::BigInt => integer(sql).map(Literal::Integer),
        Scalar::Numeric(size) => decimal(sql, *size),
        Scalar::Real | Scalar::Double => {
            let float: f64 = sql.parse().ok()?;
            // Lowering writes it so; the server keeps the digits that it is given.
            (float.is_finite() && format!("{float:?}") == sql).then_some(Literal::Float(float))
        }
        Scalar::Text => quoted(sql, "text").map(Literal::Text),
        Scalar::Varchar(length) => quoted(sql, "character varying")
            .filter(|text| text.chars().count() <= *length as usize)
            .map(Literal::Text),
        Scalar::Char(length) => quoted(sql, "bpchar")
            .filter(|text| text.chars().count() <= *length as usize)
            .map(Literal::Text),
        Scalar::Uuid => quoted(sql, "uuid").map(Literal::Text),
        Scalar::Date => quoted(sql, "date")
            .filter(|text| text.parse::<jiff::civil::Date>().is_ok())
            .map(Literal::Text),
        Scalar::Jsonb => json(&quoted(sql, "jsonb")?).map(Literal::Json),
        Scalar::Json => {
            let text = quoted(sql, "json")?;
            json(&text)
                .filter(|value| serde_json::to_string(value).is_ok_and(|printed| printed == text))
                .map(Literal::Json)
        }
        Scalar::Enum(_) => {
            let TypeName::Enum(name) = &column.r#type.r#type else {
                return None;
            };
            let (text, cast) = cast(sql)?;
            let plain = cast.replace('"', "");
            let own = [name.to_string(), name.name.clone(), format!("public.{}", name.name)];
            own.contains(&plain).then_some(Literal::Text(text))
        }
        _ => None,
    }
}

/// `5`, `'-5'::integer`, and what is larger than that as `'5000000000'::bigint`.
fn integer(sql: &str) -> Option<i64> {
    if let Ok(value) = sql.parse::<i64>() {
        return (value >= 0 && sql == value.to_string()).then_some(value);
    }
    let (text, cast) = cast(sql)?;
    let value: i64 = text.parse().ok()?;
    let printed = if i32::try_from(value).is_ok() {
        "integer"
    } else {
        "bigint"
    };
    (cast == printed && text == value.to_string()).then_some(value)
}

fn decimal(sql: &str, size: Option<(u16, i16)>) -> Option<Literal> {
    let text = if sql.starts_with('\'') {
        quoted(sql, "numeric").filter(|text| text.starts_with('-') && text.contains('.'))?
    } else {
        sql.to_owned()
    };
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    if let Some((most, scale)) = size {
        let whole = i64::try_from(whole.trim_start_matches('0').len()).ok()?;
        let fraction = i64::try_from(fraction.trim_end_matches('0').len()).ok()?;
        if whole > i64::from(most) - i64::from(scale) || fraction > i64::from(scale).max(0) {
            return None;
        }
    }
    if text.contains('.') {
        // Of `1.` nothing would be left behind the point.
        (!fraction.is_empty()).then_some(Literal::Text(text))
    } else {
        integer(sql).map(Literal::Integer)
    }
}

/// JSON that TOML can say: it has no null.
fn json(text: &str) -> Option<Json> {
    fn has_null(value: &Json) -> bool {
        match value {
            Json::Null => true,
            Json::Array(elements) => elements.iter().any(has_null),
            Json::Object(object) => object.values().any(has_null),
            _ => false,
        }
    }
    serde_json::from_str(text).ok().filter(|value| !has_null(value))
}

/// The text of `'it''s'::text` and its cast.
fn cast(sql: &str) -> Option<(String, &str)> {
    let rest = sql.strip_prefix('\'')?;
    let mut end = None;
    let mut letters = rest.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        if letter == '\'' {
            if letters.peek().is_some_and(|(_, next)| *next == '\'') {
                letters.next();
            } else {
                end = Some(index);
                break;
            }
        }
    }
    let end = end?;
    let cast = rest[end + 1..].strip_prefix("::")?;
    let is_name = !cast.is_empty() && !cast.contains(['(', ')', '\'', ':', '|', '+', '[']);
    is_name.then(|| (rest[..end].replace("''", "'"), cast))
}

fn quoted(sql: &str, wanted: &str) -> Option<String> {
    cast(sql).filter(|(_, cast)| *cast == wanted).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_back() {
        for scalar in SIMPLE {
            assert_eq!(r#type(&type_text(scalar)).scalar, *scalar);
        }
        for (text, spelled) in [
            ("character varying(255)", "varchar(255)"),
            ("character(3)", "char(3)"),
            ("numeric(10,2)", "numeric(10,2)"),
            ("character varying", "character varying"),
            ("timestamp(3) with time zone", "timestamp(3) with time zone"),
            ("double", "public.double"),
        ] {
            assert_eq!(r#type(text).scalar.to_string(), spelled);
        }
    }

    #[test]
    fn literals_are_told_from_other_sql() {
        assert_eq!(integer("5"), Some(5));
        assert_eq!(integer("'-5'::integer"), Some(-5));
        assert_eq!(integer("'-5'::bigint"), None);
        assert_eq!(integer("'5000000000'::bigint"), Some(5_000_000_000));
        assert_eq!(quoted("'it''s'::text", "text").as_deref(), Some("it's"));
        assert_eq!(quoted("'a'::text || 'b'::text", "text"), None);
        assert_eq!(decimal("0.00", Some((10, 2))), Some(Literal::Text("0.00".into())));
        assert_eq!(decimal("0", Some((10, 2))), Some(Literal::Integer(0)));
        assert_eq!(decimal("1e3", None), None);
        assert_eq!(decimal("0.001", Some((10, 2))), None);
    }
}

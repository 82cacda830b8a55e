//! Defaults: a literal that fits the column's type, a generator that makes such values, or SQL.

use std::net::IpAddr;

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostics, types as say};
use crate::dialect::DialectName;
use crate::document::{self, DefaultValue};
use crate::schema::context::Context;
use crate::schema::{Default, Generator, Literal, Scalar, Type, sql};
use crate::source::Span;

/// The generators by their call.
const GENERATORS: &[(&str, Generator)] = &[
    ("now()", Generator::Now),
    ("uuid()", Generator::Uuid),
    ("uuid_v7()", Generator::UuidV7),
    ("nanoid()", Generator::Nanoid),
    ("ulid()", Generator::Ulid),
];

/// The default, checked against the type of its column.
pub(super) fn resolve(
    context: &Context<'_>,
    written: &document::Default,
    r#type: &Type,
    only: Option<DialectName>,
    diagnostics: &mut Diagnostics,
) -> Option<Default> {
    let literal = match &written.value {
        DefaultValue::Sql(text) => return Some(Default::Sql(sql::expression(context, text, only, diagnostics))),
        DefaultValue::Plain(Literal::Text(text)) if text.ends_with("()") => {
            return generator(context, text, r#type, written.span, diagnostics).map(Default::Generator);
        }
        DefaultValue::Plain(literal) => fit(context, literal, r#type, false),
        DefaultValue::Value(literal) => fit(context, literal, r#type, true),
    };
    match literal {
        Ok(literal) => Some(Default::Literal(literal)),
        Err(Misfit::Value { expected }) => {
            diagnostics.push(say::default_does_not_fit(
                &r#type.spelled(context),
                &expected,
                written.span,
            ));
            None
        }
        Err(Misfit::EnumValue { text, key, values }) => {
            let known = values.iter().map(String::as_str);
            diagnostics.push(say::not_an_enum_value(&text, &key, written.span, known));
            None
        }
    }
}

/// Whether the database fills in this default where a statement says nothing of the column. What is no generator, which
/// is told, counts as a literal.
pub(super) fn is_made_by_database(context: &Context<'_>, written: &document::Default, dialect: DialectName) -> bool {
    let DefaultValue::Plain(Literal::Text(text)) = &written.value else {
        return true;
    };
    let known = GENERATORS.iter().find(|(name, _)| name == text);
    known.is_none_or(|(_, generator)| match generator {
        Generator::Now => true,
        Generator::Uuid => context
            .targets(Some(dialect))
            .any(|target| target.capabilities.makes_uuids),
        Generator::UuidV7 | Generator::Nanoid | Generator::Ulid => false,
    })
}

fn generator(
    context: &Context<'_>,
    call: &str,
    r#type: &Type,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Generator> {
    let Some((_, generator)) = GENERATORS.iter().find(|(name, _)| *name == call) else {
        let known: Vec<_> = GENERATORS.iter().map(|(name, _)| *name).collect();
        diagnostics.push(say::unknown_generator(call, span, &known));
        return None;
    };
    let (fits, makes) = match generator {
        Generator::Now => (
            matches!(
                r#type.scalar,
                Scalar::Timestamptz | Scalar::Timestamp | Scalar::Date | Scalar::Time
            ),
            "dates and times: `timestamptz`, `timestamp`, `date`, `time`",
        ),
        Generator::Uuid | Generator::UuidV7 => (
            r#type.scalar == Scalar::Uuid || holds_text(&r#type.scalar, 36),
            "UUIDs: for `uuid`, `text`, and `varchar(n)` with n from 36",
        ),
        Generator::Nanoid => (
            holds_text(&r#type.scalar, 21),
            "21 characters: for `text`, and `varchar(n)` with n from 21",
        ),
        Generator::Ulid => (
            holds_text(&r#type.scalar, 26),
            "26 characters: for `text`, and `varchar(n)` with n from 26",
        ),
    };
    if !fits || r#type.array {
        diagnostics.push(say::generator_does_not_fit(call, &r#type.spelled(context), makes, span));
        return None;
    }
    Some(*generator)
}

/// Whether text of exactly so many characters can be kept as it is.
fn holds_text(scalar: &Scalar, characters: u32) -> bool {
    match scalar {
        Scalar::Text => true,
        Scalar::Varchar(length) => *length >= characters,
        Scalar::Char(length) => *length == characters,
        _ => false,
    }
}

/// Why a literal is no value of a type.
enum Misfit {
    Value {
        expected: String,
    },
    EnumValue {
        text: String,
        key: String,
        values: Vec<String>,
    },
}

fn misfit(expected: impl Into<String>) -> Misfit {
    Misfit::Value {
        expected: expected.into(),
    }
}

/// The literal as the type keeps it: numbers as the type's own kind, instants in UTC, JSON as JSON.
fn fit(context: &Context<'_>, literal: &Literal, r#type: &Type, explicit: bool) -> Result<Literal, Misfit> {
    if r#type.array {
        let Literal::Json(Json::Array(elements)) = literal else {
            return Err(misfit("an array, as `[]`"));
        };
        let mut fitted = Vec::with_capacity(elements.len());
        for element in elements {
            fitted.push(to_json(fit_scalar(context, &from_json(element), &r#type.scalar, true)?));
        }
        return Ok(Literal::Json(Json::Array(fitted)));
    }
    fit_scalar(context, literal, &r#type.scalar, explicit)
}

fn from_json(value: &Json) -> Literal {
    match value {
        Json::Bool(value) => Literal::Boolean(*value),
        Json::String(text) => Literal::Text(text.clone()),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Literal::Integer(integer),
            (None, Some(float)) => Literal::Float(float),
            (None, None) => Literal::Json(value.clone()),
        },
        other => Literal::Json(other.clone()),
    }
}

fn to_json(literal: Literal) -> Json {
    match literal {
        Literal::Boolean(value) => Json::Bool(value),
        Literal::Integer(value) => Json::from(value),
        Literal::Float(value) => Json::from(value),
        Literal::Text(text) => Json::String(text),
        Literal::Json(value) => value,
    }
}

fn fit_scalar(context: &Context<'_>, literal: &Literal, scalar: &Scalar, explicit: bool) -> Result<Literal, Misfit> {
    match scalar {
        Scalar::SmallInt => integer(literal, i64::from(i16::MIN), i64::from(i16::MAX)),
        Scalar::Integer => integer(literal, i64::from(i32::MIN), i64::from(i32::MAX)),
        Scalar::BigInt => integer(literal, i64::MIN, i64::MAX),
        Scalar::Numeric(size) => numeric(literal, *size),
        Scalar::Real => float(literal, f64::from(f32::MAX)),
        Scalar::Double => float(literal, f64::MAX),
        Scalar::Boolean => match literal {
            Literal::Boolean(_) => Ok(literal.clone()),
            _ => Err(misfit("`true` or `false`")),
        },
        Scalar::Text => text(literal, "text in quotes", |_| true),
        Scalar::Varchar(length) | Scalar::Char(length) => {
            let expected = format!("text of at most {length} characters");
            text(literal, &expected, |text| text.chars().count() <= *length as usize)
        }
        Scalar::Bytea => Err(misfit(
            "SQL, as `{ sql = { postgres = \"'\\\\x00'\", sqlite = \"x'00'\" } }`",
        )),
        Scalar::Json | Scalar::Jsonb => json(literal, explicit),
        Scalar::Uuid => text(literal, "a UUID, as \"8c1f0a6e-3b52-4c9d-9e0f-5a7b6c8d9e10\"", is_uuid),
        Scalar::Inet => text(literal, "an IP address, as \"192.0.2.1\" or \"192.0.2.0/24\"", is_inet),
        Scalar::Cidr => text(literal, "an IP network, as \"192.0.2.0/24\"", is_inet),
        Scalar::Macaddr => text(literal, "a MAC address, as \"08:00:2b:01:02:03\"", is_mac_address),
        Scalar::Date | Scalar::Time | Scalar::Timestamp | Scalar::Timestamptz | Scalar::Interval => {
            date_or_time(literal, scalar)
        }
        Scalar::Enum(id) => {
            let known = &context.document.enums[id.0];
            let value_of = |value: &document::EnumValue| value.value.as_ref().unwrap_or(&value.name).value.clone();
            let Literal::Text(text) = literal else {
                return Err(misfit(format!("a value of `{}`, in quotes", known.key.value)));
            };
            let values: Vec<_> = known.values.iter().map(value_of).collect();
            // An enum without values was told to be wrong already.
            if values.is_empty() || values.contains(text) {
                return Ok(literal.clone());
            }
            Err(Misfit::EnumValue {
                text: text.clone(),
                key: known.key.value.clone(),
                values,
            })
        }
        Scalar::Other(_) => match literal {
            Literal::Json(_) => Err(misfit("a value in quotes, or `{ sql = \"…\" }`")),
            _ => Ok(literal.clone()),
        },
    }
}

fn integer(literal: &Literal, min: i64, max: i64) -> Result<Literal, Misfit> {
    match literal {
        Literal::Integer(value) if (min..=max).contains(value) => Ok(literal.clone()),
        _ => Err(misfit(format!("an integer from {min} to {max}"))),
    }
}

fn float(literal: &Literal, max: f64) -> Result<Literal, Misfit> {
    #[expect(clippy::cast_precision_loss, reason = "a float column keeps no more of it either")]
    let value = match literal {
        Literal::Integer(value) => *value as f64,
        Literal::Float(value) => *value,
        _ => return Err(misfit("a number")),
    };
    if value.is_finite() && value.abs() <= max {
        Ok(Literal::Float(value))
    } else {
        Err(misfit(
            "a number that the type can hold; for others write `{ sql = \"…\" }`",
        ))
    }
}

fn numeric(literal: &Literal, size: Option<(u16, i16)>) -> Result<Literal, Misfit> {
    let expected = || match size {
        Some((digits, scale)) => misfit(format!(
            "an integer or a decimal in quotes, as \"0.50\", of at most {digits} digits, {scale} of them after the point"
        )),
        None => misfit("an integer or a decimal in quotes, as \"0.50\""),
    };
    let text = match literal {
        Literal::Integer(value) => value.to_string(),
        Literal::Text(text) => text.clone(),
        _ => return Err(expected()),
    };
    let unsigned = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return Err(expected());
    }
    if let Some((digits, scale)) = size {
        let whole = i64::try_from(whole.trim_start_matches('0').len()).unwrap_or(i64::MAX);
        let fraction = i64::try_from(fraction.trim_end_matches('0').len()).unwrap_or(i64::MAX);
        if whole > i64::from(digits) - i64::from(scale) || fraction > i64::from(scale).max(0) {
            return Err(expected());
        }
    }
    Ok(literal.clone())
}

fn text(literal: &Literal, expected: &str, fits: impl Fn(&str) -> bool) -> Result<Literal, Misfit> {
    match literal {
        Literal::Text(text) if fits(text) && !text.contains('\0') => Ok(literal.clone()),
        _ => Err(misfit(expected)),
    }
}

/// A bare string is refused for JSON: it could be a JSON string or JSON text.
fn json(literal: &Literal, explicit: bool) -> Result<Literal, Misfit> {
    match literal {
        Literal::Text(_) if !explicit => Err(misfit("JSON, as `{ value = { a = 1 } }` or `[]`")),
        other => Ok(Literal::Json(to_json(other.clone()))),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_inet(text: &str) -> bool {
    let (address, prefix) = text
        .split_once('/')
        .map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|prefix| prefix <= longest))
}

fn is_mac_address(text: &str) -> bool {
    let bytes: Vec<_> = text.split([':', '-']).collect();
    bytes.len() == 6
        && bytes
            .iter()
            .all(|byte| byte.len() == 2 && byte.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn date_or_time(literal: &Literal, scalar: &Scalar) -> Result<Literal, Misfit> {
    let (expected, fitted) = match (scalar, literal) {
        (Scalar::Date, Literal::Text(text)) => ("a date, as \"2026-01-31\"", is_date(text).then(|| text.clone())),
        (Scalar::Time, Literal::Text(text)) => (
            "a time, as \"09:30:00\"",
            text.parse::<jiff::civil::Time>().ok().map(|time| time.to_string()),
        ),
        (Scalar::Timestamp, Literal::Text(text)) => (
            "a date and time without a zone, as \"2026-01-31T09:30:00\"",
            timestamp(text),
        ),
        (Scalar::Timestamptz, Literal::Text(text)) => (
            "an instant, as \"2026-01-31T09:30:00Z\"",
            text.parse::<jiff::Timestamp>()
                .ok()
                .map(|instant| format!("{instant:.6}")),
        ),
        (Scalar::Interval, Literal::Text(text)) => (
            "an ISO 8601 duration, as \"P1DT2H\"",
            (text.starts_with(['P', '-']) && text.parse::<jiff::Span>().is_ok()).then(|| text.clone()),
        ),
        _ => ("a date or time in quotes", None),
    };
    fitted.map(Literal::Text).ok_or_else(|| misfit(expected))
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// A date and time; text with a zone is refused rather than cut.
fn timestamp(text: &str) -> Option<String> {
    let has_zone = text.ends_with(['Z', 'z']) || text.get(10..).is_some_and(|time| time.contains(['+', '-', '[']));
    if has_zone {
        return None;
    }
    text.parse::<jiff::civil::DateTime>().ok().map(|time| time.to_string())
}

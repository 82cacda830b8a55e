//! Conversions between PostgreSQL's types: what `pg_cast` has, and what each keeps.
//!
//! Everything can be written as text, and text read as anything (manual, CREATE CAST, "automatic I/O conversion casts").

use crate::catalog::{ColumnType, TypeName};
use crate::dialect::CastVerdict::{self, Impossible, Risky, Safe};
use crate::plan::Work;

/// See [`Dialect::cast`](crate::dialect::Dialect::cast).
pub(super) fn cast(previous: &ColumnType, next: &ColumnType) -> CastVerdict {
    if previous == next {
        return Safe;
    }
    let to = Type::of(&next.r#type);
    match (previous.array, next.array) {
        (true, true) | (false, false) => cast_element(Type::of(&previous.r#type), to),
        (true, false) => into_text(None, to),
        (false, true) if matches!(Type::of(&previous.r#type), Type::Text(_)) => Risky,
        (false, true) => Impossible,
    }
}

/// See [`Dialect::misfit`](crate::dialect::Dialect::misfit).
pub(super) fn misfit(value: &str, previous: &ColumnType, next: &ColumnType) -> Option<String> {
    if previous.array || next.array {
        return unreadable(value, previous, next);
    }
    let (from, to) = (Type::of(&previous.r#type), Type::of(&next.r#type));
    match (from, to) {
        // Spaces too many are cut off (manual, "Character Types").
        (Type::Text(_), Type::Text(Some(limit))) => Some(format!("char_length(rtrim({value}, ' ')) > {limit}")),
        (_, Type::Text(Some(limit))) => Some(format!("char_length({value}::text) > {limit}")),
        (Type::Integer(_), Type::Integer(bytes)) => {
            let (least, most) = integer_range(bytes);
            Some(format!("{value} NOT BETWEEN {least} AND {most}"))
        }
        (Type::Numeric(_), Type::Integer(bytes)) => {
            let (least, most) = integer_range(bytes);
            Some(format!("round({value}) NOT BETWEEN {least} AND {most}"))
        }
        // NaN is greater than all other numbers.
        (Type::Float(_), Type::Integer(bytes)) => {
            let (least, most) = integer_range(bytes);
            Some(format!("NOT ({value} >= {least} - 0.5 AND {value} < {most} + 0.5)"))
        }
        (from, Type::Numeric(Some((digits, scale)))) if from.is_number() && (0..=digits).contains(&scale) => {
            let zeros = usize::try_from(digits - scale).unwrap_or_default();
            let bound = format!("1{}", "0".repeat(zeros));
            let bounded = format!("abs(round({value}::numeric, {scale})) >= {bound}");
            Some(match from {
                Type::Integer(_) => bounded,
                // NaN is greater than all other numbers, and has a place in every numeric.
                _ => format!("{bounded} AND {value} <> 'NaN'"),
            })
        }
        (Type::Text(_), Type::Integer(_)) => Some(format!("{value} !~ '^\\s*[-+]?[0-9]+\\s*$'")),
        (Type::Text(_), Type::Uuid) => Some(format!("{value} !~ '^\\s*[{{]?([0-9a-fA-F]{{4}}-?){{8}}[}}]?\\s*$'")),
        (Type::Text(_), Type::Boolean) => Some(format!(
            "{value} !~* '^\\s*(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)\\s*$'"
        )),
        _ => unreadable(value, previous, next),
    }
}

/// Text that cannot be read as another type makes the question itself fail, and the server names it: too little for a list,
/// but it comes before anything is changed. (`pg_input_is_valid` would say which rows, since 16 only.)
fn unreadable(value: &str, previous: &ColumnType, next: &ColumnType) -> Option<String> {
    let TypeName::BuiltIn(words) = &next.r#type else {
        return None;
    };
    // Another type may be one that the migration makes.
    if matches!(Type::of(&next.r#type), Type::Other(..)) {
        return None;
    }
    let is_text = |r#type: &ColumnType| matches!(Type::of(&r#type.r#type), Type::Text(_));
    let brackets = if next.array { "[]" } else { "" };
    let is_read = is_text(previous) && !is_text(next) || !previous.array && next.array;
    is_read.then(|| format!("{value} IS NOT NULL AND ({value}::{words}{brackets}) IS NULL"))
}

fn integer_range(bytes: u8) -> (&'static str, &'static str) {
    match bytes {
        2 => ("-32768", "32767"),
        4 => ("-2147483648", "2147483647"),
        _ => ("-9223372036854775808", "9223372036854775807"),
    }
}

/// See [`Dialect::alike`](crate::dialect::Dialect::alike).
pub(super) fn alike(a: &ColumnType, b: &ColumnType) -> bool {
    let same_kind = match (Type::of(&a.r#type), Type::of(&b.r#type)) {
        (a, b) if a.is_number() => b.is_number(),
        (Type::Text(_), Type::Text(_))
        | (Type::Date | Type::Timestamp { .. }, Type::Date | Type::Timestamp { .. })
        | (Type::Time { .. }, Type::Time { .. })
        | (Type::Json | Type::Jsonb, Type::Json | Type::Jsonb)
        | (Type::Inet | Type::Cidr, Type::Inet | Type::Cidr)
        | (Type::Macaddr | Type::Macaddr8, Type::Macaddr | Type::Macaddr8) => true,
        (Type::Other(a, _), Type::Other(b, _)) => a == b,
        (a, b) => a == b,
    };
    a.array == b.array && same_kind
}

/// How much work `ALTER COLUMN … TYPE` is: none where the stored values are those of the next type already (manual, ALTER
/// TABLE, "Notes"; the modifier-only cases are those that the types' support functions let pass).
pub(super) fn conversion(previous: &ColumnType, next: &ColumnType) -> Work {
    if previous == next {
        return Work::Metadata;
    }
    if previous.array || next.array {
        return Work::Rewrite;
    }
    let varying = |name: &TypeName| match name {
        TypeName::BuiltIn(words) => matches!(split(words).0, "text" | "character varying" | "varchar"),
        TypeName::Enum(_) => false,
    };
    let kept = match (Type::of(&previous.r#type), Type::of(&next.r#type)) {
        (Type::Text(from), Type::Text(to)) => {
            let wider = to.is_none() || from.zip(to).is_some_and(|(from, to)| from <= to);
            wider && varying(&previous.r#type) && varying(&next.r#type)
        }
        (Type::Numeric(_), Type::Numeric(None)) | (Type::Cidr, Type::Inet) => true,
        (Type::Numeric(Some((digits, scale))), Type::Numeric(Some((next_digits, next_scale)))) => {
            scale == next_scale && digits <= next_digits
        }
        (
            Type::Timestamp { zone, precision },
            Type::Timestamp {
                zone: next_zone,
                precision: next_precision,
            },
        )
        | (
            Type::Time { zone, precision },
            Type::Time {
                zone: next_zone,
                precision: next_precision,
            },
        ) => zone == next_zone && precision <= next_precision,
        _ => false,
    };
    if kept { Work::Metadata } else { Work::Rewrite }
}

/// A type, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type<'a> {
    /// Of this many bytes.
    Integer(u8),
    /// Digits in all and after the point.
    Numeric(Option<(i32, i32)>),
    /// Of this many bytes.
    Float(u8),
    Boolean,
    /// At most this many characters.
    Text(Option<i32>),
    Bytea,
    Uuid,
    Date,
    Time {
        zone: bool,
        precision: i32,
    },
    Timestamp {
        zone: bool,
        precision: i32,
    },
    Interval,
    Json,
    Jsonb,
    Inet,
    Cidr,
    Macaddr,
    Macaddr8,
    Enum(&'a crate::catalog::ObjectName),
    /// Any other by its name, with what stands in parentheses.
    Other(&'a str, Option<(i32, Option<i32>)>),
}

impl<'a> Type<'a> {
    fn of(name: &'a TypeName) -> Self {
        match name {
            TypeName::Enum(name) => Self::Enum(name),
            TypeName::BuiltIn(words) => Self::parse(words),
        }
    }

    /// Reads a type as `format_type` writes it, and the usual short names.
    fn parse(words: &'a str) -> Self {
        let (name, arguments, rest) = split(words);
        let first = arguments.map(|(first, _)| first);
        let zone = rest.contains("with time zone") || name.ends_with("with time zone") || name.ends_with("tz");
        // Fractions of a second have six digits unless fewer are asked for.
        let precision = first.unwrap_or(6);
        match name {
            "smallint" | "int2" => Self::Integer(2),
            "integer" | "int" | "int4" => Self::Integer(4),
            "bigint" | "int8" => Self::Integer(8),
            "numeric" | "decimal" => Self::Numeric(arguments.map(|(digits, scale)| (digits, scale.unwrap_or(0)))),
            "real" | "float4" => Self::Float(4),
            "double precision" | "float8" => Self::Float(8),
            "boolean" | "bool" => Self::Boolean,
            "text" => Self::Text(None),
            "character varying" | "varchar" => Self::Text(first),
            "character" | "char" | "bpchar" => Self::Text(Some(first.unwrap_or(1))),
            "bytea" => Self::Bytea,
            "uuid" => Self::Uuid,
            "date" => Self::Date,
            "time" | "timetz" | "time with time zone" | "time without time zone" => Self::Time { zone, precision },
            "timestamp" | "timestamptz" | "timestamp with time zone" | "timestamp without time zone" => {
                Self::Timestamp { zone, precision }
            }
            "interval" if arguments.is_none() => Self::Interval,
            "json" => Self::Json,
            "jsonb" => Self::Jsonb,
            "inet" => Self::Inet,
            "cidr" => Self::Cidr,
            "macaddr" => Self::Macaddr,
            "macaddr8" => Self::Macaddr8,
            _ => Self::Other(name, arguments),
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Integer(_) | Self::Numeric(_) | Self::Float(_))
    }

    /// The most characters that a value takes as text, where there is a bound.
    fn longest(self) -> Option<i32> {
        match self {
            // With the sign.
            Self::Integer(bytes) => Some(integer_digits(bytes) + 1),
            // With the sign, a leading zero and the point.
            Self::Numeric(Some((digits, _))) => Some(digits + 3),
            Self::Boolean => Some(5),
            Self::Text(limit) => limit,
            Self::Uuid => Some(36),
            Self::Macaddr => Some(17),
            Self::Macaddr8 => Some(23),
            _ => None,
        }
    }
}

/// `name`, what stands in parentheses, and what follows them.
fn split(words: &str) -> (&str, Option<(i32, Option<i32>)>, &str) {
    let Some((name, rest)) = words.split_once('(') else {
        return (words.trim(), None, "");
    };
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    let mut numbers = inside.split(',').map(|number| number.trim().parse().ok());
    let arguments = numbers.next().flatten().map(|first| (first, numbers.next().flatten()));
    (name.trim(), arguments, after.trim())
}

/// Digits of the largest value.
fn integer_digits(bytes: u8) -> i32 {
    match bytes {
        2 => 5,
        4 => 10,
        _ => 19,
    }
}

fn cast_element(from: Type<'_>, to: Type<'_>) -> CastVerdict {
    match (from, to) {
        (from, to) if from == to => Safe,
        (from, Type::Text(_)) => into_text(from.longest(), to),
        // Reading text may always fail; two enums meet in it.
        (Type::Text(_), _) | (Type::Enum(_), Type::Enum(_)) => Risky,
        (from, to) if from.is_number() && to.is_number() => number(from, to),
        (Type::Time { .. } | Type::Date | Type::Timestamp { .. } | Type::Interval, _) => moment(from, to),
        // Only `integer` has casts with `boolean`.
        (Type::Boolean, Type::Integer(4))
        | (Type::Jsonb, Type::Json)
        | (Type::Cidr, Type::Inet)
        | (Type::Macaddr, Type::Macaddr8) => Safe,
        // There is no cast but a way, which the plan writes: zero is false, all else true.
        (from, Type::Boolean) if from.is_number() => Risky,
        (Type::Boolean, to) if to.is_number() => Risky,
        // `jsonb` forgets order, repeated keys and spaces, and refuses `\u0000`; `cidr` clears the host's bits; nothing is
        // known of other types.
        (Type::Json, Type::Jsonb)
        | (Type::Inet, Type::Cidr)
        | (Type::Macaddr8, Type::Macaddr)
        | (Type::Other(..), _)
        | (_, Type::Other(..)) => Risky,
        _ => Impossible,
    }
}

/// Values of at most `longest` characters, written as text.
fn into_text(longest: Option<i32>, to: Type<'_>) -> CastVerdict {
    match (longest, to) {
        (_, Type::Text(None)) => Safe,
        (Some(longest), Type::Text(Some(limit))) if longest <= limit => Safe,
        (_, Type::Text(_)) => Risky,
        _ => Impossible,
    }
}

fn number(from: Type<'_>, to: Type<'_>) -> CastVerdict {
    let whole = match (from, to) {
        (_, Type::Numeric(None)) => !matches!(from, Type::Float(_)),
        (Type::Integer(from), Type::Integer(to)) | (Type::Float(from), Type::Float(to)) => from <= to,
        (Type::Integer(bytes), Type::Numeric(Some((digits, scale)))) => digits - scale >= integer_digits(bytes),
        // A float holds integers of 24 bits, a double those of 53.
        (Type::Integer(2), Type::Float(_)) | (Type::Integer(4), Type::Float(8)) => true,
        (Type::Numeric(Some((digits, scale))), Type::Numeric(Some((next_digits, next_scale)))) => {
            next_scale >= scale && next_digits - next_scale >= digits - scale
        }
        (Type::Numeric(Some((digits, scale))), Type::Integer(bytes)) => scale <= 0 && digits < integer_digits(bytes),
        _ => false,
    };
    if whole { Safe } else { Risky }
}

/// Dates and times. What crosses the border between a zone and none depends on the session's zone.
fn moment(from: Type<'_>, to: Type<'_>) -> CastVerdict {
    match (from, to) {
        (
            Type::Timestamp { zone, precision },
            Type::Timestamp {
                zone: next_zone,
                precision: next_precision,
            },
        )
        | (
            Type::Time { zone, precision },
            Type::Time {
                zone: next_zone,
                precision: next_precision,
            },
        ) if zone == next_zone && precision <= next_precision => Safe,
        (Type::Date, Type::Timestamp { zone: false, .. }) | (Type::Time { zone: false, .. }, Type::Interval) => Safe,
        (Type::Date | Type::Timestamp { .. }, Type::Date | Type::Timestamp { .. })
        | (Type::Timestamp { .. } | Type::Interval | Type::Time { .. }, Type::Time { .. })
        | (_, Type::Other(..)) => Risky,
        _ => Impossible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ObjectName;

    fn built_in(words: &str) -> ColumnType {
        let (words, array) = words.strip_suffix("[]").map_or((words, false), |words| (words, true));
        ColumnType {
            r#type: TypeName::BuiltIn(words.to_owned()),
            array,
        }
    }

    fn verdict(from: &str, to: &str) -> CastVerdict {
        cast(&built_in(from), &built_in(to))
    }

    #[test]
    fn widening_is_safe() {
        for (from, to) in [
            ("smallint", "integer"),
            ("integer", "bigint"),
            ("integer", "numeric"),
            ("integer", "numeric(12,2)"),
            ("integer", "double precision"),
            ("real", "double precision"),
            ("numeric(10,2)", "numeric(12,4)"),
            ("numeric(10,2)", "numeric"),
            ("character varying(100)", "character varying(255)"),
            ("character varying(100)", "text"),
            ("character(3)", "character varying(3)"),
            ("uuid", "character varying(36)"),
            ("bigint", "character varying(20)"),
            ("boolean", "integer"),
            ("date", "timestamp without time zone"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("timestamp(3) without time zone", "timestamp(6) without time zone"),
            ("jsonb", "json"),
            ("jsonb", "text"),
            ("cidr", "inet"),
            ("integer[]", "bigint[]"),
            ("integer[]", "text"),
        ] {
            assert_eq!(verdict(from, to), Safe, "{from} to {to}");
        }
    }

    #[test]
    fn narrowing_is_risky() {
        for (from, to) in [
            ("bigint", "integer"),
            ("integer", "numeric(10,2)"),
            ("bigint", "double precision"),
            ("integer", "real"),
            ("numeric", "numeric(10,2)"),
            ("numeric(10,2)", "numeric(10,3)"),
            ("numeric(10,2)", "integer"),
            ("double precision", "numeric"),
            ("character varying(255)", "character varying(100)"),
            ("text", "character varying(100)"),
            ("text", "integer"),
            ("text", "jsonb"),
            ("text", "integer[]"),
            ("integer", "boolean"),
            ("timestamp with time zone", "timestamp without time zone"),
            ("timestamp with time zone", "timestamp(0) with time zone"),
            ("timestamp without time zone", "date"),
            ("date", "timestamp with time zone"),
            ("json", "jsonb"),
            ("inet", "cidr"),
            ("bigint[]", "integer[]"),
            ("tsvector", "point"),
        ] {
            assert_eq!(verdict(from, to), Risky, "{from} to {to}");
        }
    }

    #[test]
    fn some_have_no_way() {
        for (from, to) in [
            ("integer", "date"),
            ("uuid", "integer"),
            ("jsonb", "uuid"),
            ("date", "time without time zone"),
            ("integer", "integer[]"),
            ("integer[]", "integer"),
            ("bytea", "uuid"),
        ] {
            assert_eq!(verdict(from, to), Impossible, "{from} to {to}");
        }
    }

    #[test]
    fn some_conversions_touch_no_row() {
        let work = |from: &str, to: &str| conversion(&built_in(from), &built_in(to));
        for (from, to) in [
            ("character varying(10)", "character varying(20)"),
            ("character varying(10)", "text"),
            ("text", "character varying"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("cidr", "inet"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
        ] {
            assert_eq!(work(from, to), Work::Metadata, "{from} to {to}");
        }
        for (from, to) in [
            ("text", "character varying(20)"),
            ("character(3)", "text"),
            ("numeric(10,2)", "numeric(12,3)"),
            ("integer", "bigint"),
            ("timestamp without time zone", "timestamp with time zone"),
            ("inet", "cidr"),
            ("character varying(10)[]", "text[]"),
        ] {
            assert_eq!(work(from, to), Work::Rewrite, "{from} to {to}");
        }
    }

    #[test]
    fn enums_meet_in_text() {
        let [state, mood] = ["state", "mood"].map(|name| ColumnType {
            r#type: TypeName::Enum(ObjectName::new(name)),
            array: false,
        });
        assert_eq!(cast(&state, &built_in("text")), Safe);
        assert_eq!(cast(&built_in("text"), &state), Risky);
        assert_eq!(cast(&state, &mood), Risky);
        assert_eq!(cast(&state, &built_in("integer")), Impossible);
        assert!(alike(&state, &state) && !alike(&state, &mood));
    }

    #[test]
    fn like_types_are_of_one_kind() {
        let like = |a: &str, b: &str| alike(&built_in(a), &built_in(b));
        assert!(like("text", "character varying(10)"));
        assert!(like("bigint", "numeric(10,2)"));
        assert!(like("date", "timestamp with time zone"));
        assert!(like("point", "point"));
        assert!(!like("text", "integer"));
        assert!(!like("text", "text[]"));
        assert!(!like("point", "box"));
        assert!(!like("uuid", "text"));
    }
}

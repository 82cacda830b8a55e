//! Made-up values by type, in the notation that the type reads.

use crate::catalog::{ColumnType, TypeName};
use crate::dialect::Sample;

/// See [`Dialect::sample`](crate::dialect::Dialect::sample).
pub(super) fn sample(r#type: &ColumnType, row: usize) -> Option<Sample> {
    let TypeName::BuiltIn(words) = &r#type.r#type else {
        return None;
    };
    let (base, length) = match words.split_once('(') {
        Some((base, rest)) => (
            base.trim(),
            rest.split([',', ')']).next().and_then(|digits| digits.parse().ok()),
        ),
        None => (words.as_str(), None),
    };
    Some(match base {
        // `numeric(4,4)` has no place before the point.
        "numeric" if words.contains('(') => Sample::Sql(fraction(words, row)),
        "smallint" | "integer" | "bigint" | "numeric" | "money" => Sample::number(row),
        "real" | "double precision" => Sample::Sql(format!("{}.5", row % 9_000)),
        "boolean" => Sample::Sql(row.is_multiple_of(2).to_string()),
        "text" | "citext" | "name" => Sample::Text { longest: None },
        "character varying" | "character" => Sample::Text { longest: length },
        "bytea" => Sample::Quoted(format!(r"\x00{row:06x}ff")),
        "uuid" => Sample::Quoted(format!("00000000-0000-4000-8000-{row:012x}")),
        "json" | "jsonb" => Sample::Quoted(format!(r#"{{"row": {row}}}"#)),
        "xml" => Sample::Quoted(format!("<row>{row}</row>")),
        "inet" | "cidr" => Sample::Quoted(format!("10.0.{}.{}", row / 256 % 256, row % 256)),
        "macaddr" => Sample::Quoted(format!("08:00:2b:01:{:02x}:{:02x}", row / 256 % 256, row % 256)),
        "macaddr8" => Sample::Quoted(format!("08:00:2b:01:02:03:{:02x}:{:02x}", row / 256 % 256, row % 256)),
        "date" => Sample::Quoted(day(row)),
        "bit" | "bit varying" => Sample::Quoted(bits(length.unwrap_or(1), row)),
        "tsvector" => Sample::Quoted(format!("'word{row}':1")),
        "tsquery" => Sample::Quoted(format!("'word{row}'")),
        "point" => Sample::Quoted(format!("({row},1)")),
        "int4range" | "int8range" | "numrange" => Sample::Quoted(format!("[{row},{})", row + 1)),
        "daterange" => Sample::Quoted(format!("[{},2030-01-01)", day(row))),
        "tsrange" | "tstzrange" => Sample::Quoted(format!("[\"{} 10:00:00\",\"2030-01-01 00:00:00\")", day(row))),
        // `time(3) without time zone` is cut at its parenthesis.
        _ if base.starts_with("timestamp") && words.contains("with time zone") => {
            Sample::Quoted(format!("{} {}+00", day(row), clock(row)))
        }
        _ if base.starts_with("timestamp") => Sample::Quoted(format!("{} {}", day(row), clock(row))),
        _ if base.starts_with("time") => Sample::Quoted(clock(row)),
        _ if base.starts_with("interval") => Sample::Quoted(format!("{} days", row % 9_000 + 1)),
        _ => return None,
    })
}

/// One of the days of 2026.
fn day(row: usize) -> String {
    format!("2026-{:02}-{:02}", row / 28 % 12 + 1, row % 28 + 1)
}

fn clock(row: usize) -> String {
    format!("{:02}:{:02}:{:02}", row / 3_600 % 24, row / 60 % 60, row % 60)
}

/// The last digits of a number, as a `numeric(digits,scale)` holds them.
fn fraction(words: &str, row: usize) -> String {
    let numbers = words.split_once('(').map_or("", |(_, rest)| rest).trim_end_matches(')');
    let mut numbers = numbers.split(',').map(|number| number.trim().parse::<i32>());
    let digits = numbers.next().and_then(Result::ok).unwrap_or(1);
    let scale = numbers.next().and_then(Result::ok).unwrap_or(0);
    let whole_digits = u32::try_from(digits - scale).unwrap_or(0).min(4);
    let whole = (row + 1) % 10_usize.pow(whole_digits);
    match usize::try_from(scale) {
        Ok(scale) if scale > 0 => format!("{whole}.{:0>scale$}", row % 10),
        _ => whole.to_string(),
    }
}

fn bits(length: usize, row: usize) -> String {
    (0..length)
        .rev()
        .map(|bit| if bit < 64 && row >> bit & 1 == 1 { '1' } else { '0' })
        .collect()
}

//! What a column is on SQLite: one of its five type words, and a check where the word does not keep to the logical type.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::catalog::names::closes_at_end;
use crate::catalog::{ColumnType, Expression, Identity, TypeName};
use crate::diagnostic::{Diagnostics, lower as message};
use crate::dialect::lower::{enum_check, enum_name, enum_values};
use crate::dialect::sqlite::{Sqlite, form};
use crate::dialect::{ColumnContext, Dialect, DialectName, PhysicalColumn};
use crate::schema::{Default, Generator, Literal, Scalar};

/// The digits that a 64-bit float keeps exactly, which is what NUMERIC falls back to.
const EXACT_DIGITS: u16 = 15;

/// The types of `STRICT` tables (<https://sqlite.org/stricttables.html>).
const STRICT_TYPES: [&str; 6] = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"];

/// Type, default, identity and checks of a column.
pub(super) fn column(dialect: &Sqlite, context: &ColumnContext<'_>, diagnostics: &mut Diagnostics) -> PhysicalColumn {
    let ColumnContext { schema, column, .. } = *context;
    let word = type_word(context, diagnostics);
    let name = dialect.quote_identifier(&column.name);
    let mut text_enum = None;
    let mut checks = Vec::new();
    match &column.r#type.scalar {
        // What is declared with a type of its own is taken as it is.
        _ if column.declared.is_some() => {}
        Scalar::Enum(id) => {
            text_enum = Some(enum_name(schema, dialect, *id));
            let check = enum_check(
                dialect,
                &column.name,
                column.r#type.array,
                &enum_values(schema, dialect, *id),
            );
            if check.is_none() {
                diagnostics.push(message::enum_array_unchecked(column.span));
            }
            checks.extend(check);
        }
        _ if column.r#type.array => {}
        Scalar::Boolean => checks.push(format!("{name} in (0, 1)")),
        Scalar::Varchar(length) | Scalar::Char(length) => checks.push(format!("length({name}) <= {length}")),
        _ => {}
    }
    PhysicalColumn {
        default: default(context, &word),
        r#type: ColumnType {
            r#type: TypeName::BuiltIn(word),
            array: false,
        },
        text_enum,
        form: Some(form::of(&column.r#type.scalar, column.r#type.array)),
        // It is the rowid under another name, which takes a value that is given; `AUTOINCREMENT` only keeps numbers from
        // being used again.
        identity: column.identity.map(|_| Identity::ByDefault),
        checks,
    }
}

fn type_word(context: &ColumnContext<'_>, diagnostics: &mut Diagnostics) -> String {
    let column = context.column;
    let is_strict = context.table.strict;
    let check_strict = |name: &str, span, diagnostics: &mut Diagnostics| {
        if is_strict && !STRICT_TYPES.iter().any(|r#type| r#type.eq_ignore_ascii_case(name)) {
            diagnostics.push(message::no_strict_type(name, span, &STRICT_TYPES));
        }
    };
    if let Some(declared) = &column.declared {
        check_strict(declared, column.span, diagnostics);
        return declared.clone();
    }
    if column.r#type.array {
        return "TEXT".to_owned();
    }
    let word = match &column.r#type.scalar {
        Scalar::SmallInt | Scalar::Integer | Scalar::BigInt | Scalar::Boolean => "INTEGER",
        Scalar::Real | Scalar::Double => "REAL",
        Scalar::Bytea => "BLOB",
        Scalar::Numeric(precision) => {
            let why = match precision {
                _ if is_strict => "strict tables have no decimals",
                None => "it has no precision",
                Some((digits, _)) if *digits > EXACT_DIGITS => "it has more than 15 digits",
                Some(_) => return "NUMERIC".to_owned(),
            };
            diagnostics.push(message::numeric_as_text(why, column.span));
            "TEXT"
        }
        Scalar::Text
        | Scalar::Varchar(_)
        | Scalar::Char(_)
        | Scalar::Uuid
        | Scalar::Date
        | Scalar::Time
        | Scalar::Timestamp
        | Scalar::Timestamptz
        | Scalar::Interval
        | Scalar::Json
        | Scalar::Jsonb
        | Scalar::Inet
        | Scalar::Cidr
        | Scalar::Macaddr
        | Scalar::Enum(_) => "TEXT",
        Scalar::Other(name) => {
            check_strict(name, column.span, diagnostics);
            name
        }
    };
    word.to_owned()
}

fn default(context: &ColumnContext<'_>, word: &str) -> Option<Expression> {
    let column = context.column;
    let sql = match column.default.as_ref()? {
        Default::Literal(value) => literal(value, &column.r#type.scalar, word),
        Default::Generator(generator) => generated(*generator, &column.r#type.scalar)?.to_owned(),
        Default::Sql(sql) => default_clause(sql.get(DialectName::Sqlite)?),
    };
    Some(Expression::authored(sql))
}

/// What the database makes; the rest is made by the program that creates the row. Times are in UTC, to the microsecond
/// and of one length, so that their order as text is their order in time.
pub(super) fn generated(generator: Generator, scalar: &Scalar) -> Option<&'static str> {
    match (generator, scalar) {
        (Generator::Now, Scalar::Timestamp) => Some("(strftime('%Y-%m-%dT%H:%M:%f','now') || '000')"),
        (Generator::Now, Scalar::Date) => Some("(date('now'))"),
        (Generator::Now, Scalar::Time) => Some("(strftime('%H:%M:%f','now') || '000')"),
        (Generator::Now, _) => Some("(strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z')"),
        (Generator::Uuid | Generator::UuidV7 | Generator::Nanoid | Generator::Ulid, _) => None,
    }
}

/// Whether a word is a value of its own, and no name.
pub(super) fn is_value_word(word: &str) -> bool {
    const WORDS: [&str; 6] = [
        "null",
        "true",
        "false",
        "current_time",
        "current_date",
        "current_timestamp",
    ];
    WORDS.iter().any(|own| own.eq_ignore_ascii_case(word))
}

/// SQL as it stands after `DEFAULT`: anything but a literal needs parentheses.
pub(super) fn default_clause(sql: &str) -> String {
    let sql = sql.trim();
    let is_keyword = is_value_word(sql);
    let digits = sql.strip_prefix(['+', '-']).unwrap_or(sql);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    let text = sql.strip_prefix(['x', 'X']).unwrap_or(sql);
    let is_text = text.len() > 1
        && text.starts_with('\'')
        && text.ends_with('\'')
        && !text[1..text.len() - 1].replace("''", "").contains('\'');
    let is_enclosed = sql.starts_with('(') && closes_at_end(sql);
    if is_keyword || is_number || is_text || is_enclosed {
        sql.to_owned()
    } else {
        format!("({sql})")
    }
}

/// A value as it stands in a column that is declared with this word.
pub(super) fn literal(value: &Literal, scalar: &Scalar, word: &str) -> String {
    let dialect = &Sqlite;
    match value {
        Literal::Boolean(value) => u8::from(*value).to_string(),
        Literal::Integer(value) if word == "TEXT" => dialect.quote_text(&value.to_string()),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(text) if word == "NUMERIC" && text.parse::<f64>().is_ok_and(f64::is_finite) => text.clone(),
        Literal::Text(text) => dialect.quote_text(&stored_text(text, scalar)),
        Literal::Json(value) => dialect.quote_text(&value.to_string()),
    }
}

/// Text as the runtime writes a value of this type, so that a default equals the same value written by a program.
fn stored_text(text: &str, scalar: &Scalar) -> String {
    let stored = match scalar {
        Scalar::Timestamptz => text
            .parse::<Timestamp>()
            .ok()
            .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
        Scalar::Timestamp => text
            .parse::<DateTime>()
            .ok()
            .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()),
        Scalar::Date => text.parse::<Date>().ok().map(|date| date.to_string()),
        Scalar::Time => text
            .parse::<Time>()
            .ok()
            .map(|time| time.strftime("%H:%M:%S%.6f").to_string()),
        Scalar::Uuid => Some(text.to_ascii_lowercase()),
        _ => None,
    };
    stored.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_gets_parentheses_and_a_literal_does_not() {
        for literal in [
            "1",
            "-1.5e3",
            "'it''s'",
            "x'00'",
            "NULL",
            "current_timestamp",
            "(1 + 1)",
        ] {
            assert_eq!(default_clause(literal), literal);
        }
        assert_eq!(default_clause("upper('a')"), "(upper('a'))");
        assert_eq!(default_clause("'a' || 'b'"), "('a' || 'b')");
        assert_eq!(default_clause("(1) + (2)"), "((1) + (2))");
        assert_eq!(default_clause("1 + 1"), "(1 + 1)");
    }

    #[test]
    fn times_are_written_as_programs_write_them() {
        let text = |text, scalar| literal(&Literal::Text(String::from(text)), &scalar, "TEXT");
        assert_eq!(
            text("2020-01-02T03:04:05+02:00", Scalar::Timestamptz),
            "'2020-01-02T01:04:05.000000Z'"
        );
        assert_eq!(
            text("2020-01-02 03:04:05.5", Scalar::Timestamp),
            "'2020-01-02T03:04:05.500000'"
        );
        assert_eq!(text("03:04", Scalar::Time), "'03:04:00.000000'");
        assert_eq!(
            text("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", Scalar::Uuid),
            "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"
        );
    }
}

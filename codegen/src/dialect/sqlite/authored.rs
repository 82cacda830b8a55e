//! What an author would say of a column of SQLite.

use crate::catalog::names::closes_at_end;
use crate::catalog::{Column, Expression};
use crate::dialect::sqlite::introspect::canonical;
use crate::dialect::sqlite::lower;
use crate::dialect::{AuthoredDefault, AuthoredType};
use crate::schema::{Generator, Literal, Scalar, is_known_type};

/// The type: what the affinity and the usual meaning of the declared one come to. Of dates and times nobody knows in
/// which form they are kept, so that they stay what they are called.
pub(super) fn r#type(declared: &str) -> AuthoredType {
    let exact = match declared {
        "INTEGER" => Some(Scalar::BigInt),
        "TEXT" => Some(Scalar::Text),
        "REAL" => Some(Scalar::Double),
        "BLOB" => Some(Scalar::Bytea),
        _ => None,
    };
    if let Some(scalar) = exact {
        return scalar.into();
    }
    let upper = declared.to_ascii_uppercase();
    let (name, arguments) = upper.split_once('(').unwrap_or((&upper, ""));
    let numbers: Vec<i64> = (arguments.trim_end_matches(')').split(','))
        .filter_map(|number| number.trim().parse().ok())
        .collect();
    let scalar = match name.trim() {
        "" | "TEXT" | "CLOB" => Some(Scalar::Text),
        "INT" | "INTEGER" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "BIGINT" | "UNSIGNED BIG INT" | "INT2" | "INT4"
        | "INT8" => Some(Scalar::BigInt),
        "BOOLEAN" | "BOOL" => Some(Scalar::Boolean),
        "REAL" | "DOUBLE" | "DOUBLE PRECISION" | "FLOAT" => Some(Scalar::Double),
        "BLOB" => Some(Scalar::Bytea),
        "JSON" => Some(Scalar::Json),
        "VARCHAR" | "NVARCHAR" | "CHARACTER VARYING" | "VARYING CHARACTER" | "CHAR" | "CHARACTER" | "NCHAR"
        | "NATIVE CHARACTER" => Some(match numbers[..] {
            [length] => (u32::try_from(length).ok())
                .filter(|length| is_known_type(&format!("varchar({length})")))
                .map_or(Scalar::Text, Scalar::Varchar),
            _ => Scalar::Text,
        }),
        "DECIMAL" | "NUMERIC" => Some(Scalar::Numeric(match numbers[..] {
            [digits, scale] => (u16::try_from(digits).ok())
                .zip(i16::try_from(scale).ok())
                .filter(|(digits, scale)| is_known_type(&format!("numeric({digits},{scale})"))),
            [digits] => (u16::try_from(digits).ok())
                .filter(|digits| is_known_type(&format!("numeric({digits})")))
                .map(|digits| (digits, 0)),
            _ => None,
        })),
        _ => None,
    };
    match scalar {
        Some(scalar) => AuthoredType {
            scalar,
            declared: Some(declared.to_owned()),
        },
        // A name that would be taken for a type of ours is told apart by its capitals.
        None if is_known_type(declared) => AuthoredType {
            scalar: Scalar::Other(upper),
            declared: Some(declared.to_owned()),
        },
        None => Scalar::Other(declared.to_owned()).into(),
    }
}

/// The default: a candidate is taken where lowering it gives the same text again.
pub(super) fn default(column: &Column, scalar: &Scalar, default: &Expression) -> AuthoredDefault {
    let word = match &column.r#type.r#type {
        crate::catalog::TypeName::BuiltIn(word) => word.as_str(),
        crate::catalog::TypeName::Enum(_) => "TEXT",
    };
    let text = canonical(&default.authored);
    let same = |sql: &str| canonical(&lower::default_clause(sql)) == text;
    if lower::generated(Generator::Now, scalar).is_some_and(|sql| is_time(scalar) && same(sql)) {
        return AuthoredDefault::Generator(Generator::Now);
    }
    literal(&default.authored, scalar)
        .filter(|literal| same(&lower::literal(literal, scalar, word)))
        .map_or_else(
            || AuthoredDefault::Sql(bare(&default.authored, &text)),
            AuthoredDefault::Literal,
        )
}

/// Without the parentheses that lowering puts around it again.
fn bare(sql: &str, text: &str) -> String {
    let inner = sql.strip_prefix('(').and_then(|sql| sql.strip_suffix(')'));
    let inner = inner.filter(|_| closes_at_end(sql)).map(str::trim);
    let inner = inner.filter(|inner| canonical(&lower::default_clause(inner)) == text);
    inner.unwrap_or(sql).to_owned()
}

fn fits(value: i64, digits: u16, scale: i16) -> bool {
    let whole = value.unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
    i64::from(whole) <= i64::from(digits) - i64::from(scale)
}

fn is_time(scalar: &Scalar) -> bool {
    matches!(
        scalar,
        Scalar::Timestamp | Scalar::Timestamptz | Scalar::Date | Scalar::Time
    )
}

/// A value of this type that the text may stand for.
fn literal(text: &str, scalar: &Scalar) -> Option<Literal> {
    let quoted = || {
        let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
        let plain = inner.replace("''", "");
        (!plain.contains('\'') && !text.contains('\0')).then(|| inner.replace("''", "'"))
    };
    match scalar {
        Scalar::Boolean => match text {
            "0" => Some(Literal::Boolean(false)),
            "1" => Some(Literal::Boolean(true)),
            _ => None,
        },
        Scalar::SmallInt | Scalar::Integer | Scalar::BigInt => text.parse().ok().map(Literal::Integer),
        Scalar::Numeric(size) => (text.parse().ok())
            .filter(|value: &i64| size.is_none_or(|(digits, scale)| fits(*value, digits, scale)))
            .map(Literal::Integer),
        Scalar::Real | Scalar::Double => text
            .parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .map(Literal::Float),
        Scalar::Text => quoted().map(Literal::Text),
        Scalar::Varchar(length) => quoted()
            .filter(|text| text.chars().count() <= *length as usize)
            .map(Literal::Text),
        Scalar::Json => serde_json::from_str(&quoted()?).ok().map(Literal::Json),
        _ => None,
    }
}

//! What SQLite's column affinities do to values that are copied into a column of another type
//! (<https://www.sqlite.org/datatype3.html>, sections 3 and 3.1). Nothing is impossible: what does not fit stays as it is.

use crate::catalog::{ColumnType, TypeName};
use crate::dialect::CastVerdict::{self, Risky, Safe};

/// See [`Dialect::cast`](crate::dialect::Dialect::cast).
pub(super) fn cast(previous: &ColumnType, next: &ColumnType) -> CastVerdict {
    use Affinity::{Blob, Integer, Numeric, Real, Text};
    match (Affinity::of(previous), Affinity::of(next)) {
        (previous, next) if previous == next => Safe,
        // A blob column converts nothing. A float as text has fifteen digits; an integer as a float has 53 bits; text
        // and blobs that are no numbers stay what they are, and text that is one loses its leading zeros.
        (_, Blob) | (Integer | Real, Numeric) | (Integer | Numeric, Text) => Safe,
        (Blob | Text | Real | Integer | Numeric, _) => Risky,
    }
}

/// See [`Dialect::misfit`](crate::dialect::Dialect::misfit). What a column of numbers would keep as text or bytes, or as a
/// number of another kind: a rebuild refuses to.
pub(super) fn misfit(value: &str, previous: &ColumnType, next: &ColumnType) -> Option<String> {
    let next = Affinity::of(next);
    if !next.is_number() {
        return None;
    }
    let value = match Affinity::of(previous) {
        // No affinity looks into bytes, so they are read as text first.
        Affinity::Blob => format!("CASE typeof({value}) WHEN 'blob' THEN CAST({value} AS TEXT) ELSE {value} END"),
        _ => value.to_owned(),
    };
    // A cast takes what a text begins with for the number; compared with it, a text that is more than that differs.
    let number = format!("CAST({value} AS NUMERIC)");
    Some(match next {
        Affinity::Integer => format!("({value} <> {number} OR {number} <> CAST({number} AS INTEGER))"),
        _ => format!("{value} <> {number}"),
    })
}

/// See [`Dialect::alike`](crate::dialect::Dialect::alike).
pub(super) fn alike(a: &ColumnType, b: &ColumnType) -> bool {
    let (a, b) = (Affinity::of(a), Affinity::of(b));
    a == b || a.is_number() && b.is_number()
}

/// How a column keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    /// By the rules of section 3.1, in their order.
    pub(super) fn of(column: &ColumnType) -> Self {
        let TypeName::BuiltIn(declared) = &column.r#type else {
            return Self::Text;
        };
        let declared = declared.to_ascii_uppercase();
        let has = |part: &str| declared.contains(part);
        if has("INT") {
            Self::Integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Self::Text
        } else if has("BLOB") || declared.is_empty() {
            Self::Blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Self::Real
        } else {
            Self::Numeric
        }
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Real | Self::Numeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(word: &str) -> ColumnType {
        ColumnType {
            r#type: TypeName::BuiltIn(word.to_owned()),
            array: false,
        }
    }

    #[test]
    fn affinity_follows_the_manual() {
        for (word, affinity) in [
            ("INTEGER", Affinity::Integer),
            ("VARCHAR(10)", Affinity::Text),
            ("", Affinity::Blob),
            ("DOUBLE", Affinity::Real),
            ("FLOATING POINT", Affinity::Integer),
            ("DECIMAL(10,2)", Affinity::Numeric),
            ("UUID", Affinity::Numeric),
        ] {
            assert_eq!(Affinity::of(&declared(word)), affinity, "{word}");
        }
    }

    #[test]
    fn values_are_kept_or_not() {
        for (from, to, verdict) in [
            ("INTEGER", "TEXT", Safe),
            ("INTEGER", "BLOB", Safe),
            ("INTEGER", "NUMERIC", Safe),
            ("TEXT", "VARCHAR(10)", Safe),
            ("REAL", "NUMERIC", Safe),
            ("INTEGER", "REAL", Risky),
            ("REAL", "INTEGER", Risky),
            ("REAL", "TEXT", Risky),
            ("NUMERIC", "INTEGER", Risky),
            ("TEXT", "INTEGER", Risky),
            ("TEXT", "NUMERIC", Risky),
            ("BLOB", "TEXT", Risky),
        ] {
            assert_eq!(cast(&declared(from), &declared(to)), verdict, "{from} to {to}");
        }
        assert!(alike(&declared("INTEGER"), &declared("REAL")));
        assert!(!alike(&declared("INTEGER"), &declared("TEXT")));
    }
}

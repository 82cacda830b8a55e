//! In which form values are held: the type that the author gave. SQLite's five type words say little of it: a date, a
//! moment and a JSON document are all TEXT.

use crate::dialect::Reform;
use crate::schema::Scalar;

/// The form of a type's values.
pub(super) fn of(scalar: &Scalar, is_array: bool) -> String {
    let name = match scalar {
        // Which enum it is, the column says apart.
        Scalar::Enum(_) => "text".to_owned(),
        other => other.to_string(),
    };
    if is_array { format!("{name}[]") } else { name }
}

/// Types whose values have one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer,
    Boolean,
    Text,
    Array,
    Date,
    Time,
    Timestamp,
    Timestamptz,
    Other,
}

impl Family {
    fn of(form: &str) -> Self {
        if form.ends_with("[]") {
            return Self::Array;
        }
        match form.split('(').next().unwrap_or_default() {
            "smallint" | "integer" | "bigint" => Self::Integer,
            "boolean" => Self::Boolean,
            "text" | "varchar" | "char" => Self::Text,
            "date" => Self::Date,
            "time" => Self::Time,
            "timestamp" => Self::Timestamp,
            "timestamptz" => Self::Timestamptz,
            _ => Self::Other,
        }
    }
}

/// See [`Dialect::reform`](crate::dialect::Dialect::reform). The results are what PostgreSQL makes of the same change,
/// moments being in UTC.
pub(super) fn reform(previous: &str, next: &str, value: &str) -> Option<Reform> {
    use Family::{Array, Boolean, Date, Integer, Text, Time, Timestamp, Timestamptz};
    let (sql, lossless) = match (Family::of(previous), Family::of(next)) {
        (Integer, Boolean) => (format!("{value} <> 0"), false),
        (Text, Boolean) => {
            let word = format!("lower(trim({value}))");
            let (yes, no) = (
                "('true', 't', 'yes', 'y', 'on', '1')",
                "('false', 'f', 'no', 'n', 'off', '0')",
            );
            let sql = format!("CASE WHEN {word} IN {yes} THEN 1 WHEN {word} IN {no} THEN 0 ELSE {value} END");
            (sql, false)
        }
        (Boolean, Text) => (format!("CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"), true),
        (Timestamp | Timestamptz, Date) => (format!("substr({value}, 1, 10)"), false),
        (Timestamp | Timestamptz, Time) => (format!("substr({value}, 12, 15)"), false),
        (Timestamptz, Timestamp) => (format!("rtrim({value}, 'Z')"), true),
        (Timestamp, Timestamptz) => (format!("{value} || 'Z'"), true),
        (Date, Timestamp) => (format!("{value} || 'T00:00:00.000000'"), true),
        (Date, Timestamptz) => (format!("{value} || 'T00:00:00.000000Z'"), true),
        // One value is an array of one.
        (Text, Array) => (
            format!("CASE WHEN {value} IS NOT NULL THEN json_array({value}) END"),
            true,
        ),
        _ => return None,
    };
    Some(Reform { sql, lossless })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_a_lossless_one_gives_what_was() {
        let database = rusqlite::Connection::open_in_memory().expect("in memory");
        for (there, back, value) in [
            ("timestamp", "timestamptz", "2026-01-31T10:20:30.123456"),
            ("date", "timestamptz", "2026-01-31"),
            ("date", "timestamp", "2026-01-31"),
        ] {
            let there_sql = reform(there, back, "value").expect("there is a way");
            let back_sql = reform(back, there, "value").expect("and one back");
            let sql = format!(
                "select {} from (select {} as value from (select ?1 as value))",
                back_sql.sql, there_sql.sql
            );
            let found: String = database.query_row(&sql, [value], |row| row.get(0)).expect("it runs");
            assert_eq!(found, value);
            assert!(there_sql.lossless);
        }
    }
}

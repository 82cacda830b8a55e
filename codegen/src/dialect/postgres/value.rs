//! Which values are the same for all rows.

use sqlparser::dialect::PostgreSqlDialect;

use crate::dialect::value::called;

/// Names before a bracket that give the same value all through a statement: functions that are immutable or stable
/// (`provolatile` of `pg_proc`), types with a modifier, keywords.
pub(crate) const STEADY: &[&str] = &[
    "abs",
    "age",
    "any",
    "array",
    "array_fill",
    "array_to_string",
    "bit",
    "bpchar",
    "btrim",
    "cast",
    "ceil",
    "ceiling",
    "char",
    "char_length",
    "character",
    "coalesce",
    "concat",
    "concat_ws",
    "current_catalog",
    "current_database",
    "current_date",
    "current_role",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "date_part",
    "date_trunc",
    "decimal",
    "decode",
    "digest",
    "encode",
    "extract",
    "floor",
    "format",
    "greatest",
    "in",
    "initcap",
    "int4range",
    "int8range",
    "interval",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "least",
    "left",
    "length",
    "localtime",
    "localtimestamp",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "mod",
    "now",
    "nullif",
    "numeric",
    "overlay",
    "point",
    "power",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row",
    "rpad",
    "rtrim",
    "session_user",
    "sha256",
    "sign",
    "split_part",
    "sqrt",
    "statement_timestamp",
    "string_to_array",
    "strpos",
    "substr",
    "substring",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "trim",
    "trunc",
    "upper",
    "user",
    "varbit",
    "varchar",
    "varying",
];

/// See [`Dialect::is_volatile`](crate::dialect::Dialect::is_volatile). A new column of a default that is volatile is
/// written into every row.
pub(super) fn is_volatile(value: &str) -> bool {
    let called = called(value, &PostgreSqlDialect {});
    called.is_none_or(|called| called.iter().any(|name| !STEADY.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_from_row_to_row_are_told() {
        for steady in [
            "0",
            "'a b'::text",
            "now()",
            "(now() + interval '1 day')",
            "CURRENT_TIMESTAMP",
            "'x'::varchar(3)",
        ] {
            assert!(!is_volatile(steady), "{steady}");
        }
        for volatile in [
            "gen_random_uuid()",
            "nextval('s'::regclass)",
            "upper(nanoid())",
            "random ()",
            "'",
        ] {
            assert!(is_volatile(volatile), "{volatile}");
        }
    }
}

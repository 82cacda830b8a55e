//! PostgreSQL's own types.

/// The namespace that is meant where none is said.
pub(in crate::dialect) const DEFAULT_NAMESPACE: &str = "public";

/// Whether a plain name means a type of PostgreSQL's own: `pg_catalog` is searched first, before any other namespace
/// (manual, 5.9.5), so a type of the default namespace that is called so is hidden.
///
/// Types are in `pg_catalog` under their short names: `integer` in quotes is no type of PostgreSQL's, `int4` is.
pub(super) fn hides(name: &str) -> bool {
    // Rows of its tables are types too, and arrays have the name of their element after an underscore.
    let element = name.strip_prefix('_').unwrap_or(name);
    element.starts_with("pg_") || TYPES.binary_search(&element).is_ok()
}

/// All of 14 to 18 but those that start with `pg_`, sorted.
const TYPES: &[&str] = &[
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "event_trigger",
    "fdw_handler",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(TYPES.is_sorted());
    }

    #[test]
    fn short_names_arrays_and_rows_are_known() {
        for name in ["line", "text", "int4", "_text", "pg_class", "char"] {
            assert!(hides(name), "{name}");
        }
        for name in ["state", "integer", "order", "Line", ""] {
            assert!(!hides(name), "{name}");
        }
    }
}

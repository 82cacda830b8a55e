//! What lowering a schema to a database finds.

use crate::diagnostic::{Diagnostic, codes};
use crate::dialect::DialectName;
use crate::source::Span;

/// Two things of different namespaces that SQLite, which has none, would call the same.
pub(crate) fn names_meet_on_sqlite(name: &str, what: &str, span: Span, other: &str, other_span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NAMES_MEET_ON_SQLITE,
        format!("{what} and {other} are both called `{name}` on SQLite"),
    )
    .at(span, what)
    .also(other_span, other)
    .help("SQLite has no namespaces: a table gets its namespace as a prefix, and names of indexes are one space")
    .help("give one of them another name in the database")
}

/// A type that `STRICT` tables do not take.
pub(crate) fn no_strict_type(name: &str, span: Span, known: &[&str]) -> Diagnostic {
    Diagnostic::error(codes::NO_STRICT_TYPE, format!("strict tables have no type `{name}`"))
        .at(span, format!("not possible on {}", DialectName::Sqlite.title()))
        .help(format!("they have {}", known.join(", ")))
        .help("or take `strict` off the settings of SQLite")
}

/// A decimal that SQLite keeps as text.
pub(crate) fn numeric_as_text(why: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        codes::NUMERIC_AS_TEXT,
        format!("SQLite keeps this decimal as text: {why}"),
    )
    .at(span, "exact, but SQLite can neither order nor sum it")
    .help("numeric(p, s) with p up to 15 is kept as a number, in tables that are not strict")
}

/// An array of enum values on a database that cannot look into it.
pub(crate) fn enum_array_unchecked(span: Span) -> Diagnostic {
    Diagnostic::warning(
        codes::ENUM_ARRAY_UNCHECKED,
        "SQLite keeps this array as JSON and does not check its values",
    )
    .at(span, "")
    .help("a table of its own with a row per value is checked on both databases")
}

//! What lowering a schema to a database finds: TS05xx.

use crate::catalog::names::MAX_BYTES;
use crate::diagnostic::Diagnostic;
use crate::dialect::{DialectName, Version};
use crate::source::Span;

/// TS0501: an authored name that PostgreSQL would cut.
pub(crate) fn name_too_long(name: &str, what: &str, span: Span) -> Diagnostic {
    let bytes = name.len();
    Diagnostic::error(
        501,
        format!("the name of this {what} has {bytes} bytes, and PostgreSQL keeps {MAX_BYTES}"),
    )
    .at(span, format!("`{name}`"))
    .help("choose a shorter name; names that are not written here are shortened by themselves")
}

/// TS0502: two things of one name.
pub(crate) fn name_clash(name: &str, what: &str, span: Span, other: &str, other_span: Span) -> Diagnostic {
    Diagnostic::error(
        502,
        format!("{what} and {other} are both called `{name}` in the database"),
    )
    .at(span, what)
    .also(other_span, other)
    .help("give one of them another name; capitals make no difference on SQLite, and indexes share names with tables")
}

/// TS0503: a name that something else keeps for itself.
pub(crate) fn name_reserved(name: &str, what: &str, span: Span, why: &str) -> Diagnostic {
    Diagnostic::error(
        503,
        format!("a {what} cannot be called `{name}` in the database: {why}"),
    )
    .at(span, "")
    .help("give it another name in the database")
}

/// TS0504: SQL text that is missing for a dialect.
pub(crate) fn sql_missing(what: &str, dialect: DialectName, span: Span) -> Diagnostic {
    let other = dialect.other();
    Diagnostic::error(504, format!("{what} has no SQL text for {}", dialect.title()))
        .at(span, "")
        .help(format!(
            "write one text per database: {{ postgres = \"…\", sqlite = \"…\" }}; or `only = \"{other}\"`"
        ))
}

/// TS0505: a feature that the dialect lacks, or gets in a later version than the oldest that must work.
pub(crate) fn feature_missing(feature: &str, dialect: DialectName, since: Option<Version>, span: Span) -> Diagnostic {
    let other = dialect.other();
    let title = dialect.title();
    match since {
        None => Diagnostic::error(505, format!("{title} has no {feature}"))
            .at(span, "")
            .help(format!(
                "leave it out, or keep it to the other database with `only = \"{other}\"`"
            )),
        Some(since) => Diagnostic::error(505, format!("{title} has {feature} only since version {since}"))
            .at(span, "")
            .help(format!(
                "leave it out, say `{dialect} = {{ min_version = \"{since}\" }}` under [database], or keep it to the \
                 other database with `only = \"{other}\"`"
            )),
    }
}

/// TS0506: something that exists in this dialect uses something that does not.
pub(crate) fn absent(what: &str, used: &str, dialect: DialectName, span: Span, used_span: Span) -> Diagnostic {
    let other = dialect.other();
    Diagnostic::error(
        506,
        format!("{what} needs {used}, which {} does not get", dialect.title()),
    )
    .at(span, "")
    .also(used_span, format!("this is `only = \"{other}\"`"))
    .help(format!("say `only = \"{other}\"` here too, or there no longer"))
}

/// TS0507: an identity that SQLite cannot number.
pub(crate) fn identity_not_the_key(span: Span) -> Diagnostic {
    Diagnostic::error(
        507,
        "on SQLite an identity must be the only column of the primary key, and an integer",
    )
    .at(span, "")
    .help("make it the primary key by itself, or keep it to PostgreSQL with `only = \"postgres\"`")
}

/// TS0508: a type that the dialect has not.
pub(crate) fn type_missing(r#type: &str, dialect: DialectName, span: Span, allowed: &str) -> Diagnostic {
    let other = dialect.other();
    Diagnostic::error(508, format!("{} has no type `{}` here", dialect.title(), r#type))
        .at(span, "")
        .help(format!(
            "{allowed}; or keep the column to the other database with `only = \"{other}\"`"
        ))
}

/// TS0509: a decimal that SQLite keeps as text.
pub(crate) fn numeric_as_text(why: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(509, format!("SQLite keeps this column as text: {why}"))
        .at(span, "exact, but it cannot be put in order or summed by SQLite")
        .help("numeric(p, s) with p up to 15 is kept as a number, in tables that are not strict")
}

/// TS0510: an array of enum values on a database that cannot look into it.
pub(crate) fn enum_array_unchecked(span: Span) -> Diagnostic {
    Diagnostic::warning(510, "SQLite keeps this array as JSON and does not check its values")
        .at(span, "")
        .help("a table of its own, one row per value, is checked on both databases")
}

/// TS0511: an index or collation option of no meaning to the database.
pub(crate) fn collation_missing(collation: &str, dialect: DialectName, span: Span) -> Diagnostic {
    let other = dialect.other();
    Diagnostic::error(511, format!("{} has no collation `{collation}`", dialect.title()))
        .at(span, "")
        .help(format!(
            "SQLite has `BINARY`, `NOCASE` and `RTRIM`; or keep it to the other database with `only = \"{other}\"`"
        ))
}

//! What is wrong for one of the databases: features it lacks, SQL text it does not take.

use crate::diagnostic::{Diagnostic, codes};
use crate::dialect::{DialectName, Version};
use crate::source::{Span, Spanned};

pub(crate) fn too_old(version: Version, span: Span, dialect: DialectName, oldest: Version) -> Diagnostic {
    let title = dialect.title();
    Diagnostic::error(
        codes::TOO_OLD,
        format!("{title} {version} is older than what is supported"),
    )
    .at(span, format!("{title} {oldest} is the oldest"))
    .help(format!("write `min_version = \"{oldest}\"` or later"))
}

pub(crate) fn default_url(url: &str, span: Span, dialect: Option<DialectName>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::DEFAULT_URL,
        format!("`{url}` leads to no database of this schema"),
    );
    match dialect {
        Some(dialect) => diagnostic
            .at(span, format!("a URL of {}", dialect.title()))
            .help(format!(
                "add \"{dialect}\" to `dialects`, or write a URL of a dialect that is there"
            )),
        None => diagnostic
            .at(span, "a URL of no database that is supported")
            .help("write one as \"sqlite:./local.db\" or \"postgres://localhost/app\""),
    }
}

pub(crate) fn no_sql(dialect: DialectName, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NO_SQL, format!("there is no SQL for {} here", dialect.title()))
        .at(span, format!("`{dialect}` is missing"))
        .help(format!(
            "add `{dialect} = \"…\"`, or limit what it belongs to with `only = \"…\"`"
        ))
}

pub(crate) fn invalid_sql(dialects: &[DialectName], message: &str, span: Span) -> Diagnostic {
    let titles: Vec<_> = dialects.iter().map(|dialect| dialect.title()).collect();
    let diagnostic = Diagnostic::error(
        codes::INVALID_SQL,
        format!("this is not an SQL expression of {}", titles.join(" or ")),
    )
    .at(span, message);
    match dialects {
        [one] => diagnostic.help(format!(
            "write `{{ postgres = \"…\", sqlite = \"…\" }}` where the databases differ, or leave {} out with `only = \"…\"`",
            one.title()
        )),
        _ => diagnostic.help("write one expression, without a semicolon"),
    }
}

/// `what` is limited to another database than its table.
pub(crate) fn only_differs(what: &str, own: Spanned<DialectName>, table: Spanned<DialectName>) -> Diagnostic {
    Diagnostic::error(
        codes::ONLY_DIFFERS,
        format!(
            "{what} only for {} in a table only for {}",
            own.value.title(),
            table.value.title()
        ),
    )
    .at(own.span, "would exist nowhere")
    .also(table.span, "the table is limited here")
    .help("take `only` off the column")
}

pub(crate) fn not_in_model(name: &str, limit: DialectName, limit_span: Span, span: Span) -> Diagnostic {
    let title = limit.title();
    Diagnostic::error(
        codes::NOT_IN_MODEL,
        format!("`{name}` exists only in {title}, so that the model does not have it and cannot fill it"),
    )
    .at(span, "needs a value from the program")
    .also(limit_span, "limited here")
    .help("make it `nullable = true`, or give it a `default` that the database makes")
    .help(format!(
        "or limit the whole table with `only = \"{limit}\"`: then the model has it"
    ))
}

pub(crate) fn column_is_limited(name: &str, limit: DialectName, limit_span: Span, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::COLUMN_IS_LIMITED,
        format!("`{name}` exists only in {}, but is needed elsewhere too", limit.title()),
    )
    .at(span, format!("uses `{name}` in every database"))
    .also(limit_span, "limited here")
    .help(format!("add `only = \"{limit}\"` here too, or take it off `{name}`"))
}

pub(crate) fn identity_elsewhere(dialect: DialectName, span: Span) -> Diagnostic {
    let title = dialect.title();
    Diagnostic::error(
        codes::IDENTITY_ELSEWHERE,
        format!("{title} numbers only the column that alone is the primary key"),
    )
    .at(span, format!("not possible on {title}"))
    .help("make it `primary_key = true`, and no other column")
    .help("or limit the column to the other database with `only = \"…\"`")
}

pub(crate) fn lacks(feature: &str, dialect: DialectName, since: Option<Version>, span: Span) -> Diagnostic {
    let title = dialect.title();
    let other = dialect.other();
    let diagnostic = match since {
        None => Diagnostic::error(codes::LACKS, format!("{title} has no {feature}"))
            .at(span, format!("not possible on {title}")),
        Some(since) => Diagnostic::error(
            codes::LACKS,
            format!("{title} has {feature} only since version {since}"),
        )
        .at(span, format!("not possible on every {title} that must work"))
        .help(format!(
            "if no older server matters, write `{dialect} = {{ min_version = \"{since}\" }}` in `[database]`"
        )),
    };
    diagnostic.help(format!(
        "leave it out, or write it twice: as it is with `only = \"{other}\"`, without it with `only = \"{dialect}\"`"
    ))
}

pub(crate) fn no_partitions(dialect: DialectName, span: Span) -> Diagnostic {
    let (title, other) = (dialect.title(), dialect.other());
    Diagnostic::error(codes::LACKS, format!("{title} has no partitioned tables"))
        .at(span, format!("not possible on {title}"))
        .help(format!(
            "write `only = \"{other}\"` in the `partition` section: on {title} it is a table like any other"
        ))
        .help(format!(
            "or write `only = \"{other}\"` at the table: on {title} there is none"
        ))
}

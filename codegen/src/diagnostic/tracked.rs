//! What is wrong with objects that are written as SQL.

use crate::diagnostic::document::listed;
use crate::diagnostic::{Diagnostic, codes, suggest};
use crate::dialect::DialectName;
use crate::source::Span;

pub(crate) fn unknown_object<'a>(text: &str, span: Span, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_OBJECT, format!("there is no `{text}`")).at(span, "nothing is declared so");
    match suggest(text, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("write section and key, as in `table.user`, `view.active_user`, `function.touch`"),
    }
}

pub(crate) fn object_cycle(kind: &str, key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::OBJECT_CYCLE, format!("{kind} `{key}` is said to need itself"))
        .at(span, format!("its `depends_on` leads back to `{key}`"))
        .help("take one of these `depends_on` out")
}

fn titles(dialects: &[DialectName]) -> String {
    let titles: Vec<_> = dialects.iter().map(|dialect| dialect.title()).collect();
    titles.join(" or ")
}

pub(crate) fn broken_statement(dialects: &[DialectName], message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::BROKEN_STATEMENT,
        format!("this is no SQL that {} can read", titles(dialects)),
    )
    .at(span, message)
    .help("write one statement, or several with `;` between them")
    .help("where the databases differ, write `{ postgres = \"…\", sqlite = \"…\" }`")
}

pub(crate) fn makes_another_kind(kind: &str, made: Option<&str>, beginning: &str, span: Span) -> Diagnostic {
    let message = match made {
        Some(made) => format!("this SQL makes a {made}, not a {kind}"),
        None => format!("this SQL makes no {kind}"),
    };
    Diagnostic::error(codes::MAKES_SOMETHING_ELSE, message)
        .at(span, format!("begins with {beginning}"))
        .help(format!("write `CREATE {} …`", kind.to_ascii_uppercase()))
        .help("what has no section of its own goes into `[object.KEY]` with `kind = \"…\"`")
}

pub(crate) fn makes_another_name(kind: &str, name: &str, made: &str, span: Span, name_span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::MAKES_SOMETHING_ELSE,
        format!("this SQL makes the {kind} `{made}`, not `{name}`"),
    )
    .at(span, format!("makes `{made}`"))
    .also(name_span, format!("called `{name}` here"))
    .help("write the name in the database as `name = \"…\"`, its namespace as `schema = \"…\"`")
}

pub(crate) fn drop_unknown(kind: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::DROP_UNKNOWN,
        format!("how to take this {kind} away cannot be told from its SQL"),
    )
    .at(span, "makes more than one thing, or one that is not known")
    .help("say it: `drop = \"…\"`, one statement or several")
}

pub(crate) fn not_understood(dialects: &[DialectName], message: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        codes::NOT_UNDERSTOOD,
        format!(
            "this query is not understood as one of {}, and sent as it is",
            titles(dialects)
        ),
    )
    .at(span, message)
    .help("trying the migration on a database tells whether it is right")
}

pub(crate) fn view_gives_no_column(view: &str, column: &str, given: &[String], span: Span, sql: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        codes::VIEW_GIVES_NO_COLUMN,
        format!("view `{view}` gives no column `{column}`"),
    )
    .at(span, "no part of its query is called so")
    .also(sql, "its query");
    let diagnostic = diagnostic.help(format!("it gives {}", listed(given)));
    match suggest(column, given.iter().map(String::as_str)) {
        Some(near) => diagnostic.help(format!(
            "did you mean `{near}`? The name in the database is said by `column = \"…\"`"
        )),
        None => diagnostic.help(format!("add it to the query: `SELECT …, … AS {column}`")),
    }
}

pub(crate) fn kind_elsewhere(kind: &str, dialect: DialectName, kinds: &[&str], span: Span) -> Diagnostic {
    let title = dialect.title();
    let other = dialect.other();
    Diagnostic::error(codes::LACKS, format!("{title} has no {kind}"))
        .at(span, format!("not possible on {title}"))
        .help(format!("limit it to the other database: `only = \"{other}\"`"))
        .help(format!(
            "or write what serves the same on {title} as {}, with `only = \"{dialect}\"`",
            listed(kinds)
        ))
}

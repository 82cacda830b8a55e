//! What is wrong with types, and with values that must fit one.

use crate::diagnostic::document::listed;
use crate::diagnostic::{Diagnostic, codes, suggest};
use crate::dialect::DialectName;
use crate::source::Span;

pub(crate) fn unknown_type(text: &str, span: Span, near: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_TYPE, format!("unknown type `{text}`"))
        .at(span, "neither a type nor an enum of this schema");
    let diagnostic = match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    };
    diagnostic.help("a type that one database alone knows needs `only = \"postgres\"` or `only = \"sqlite\"`")
}

pub(crate) fn wrong_type_arguments(text: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error(
        codes::WRONG_TYPE_ARGUMENTS,
        format!("`{text}` is not how this type is written"),
    )
    .at(span, "wrong in the brackets")
    .help(help)
}

pub(crate) fn type_cycle(table: &str, column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::TYPE_CYCLE,
        format!("the type of `{table}.{column}` follows from itself"),
    )
    .at(
        span,
        "its reference leads back here, and no column on the way has a type",
    )
    .help("add `type = \"…\"` to one of the columns on the way")
}

pub(crate) fn default_does_not_fit(spelled: &str, expected: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::DEFAULT_DOES_NOT_FIT,
        format!("this default is no value of `{spelled}`"),
    )
    .at(span, format!("not a `{spelled}`"))
    .help(format!("write {expected}"))
}

pub(crate) fn not_an_enum_value<'a>(
    text: &str,
    key: &str,
    span: Span,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<_> = known.collect();
    let diagnostic = Diagnostic::error(codes::NOT_AN_ENUM_VALUE, format!("`{text}` is no value of `{key}`"))
        .at(span, format!("not in `{key}`"));
    match suggest(text, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("its values are {}", listed(&known))),
    }
}

pub(crate) fn unknown_generator(call: &str, span: Span, known: &[&str]) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_GENERATOR, format!("there is no generator `{call}`")).at(span, "not known");
    let diagnostic = match suggest(call, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("there are {}", listed(known))),
    };
    diagnostic.help(format!(
        "for SQL write `{{ sql = \"{call}\" }}`, for this very text `{{ value = \"{call}\" }}`"
    ))
}

pub(crate) fn generator_does_not_fit(call: &str, spelled: &str, makes: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::GENERATOR_DOES_NOT_FIT,
        format!("`{call}` makes no values of `{spelled}`"),
    )
    .at(span, format!("makes {makes}"))
    .help("change the type of the column, or its default")
}

pub(crate) fn update_default_sql(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UPDATE_DEFAULT_SQL, "`update_default` takes no SQL")
        .at(span, "made by the program, not by the database")
        .help("write a generator, as \"now()\", or a plain value")
}

pub(crate) fn invalid_rust_type(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INVALID_RUST_TYPE, format!("`{text}` is not a Rust type"))
        .at(span, "not a type")
        .help("write a path, as \"types::Content\"; its module goes into `modules` of `[generate]`")
}

pub(crate) fn nullable_key(column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NULLABLE_KEY,
        format!("`{column}` is in the primary key and cannot be nullable"),
    )
    .at(span, "no key is NULL")
    .help("take `nullable` off, or use a unique constraint in place of the key")
}

pub(crate) fn filled_twice(first: &str, first_span: Span, second: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::FILLED_TWICE,
        format!("`{first}` and `{second}` cannot go together"),
    )
    .at(span, "fills the column too")
    .also(first_span, "fills the column")
    .help("keep one of them")
}

pub(crate) fn generated_key(column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::GENERATED_KEY,
        format!("`{column}` is generated and cannot be in the primary key"),
    )
    .at(span, "generated")
    .help("use a plain column for the key, and a unique constraint on this one")
}

pub(crate) fn nullable_identity(column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NULLABLE_IDENTITY,
        format!("`{column}` is numbered and cannot be nullable"),
    )
    .at(span, "never NULL")
    .help("take `nullable` off")
}

pub(crate) fn identity_type(spelled: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::IDENTITY_TYPE, format!("`{spelled}` cannot be numbered"))
        .at(span, "only integers can")
        .help("use `bigint`, `integer` or `smallint`")
}

pub(crate) fn validation_does_not_fit(rule: &str, takes: &str, spelled: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::VALIDATION_DOES_NOT_FIT,
        format!("`{rule}` cannot be checked on `{spelled}`"),
    )
    .at(span, format!("for {takes}"))
    .help("take the rule out, or write it as a `check`")
}

pub(crate) fn pointless_validation(rule: &str, problem: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::POINTLESS_VALIDATION, format!("this `{rule}` cannot be meant"))
        .at(span, problem)
        .help("mend the rule or take it out")
}

pub(crate) fn invalid_pattern(message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INVALID_PATTERN, "this is not a regular expression")
        .at(span, message)
        .help("the syntax is that of Rust's `regex-lite`: no look-around, no back references")
}

pub(crate) fn not_comparable(column: &str, dialect: DialectName, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NOT_COMPARABLE,
        format!("{} cannot compare values of `json`, as of `{column}`", dialect.title()),
    )
    .at(span, "needs to compare them")
    .also(declared, "of type `json`")
    .help("make the column `jsonb`, whose values can be compared")
}

pub(crate) fn reference_type(own: &str, span: Span, other: &str, reference: Span) -> Diagnostic {
    Diagnostic::error(codes::REFERENCE_TYPE, format!("a `{own}` cannot reference a `{other}`"))
        .at(span, format!("this is `{own}`"))
        .also(reference, format!("this is `{other}`"))
        .help("leave `type` out: it follows the column that is referenced")
}

pub(crate) fn action_needs(column: &str, set_null: bool, span: Span, declared: Span) -> Diagnostic {
    let (action, need) = if set_null {
        ("set_null", "be nullable")
    } else {
        ("set_default", "have a default or be nullable")
    };
    Diagnostic::error(
        codes::ACTION_NEEDS,
        format!("for `{action}` the column `{column}` must {need}"),
    )
    .at(span, format!("`{column}` could not be set so"))
    .also(declared, "declared here")
    .help("add what is missing, or choose another action, as \"cascade\" or \"restrict\"")
}

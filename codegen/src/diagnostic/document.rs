//! What is wrong with the files themselves: reading, TOML, keys, kinds of values.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::diagnostic::{Diagnostic, codes, suggest};
use crate::source::Span;

pub(crate) fn unreadable_file(path: &Path, error: &io::Error, include: Option<Span>) -> Diagnostic {
    let shown = path.display();
    let (message, help) = match error.kind() {
        ErrorKind::NotFound if include.is_some() => (
            format!("there is no file `{shown}`"),
            "paths in `include` start at the folder of the file they stand in".to_owned(),
        ),
        ErrorKind::NotFound => (
            format!("there is no file `{shown}`"),
            "`codegen init` writes a first one; `--schema PATH` names another".to_owned(),
        ),
        ErrorKind::IsADirectory => (
            format!("`{shown}` is a directory, not a file"),
            format!("name a file in it, as `{shown}/schema.toml`"),
        ),
        ErrorKind::PermissionDenied => (
            format!("may not read `{shown}`"),
            "give yourself permission to read it".to_owned(),
        ),
        ErrorKind::InvalidData => (format!("`{shown}` is not UTF-8 text"), "save it as UTF-8".to_owned()),
        _ => (
            format!("cannot read `{shown}`: {error}"),
            "check the path and the disk".to_owned(),
        ),
    };
    let diagnostic = Diagnostic::error(codes::UNREADABLE_FILE, message).help(help);
    match include {
        Some(span) => diagnostic.at(span, "included here"),
        None => diagnostic,
    }
}

pub(crate) fn broken_toml(message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::BROKEN_TOML, "this is not valid TOML")
        .at(span, message)
        .help("nothing after this place was read; https://toml.io shows the syntax")
}

pub(crate) fn empty_file(path: &Path, span: Span, is_root: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::EMPTY_FILE, format!("`{}` says nothing", path.display()));
    if is_root {
        diagnostic
            .at(span, "there is nothing here but comments")
            .help("start with `[database]`, `name = \"…\"` and `dialects = [\"sqlite\", \"postgres\"]`")
    } else {
        diagnostic
            .at(span, "there is nothing here but comments")
            .help("add a table, or take the file out of `include`")
    }
}

pub(crate) fn unknown_key(key: &str, span: Span, owner: &str, known: &[&str]) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_KEY, format!("unknown key `{key}` in {owner}")).at(span, "not known here");
    match suggest(key, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("known are {}", listed(known))),
    }
}

pub(crate) fn wrong_type(key: &str, expected: &str, found: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::WRONG_TYPE, format!("`{key}` takes {expected}"))
        .at(span, format!("this is {found}"))
        .help(format!("write {expected}"))
}

pub(crate) fn unknown_word(key: &str, word: &str, span: Span, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_WORD, format!("`{key}` cannot be `{word}`"))
        .at(span, format!("one of {}", listed(known)));
    match suggest(word, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("write one of {}", listed(known))),
    }
}

pub(crate) fn unknown_lint(code: &str, span: Span, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_WORD, format!("there is no lint `{code}`")).at(span, "");
    match suggest(code, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("docs/lints.md lists the codes"),
    }
}

pub(crate) fn missing_key(key: &str, owner: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, format!("{owner} needs `{key}`"))
        .at(span, format!("`{key}` is missing"))
        .help(format!("add `{key} = …`"))
}

pub(crate) fn not_supported_yet(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NOT_SUPPORTED_YET, format!("`{key}` is not supported yet"))
        .at(span, "not supported yet")
        .help("take it out; it is refused rather than ignored until it works")
}

pub(crate) fn only_in_root(section: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ONLY_IN_ROOT,
        format!("only the root file may have `[{section}]`"),
    )
    .at(span, "this file is included by another")
    .help(format!("move `[{section}]` to the file that is not included by any"))
}

pub(crate) fn include_cycle(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INCLUDE_CYCLE, format!("`{path}` includes itself"))
        .at(span, "leads back to a file that is being read")
        .help("take it out of `include`")
}

pub(crate) fn included_twice(path: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::INCLUDED_TWICE, format!("`{path}` is included twice"))
        .at(span, "again here")
        .also(first, "first here")
        .help("take one of them out")
}

pub(crate) fn no_database(span: Span) -> Diagnostic {
    Diagnostic::error(codes::NO_DATABASE, "there is no `[database]`")
        .at(span, "missing in this file")
        .help("add `[database]` with `name = \"…\"` and `dialects = [\"sqlite\", \"postgres\"]`")
}

pub(crate) fn invalid_version(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::INVALID_VERSION, format!("`{text}` is not a version"))
        .at(span, "one to three numbers with dots between them")
        .help("write it as in \"14\" or \"3.40\"")
}

pub(crate) fn empty_list(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::EMPTY_LIST, format!("`{key}` needs at least one element"))
        .at(span, "empty")
        .help(format!("name what it is for, as `{key} = [\"…\"]`"))
}

pub(crate) fn listed_twice(what: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::LISTED_TWICE, format!("`{what}` is listed twice"))
        .at(span, "again here")
        .also(first, "first here")
        .help("take one of them out")
}

pub(crate) fn needs_references(key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::NEEDS_REFERENCES,
        format!("`{key}` is of a foreign key, but this column references nothing"),
    )
    .at(span, "needs `references`")
    .help(format!("add `references = \"…\"`, or take `{key}` out"))
}

pub(crate) fn column_without_type(column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::COLUMN_WITHOUT_TYPE, format!("column `{column}` has no type"))
        .at(span, "neither `type` nor `references`")
        .help("add `type = \"text\"`, or `references = \"table\"`, whose key then gives the type")
}

/// The words with commas and a final "and".
pub(crate) fn listed(words: &[impl AsRef<str>]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

//! SQL text: when two texts are the same, and how text follows a rename.

mod reserved;
mod rewrite;

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Ident, VisitMut, VisitorMut};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use crate::catalog::Expression;
use crate::dialect::DialectName;

pub(super) use rewrite::{Rewriter, mentions_any};

/// Whether two expressions are the same: by the server's own form where both have it, else as authored, less the
/// formatting.
pub(super) fn same(a: &Expression, b: &Expression, dialect: DialectName) -> bool {
    match (&a.canonical, &b.canonical) {
        (Some(a), Some(b)) => a == b,
        _ => a.authored == b.authored || same_text(&a.authored, &b.authored, dialect),
    }
}

/// [`same`] of two that may be missing.
pub(super) fn same_option(a: Option<&Expression>, b: Option<&Expression>, dialect: DialectName) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b, dialect),
        (None, None) => true,
        _ => false,
    }
}

fn same_text(a: &str, b: &str, dialect: DialectName) -> bool {
    match (formatted(a, dialect), formatted(b, dialect)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// The text as the parser prints it, with names that need no quotes unquoted.
fn formatted(text: &str, dialect: DialectName) -> Option<String> {
    let mut expression = parse(text, dialect)?;
    let _: ControlFlow<()> = VisitMut::visit(&mut expression, &mut PlainNames);
    Some(expression.to_string())
}

/// The text as one expression; `None` when it is not one as far as the parser knows.
fn parse(text: &str, dialect: DialectName) -> Option<Expr> {
    let mut parser = Parser::new(dialect.dialect().parser()).try_with_sql(text).ok()?;
    let expression = parser.parse_expr().ok()?;
    (parser.peek_token_ref().token == Token::EOF).then_some(expression)
}

struct PlainNames;

impl VisitorMut for PlainNames {
    type Break = ();

    fn pre_visit_ident(&mut self, ident: &mut Ident) -> ControlFlow<()> {
        match ident.quote_style {
            // Both databases fold what is unquoted: PostgreSQL to lower case, SQLite by comparing without case.
            None => ident.value.make_ascii_lowercase(),
            Some(_) if is_plain(&ident.value) => ident.quote_style = None,
            Some(_) => {}
        }
        ControlFlow::Continue(())
    }
}

/// Words that are values when they stand unquoted (PostgreSQL's manual, "Session Information Functions" and "Current
/// Date/Time"; SQLite's "Literal Values").
const VALUES: [&str; 15] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "false",
    "localtime",
    "localtimestamp",
    "null",
    "session_user",
    "true",
    "user",
];

/// Whether a name in quotes is the name without them, as far as both can be parsed.
fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == '_')
        && characters.all(|rest| rest.is_ascii_lowercase() || rest.is_ascii_digit() || rest == '_')
        && !VALUES.contains(&name)
}

/// Whether a name can be written without quotes on both databases.
fn needs_no_quotes(name: &str) -> bool {
    is_plain(name) && !reserved::is_reserved(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_on_both(a: &str, b: &str) -> bool {
        let (a, b) = (Expression::authored(a), Expression::authored(b));
        let [postgres, sqlite] = DialectName::ALL.map(|dialect| same(&a, &b, dialect));
        assert_eq!(postgres, sqlite, "{a:?} {b:?}");
        postgres
    }

    #[test]
    fn formatting_is_no_difference() {
        assert!(same_on_both("age>=18", "age >= 18"));
        assert!(same_on_both(
            "(age >= 18)  and Name <> ''",
            "(\"age\" >= 18) AND name <> ''"
        ));
        assert!(!same_on_both("age >= 18", "age >= 21"));
        assert!(!same_on_both("\"Age\" >= 18", "age >= 18"));
        assert!(!same_on_both("'A' = a", "'a' = a"));
        assert!(!same_on_both("\"order\" > 1", "orders > 1"));
        assert!(same_on_both("\"name\" > 'a'", "name > 'a'"));
        assert!(!same_on_both("\"current_date\" > a", "current_date > a"));
        assert!(!same_on_both("\"user\" > a", "user > a"));
    }

    #[test]
    fn text_that_no_parser_knows_is_compared_as_it_is() {
        assert!(same_on_both("a %%% b (", "a %%% b ("));
        assert!(!same_on_both("a %%% b (", "a  %%% b ("));
    }

    #[test]
    fn the_servers_form_wins_where_both_have_it() {
        let expression = |authored: &str, canonical: Option<&str>| Expression {
            authored: authored.to_owned(),
            canonical: canonical.map(str::to_owned),
        };
        let dialect = DialectName::Postgres;
        assert!(same(&expression("a", Some("x")), &expression("b", Some("x")), dialect));
        assert!(!same(&expression("a", Some("x")), &expression("a", Some("y")), dialect));
        assert!(same(&expression("a", Some("x")), &expression("a", None), dialect));
    }
}

//! SQL text: there for every dialect it is needed in, and an expression of that dialect.

use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use crate::diagnostic::{Diagnostics, dialect as say};
use crate::dialect::{Dialect, DialectName, PerDialect, parsable};
use crate::document::SqlText;
use crate::schema::context::Context;

/// Checks an expression for each dialect that it is for and gives it on.
pub(super) fn expression(
    context: &Context<'_>,
    sql: &SqlText,
    only: Option<DialectName>,
    diagnostics: &mut Diagnostics,
) -> PerDialect<String> {
    let mut failures: Vec<(crate::source::Span, Vec<DialectName>, String)> = Vec::new();
    for target in context.targets(only) {
        let Some(text) = sql.text.get(target.name()) else {
            diagnostics.push(say::no_sql(target.name(), sql.span));
            continue;
        };
        if let Err(message) = parse(target.dialect, &text.value) {
            match failures.iter_mut().find(|(span, ..)| *span == text.span) {
                Some((_, dialects, _)) => dialects.push(target.name()),
                None => failures.push((text.span, vec![target.name()], message)),
            }
        }
    }
    for (span, dialects, message) in failures {
        diagnostics.push(say::invalid_sql(&dialects, &message, span));
    }
    let mut result = PerDialect::default();
    for dialect in DialectName::ALL {
        if let Some(text) = sql.text.get(dialect) {
            result.set(dialect, text.value.clone());
        }
    }
    result
}

/// Whether a schema may have this text as an expression.
pub(crate) fn is_expression(dialect: &dyn Dialect, text: &str) -> bool {
    parse(dialect, text).is_ok()
}

/// Whether text is one expression, and nothing after it.
fn parse(dialect: &dyn Dialect, text: &str) -> Result<(), String> {
    if text.contains('\0') {
        return Err("a NUL character cannot be in SQL".to_owned());
    }
    let said = |error: ParserError| match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    };
    let mut parser = Parser::new(dialect.parser())
        .try_with_sql(&parsable(text))
        .map_err(said)?;
    if parser.peek_token().token == Token::EOF {
        return Err("empty".to_owned());
    }
    parser.parse_expr().map_err(said)?;
    match parser.peek_token().token {
        Token::EOF => Ok(()),
        rest => Err(format!("`{rest}` after the end of the expression")),
    }
}

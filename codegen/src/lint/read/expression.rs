//! What sqlparser is asked: whether it knows a statement, and what an expression uses.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Visit, Visitor};
use sqlparser::parser::{Parser, ParserError};

use super::cursor::{Cursor, Folding};
use super::lexer::{Kind, Token, tokens};
use crate::dialect::Dialect;
use crate::lint::model::{Ident, Sql};

/// The parser builds a tree as deep as a chain of operators is long, and trees are walked and dropped by recursion.
const LONGEST_CHAIN: usize = 2_000;

/// The same where the tree is walked, which takes more of the stack.
const LONGEST_WALK: usize = 300;

/// Whether sqlparser knows a statement; else what it says.
pub(in crate::lint) fn knows(text: &str, tokens: &[Token], dialect: &dyn Dialect) -> Result<(), String> {
    if longest_chain(text, tokens) > LONGEST_CHAIN {
        return Err("an expression is too long".to_owned());
    }
    let range = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => return Ok(()),
    };
    let parsed = Parser::parse_sql(dialect.parser(), &text[range]);
    parsed.map(drop).map_err(|error| match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => without_place(&message),
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    })
}

/// The parser's places count from the start of the statement; the finding shows the real one.
fn without_place(message: &str) -> String {
    message
        .split_once(" at Line: ")
        .map_or(message, |(before, _)| before)
        .to_owned()
}

fn longest_chain(text: &str, tokens: &[Token]) -> usize {
    let mut open = vec![0_usize];
    let mut longest = 0;
    for token in tokens {
        match &text[token.range.clone()] {
            "(" => open.push(0),
            ")" if open.len() > 1 => {
                open.pop();
            }
            "," => {
                if let Some(current) = open.last_mut() {
                    *current = 0;
                }
            }
            _ => {}
        }
        if let Some(current) = open.last_mut() {
            *current += 1;
            longest = longest.max(*current);
        }
    }
    longest
}

/// What an expression calls and names.
#[derive(Debug, Default)]
pub(in crate::lint) struct Uses {
    /// Functions in lower case, without arguments: `now` of `now()`; and what looks like one: `current_timestamp`.
    pub(in crate::lint) calls: Vec<String>,
    /// Columns: the last part of each name, unfolded, and whether it is quoted.
    names: Vec<(String, bool)>,
    /// Nothing but literals, signs and casts of them.
    pub(in crate::lint) literal: bool,
}

impl Uses {
    /// Whether a column is named.
    pub(in crate::lint) fn names(&self, column: &str, folding: Folding) -> bool {
        self.names
            .iter()
            .any(|(name, quoted)| folding.fold(name, *quoted) == column)
    }
}

/// What an expression uses; `None` where sqlparser cannot read it.
pub(in crate::lint) fn uses(sql: &str, dialect: &dyn Dialect) -> Option<Uses> {
    let expression = parse(sql, dialect)?;
    let mut uses = Uses {
        literal: is_literal(&expression),
        ..Uses::default()
    };
    let _ = expression.visit(&mut uses);
    Some(uses)
}

impl Visitor for Uses {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Function(function) => {
                let name = function.name.to_string();
                let last = name.rsplit('.').next().unwrap_or_default();
                self.calls.push(last.trim_matches('"').to_ascii_lowercase());
            }
            Expr::Identifier(ident) => self.names.push((ident.value.clone(), ident.quote_style.is_some())),
            Expr::CompoundIdentifier(parts) => {
                if let Some(ident) = parts.last() {
                    self.names.push((ident.value.clone(), ident.quote_style.is_some()));
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn is_literal(expression: &Expr) -> bool {
    match expression {
        // SQLite takes a bare word for text here: TRUE, FALSE and what it does not know.
        Expr::Value(_) | Expr::TypedString(_) | Expr::Identifier(_) => true,
        Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } | Expr::Cast { expr: inner, .. } => is_literal(inner),
        _ => false,
    }
}

/// The column whose being not NULL is all that a check asks.
pub(in crate::lint) fn not_null_of(check: &str, dialect: &dyn Dialect, folding: Folding) -> Option<String> {
    let mut expression = parse(check, dialect)?;
    while let Expr::Nested(inner) = expression {
        expression = *inner;
    }
    match expression {
        Expr::IsNotNull(inner) => match *inner {
            Expr::Identifier(ident) => Some(folding.fold(&ident.value, ident.quote_style.is_some())),
            _ => None,
        },
        _ => None,
    }
}

fn parse(sql: &str, dialect: &dyn Dialect) -> Option<Expr> {
    if longest_chain(sql, &tokens(sql, dialect.syntax())) > LONGEST_WALK {
        return None;
    }
    let mut parser = Parser::new(dialect.parser()).try_with_sql(sql).ok()?;
    parser.parse_expr().ok()
}

/// The names in double quotes in some SQL.
pub(in crate::lint) fn quoted_names(sql: &Sql, dialect: &dyn Dialect, folding: Folding) -> Vec<Ident> {
    let tokens = tokens(&sql.text, dialect.syntax());
    let cursor = Cursor::new(&sql.text, &tokens, folding);
    let quoted = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == Kind::Quoted && sql.text[token.range.clone()].starts_with('"'))
        // What stands before or behind a dot, or before a parenthesis, is a name in any case.
        .filter(|(index, _)| {
            let is = |at: Option<usize>, symbol| {
                at.and_then(|at| tokens.get(at))
                    .is_some_and(|token| &sql.text[token.range.clone()] == symbol)
            };
            let is_alias = index
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|token| sql.text[token.range.clone()].eq_ignore_ascii_case("as"));
            !is_alias && !is(index.checked_sub(1), ".") && !is(Some(index + 1), ".") && !is(Some(index + 1), "(")
        });
    quoted
        .filter_map(|(_, token)| cursor.as_ident(token))
        .map(|ident| Ident {
            at: sql.at.start + ident.at.start..sql.at.start + ident.at.end,
            ..ident
        })
        .collect()
}

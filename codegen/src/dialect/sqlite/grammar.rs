//! SQLite's expressions where the parser of `sqlparser` is narrower (SQLite manual, "SQL Language Expressions"): `IS`
//! takes any operand, `NOT` goes before `GLOB`, `REGEXP` and `MATCH`, and `ISNULL` stands for `IS NULL`.

use std::any::TypeId;

use sqlparser::ast::{Expr, Statement, UnaryOperator};
use sqlparser::dialect::{Dialect, Precedence, SQLiteDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// The dialect of `sqlparser`, with what it lacks.
#[derive(Debug)]
pub(super) struct Grammar;

/// What may follow `IS` or `IS NOT` in the parser's own rule.
const AFTER_IS: &[Keyword] = &[Keyword::NULL, Keyword::TRUE, Keyword::FALSE, Keyword::DISTINCT];

/// The operators that `NOT` may go before.
const PATTERNS: &[Keyword] = &[Keyword::GLOB, Keyword::REGEXP, Keyword::MATCH];

fn keyword_at(parser: &Parser<'_>, place: usize) -> Keyword {
    match &parser.peek_nth_token_ref(place).token {
        Token::Word(word) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

/// `ISNULL`, which is no keyword of the parser.
fn is_null(parser: &Parser<'_>) -> bool {
    matches!(&parser.peek_nth_token_ref(0).token, Token::Word(word)
        if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("isnull"))
}

impl Grammar {
    fn is(&self, parser: &mut Parser<'_>, left: &Expr) -> Option<Result<Expr, ParserError>> {
        let negated = keyword_at(parser, 1) == Keyword::NOT;
        if AFTER_IS.contains(&keyword_at(parser, 1 + usize::from(negated))) {
            return None;
        }
        parser.next_token();
        if negated {
            parser.next_token();
        }
        let right = match parser.parse_subexpr(self.prec_value(Precedence::Is)) {
            Ok(right) => Box::new(right),
            Err(error) => return Some(Err(error)),
        };
        let left = Box::new(left.clone());
        Some(Ok(if negated {
            Expr::IsDistinctFrom(left, right)
        } else {
            Expr::IsNotDistinctFrom(left, right)
        }))
    }
}

impl Dialect for Grammar {
    fn dialect(&self) -> TypeId {
        TypeId::of::<SQLiteDialect>()
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        is_null(parser).then(|| Ok(self.prec_value(Precedence::Is)))
    }

    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
        if is_null(parser) {
            parser.next_token();
            return Some(Ok(Expr::IsNull(Box::new(left.clone()))));
        }
        match keyword_at(parser, 0) {
            Keyword::IS => self.is(parser, left),
            Keyword::NOT if PATTERNS.contains(&keyword_at(parser, 1)) => {
                parser.next_token();
                let matches = SQLiteDialect {}.parse_infix(parser, left, precedence)?;
                Some(matches.map(|expression| Expr::UnaryOp {
                    op: UnaryOperator::Not,
                    expr: Box::new(expression),
                }))
            }
            _ => SQLiteDialect {}.parse_infix(parser, left, precedence),
        }
    }

    fn parse_statement(&self, parser: &mut Parser<'_>) -> Option<Result<Statement, ParserError>> {
        SQLiteDialect {}.parse_statement(parser)
    }

    fn is_delimited_identifier_start(&self, letter: char) -> bool {
        SQLiteDialect {}.is_delimited_identifier_start(letter)
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        SQLiteDialect {}.identifier_quote_style(identifier)
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        SQLiteDialect {}.is_identifier_start(letter)
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        SQLiteDialect {}.is_identifier_part(letter)
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_start_transaction_modifier(&self) -> bool {
        true
    }

    fn supports_in_empty_list(&self) -> bool {
        true
    }

    fn supports_limit_comma(&self) -> bool {
        true
    }

    fn supports_asc_desc_in_column_definition(&self) -> bool {
        true
    }

    fn supports_dollar_placeholder(&self) -> bool {
        true
    }

    fn supports_notnull_operator(&self) -> bool {
        true
    }

    fn supports_comma_separated_trim(&self) -> bool {
        true
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        true
    }
}

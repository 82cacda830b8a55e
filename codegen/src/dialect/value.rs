//! What can be told of an SQL value without running it.

use sqlparser::dialect::Dialect;
use sqlparser::tokenizer::{Token, Tokenizer};

/// See [`Dialect::is_constant`](super::Dialect::is_constant).
pub(super) fn is_constant(value: &str, parser: &dyn Dialect) -> bool {
    let Some(tokens) = tokens(value, parser) else {
        return false;
    };
    let literal = tokens
        .split(|token| *token == Token::DoubleColon)
        .next()
        .unwrap_or_default();
    let literal = match literal {
        [Token::Minus, rest @ ..] => rest,
        literal => literal,
    };
    match literal {
        [Token::Number(..) | Token::SingleQuotedString(_)] => true,
        [Token::Word(word)] => {
            word.quote_style.is_none() && ["true", "false"].contains(&word.value.to_lowercase().as_str())
        }
        _ => false,
    }
}

/// The words before an opening bracket, in lower case: functions, types with a modifier, keywords. `None` of what cannot
/// be cut into words.
pub(super) fn called(value: &str, parser: &dyn Dialect) -> Option<Vec<String>> {
    let tokens = tokens(value, parser)?;
    let called = tokens.windows(2).filter_map(|pair| match pair {
        [Token::Word(word), Token::LParen] => Some(word.value.to_lowercase()),
        _ => None,
    });
    Some(called.collect())
}

fn tokens(value: &str, parser: &dyn Dialect) -> Option<Vec<Token>> {
    let tokens = Tokenizer::new(parser, value).tokenize().ok()?;
    let blank = |token: &Token| matches!(token, Token::Whitespace(_));
    Some(tokens.into_iter().filter(|token| !blank(token)).collect())
}

#[cfg(test)]
mod tests {
    use sqlparser::dialect::PostgreSqlDialect;

    use super::*;

    #[test]
    fn literals_are_told() {
        for constant in [
            "0",
            "-1.5",
            "'it''s'",
            "'{}'::jsonb",
            "true",
            "'x'::character varying(3)",
        ] {
            assert!(is_constant(constant, &PostgreSqlDialect {}), "{constant}");
        }
        for other in ["NULL", "name", "\"true\"", "1 + 1", "now()", "", "'a' || b"] {
            assert!(!is_constant(other, &PostgreSqlDialect {}), "{other}");
        }
    }
}

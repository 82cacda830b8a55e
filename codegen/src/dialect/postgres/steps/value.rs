//! What can be told of an SQL value without running it.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

/// Names before a bracket that give the same value all through a statement: functions that are immutable or stable
/// (`provolatile` of `pg_proc`), types with a modifier, keywords.
const STEADY: &[&str] = &[
    "abs",
    "any",
    "array",
    "array_to_string",
    "bit",
    "bpchar",
    "cast",
    "ceil",
    "ceiling",
    "char",
    "character",
    "coalesce",
    "concat",
    "current_date",
    "current_setting",
    "current_time",
    "current_timestamp",
    "date_part",
    "date_trunc",
    "decimal",
    "decode",
    "encode",
    "extract",
    "floor",
    "greatest",
    "in",
    "int4range",
    "int8range",
    "interval",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "least",
    "left",
    "length",
    "localtime",
    "localtimestamp",
    "lower",
    "lpad",
    "ltrim",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "mod",
    "now",
    "nullif",
    "numeric",
    "point",
    "repeat",
    "replace",
    "right",
    "round",
    "row",
    "rpad",
    "rtrim",
    "string_to_array",
    "substr",
    "substring",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "transaction_timestamp",
    "trim",
    "trunc",
    "upper",
    "varbit",
    "varchar",
    "varying",
];

/// Whether a default may differ from row to row, so that a new column of it is written into every row. It errs on the
/// side of yes.
pub(super) fn is_volatile(value: &str) -> bool {
    let Some(tokens) = tokens(value) else {
        return true;
    };
    tokens.windows(2).any(|pair| match pair {
        [Token::Word(word), Token::LParen] => !STEADY.contains(&word.value.to_lowercase().as_str()),
        _ => false,
    })
}

/// Whether it is a literal other than NULL, as it is or converted.
pub(super) fn is_constant(value: &str) -> bool {
    let Some(tokens) = tokens(value) else {
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

fn tokens(value: &str) -> Option<Vec<Token>> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, value).tokenize().ok()?;
    let blank = |token: &Token| matches!(token, Token::Whitespace(_));
    Some(tokens.into_iter().filter(|token| !blank(token)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_from_row_to_row_are_told() {
        for steady in [
            "0",
            "'a b'::text",
            "now()",
            "(now() + interval '1 day')",
            "CURRENT_TIMESTAMP",
            "'x'::varchar(3)",
        ] {
            assert!(!is_volatile(steady), "{steady}");
        }
        for volatile in [
            "gen_random_uuid()",
            "nextval('s'::regclass)",
            "upper(nanoid())",
            "random ()",
            "'",
        ] {
            assert!(is_volatile(volatile), "{volatile}");
        }
    }

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
            assert!(is_constant(constant), "{constant}");
        }
        for other in ["NULL", "name", "\"true\"", "1 + 1", "now()", "", "'a' || b"] {
            assert!(!is_constant(other), "{other}");
        }
    }
}

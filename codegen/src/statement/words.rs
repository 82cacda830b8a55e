//! The names that SQL may mean. It errs on the side of yes.

use std::collections::BTreeSet;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::head::name_of;
use super::{Script, keyword, tokens};
use crate::dialect::Dialect;

/// The words of SQL, by how likely each is a name of something that must be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// What stands where a table, a function or a type does.
    pub likely: BTreeSet<Word>,
    /// All others.
    pub possible: BTreeSet<Word>,
    /// What is in text that the server reads only when it runs it: the body of a function.
    pub in_bodies: BTreeSet<Word>,
    /// Whether all columns of something are meant, without being named.
    pub has_star: bool,
}

/// A word, and what is before the dot in front of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// What is before the dot.
    pub qualifier: Option<String>,
    /// The word, folded as the database folds names.
    pub name: String,
    /// What is behind the dot that follows it: then it may be no more than a namespace.
    pub qualifies: Option<String>,
}

impl Words {
    /// The words of some statements. `has_bodies` says that text in quotes is code.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    /// use codegen::statement::{Script, Words};
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// let script = Script::read(postgres, "CREATE VIEW v AS SELECT u.name FROM \"user\" u WHERE slot")?;
    /// let words = Words::of(postgres, &script, false);
    /// assert!(words.likely.iter().any(|word| word.name == "user"));
    /// assert!(words.possible.iter().any(|word| word.name == "slot"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn of(dialect: &dyn Dialect, script: &Script, has_bodies: bool) -> Self {
        let mut words = Self::default();
        for statement in &script.statements {
            words.read(dialect, &statement.tokens, has_bodies);
        }
        words
    }

    fn read(&mut self, dialect: &dyn Dialect, tokens: &[Token], has_bodies: bool) {
        for (index, token) in tokens.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| tokens.get(index));
            match token {
                Token::Mul => self.has_star |= before.is_none_or(means_all),
                Token::SingleQuotedString(text) if !has_bodies => self.possible.extend(name_in_text(dialect, text)),
                Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => self.read_body(dialect, text),
                Token::DollarQuotedString(text) => self.read_body(dialect, &text.value),
                _ => self.read_word(dialect, tokens, index),
            }
        }
    }

    fn read_word(&mut self, dialect: &dyn Dialect, tokens: &[Token], index: usize) {
        let Some(name) = tokens.get(index).and_then(|token| name_of(dialect, token)) else {
            return;
        };
        let after = tokens.get(index + 1);
        // `GROUP BY` and `ORDER BY` are no tables of these names.
        if after.is_some_and(|after| keyword(after) == Keyword::BY) {
            return;
        }
        let mut first = index;
        let mut qualifier = None;
        if index >= 2 && tokens[index - 1] == Token::Period {
            qualifier = name_of(dialect, &tokens[index - 2]);
            first = index - 2;
        }
        let place = first.checked_sub(1).and_then(|before| tokens.get(before)).map(keyword);
        let is_likely = matches!(
            place,
            Some(
                Keyword::FROM
                    | Keyword::JOIN
                    | Keyword::INTO
                    | Keyword::UPDATE
                    | Keyword::TABLE
                    | Keyword::ON
                    | Keyword::ONLY
                    | Keyword::FUNCTION
                    | Keyword::PROCEDURE
                    | Keyword::SETOF
                    | Keyword::REFERENCES
            )
        ) || after == Some(&Token::LParen);
        let behind = (after == Some(&Token::Period)).then(|| tokens.get(index + 2)).flatten();
        let word = Word {
            qualifier,
            name,
            qualifies: behind.and_then(|token| name_of(dialect, token)),
        };
        if is_likely {
            self.likely.insert(word);
        } else {
            self.possible.insert(word);
        }
    }

    fn read_body(&mut self, dialect: &dyn Dialect, body: &str) {
        let Ok(tokens) = tokens(dialect, body) else { return };
        let mut inner = Self::default();
        inner.read(dialect, &tokens, false);
        self.in_bodies.extend(inner.likely);
        self.in_bodies.extend(inner.possible);
        self.in_bodies.extend(inner.in_bodies);
    }
}

/// `*` after these is no multiplication and no `count(*)`.
fn means_all(before: &Token) -> bool {
    matches!(before, Token::Comma | Token::Period | Token::RParen)
        || matches!(
            keyword(before),
            Keyword::SELECT | Keyword::DISTINCT | Keyword::ALL | Keyword::RETURNING
        )
}

/// The name that a text is, as in `nextval('number')`.
fn name_in_text(dialect: &dyn Dialect, text: &str) -> Option<Word> {
    let tokens = tokens(dialect, text).ok()?;
    let (qualifier, name) = match tokens.as_slice() {
        [name] => (None, name),
        [qualifier, Token::Period, name] => (name_of(dialect, qualifier), name),
        _ => return None,
    };
    Some(Word {
        qualifier,
        name: name_of(dialect, name)?,
        qualifies: None,
    })
}

/// All names that an expression or a type may mean; none of one that cannot be read.
pub fn names_in(dialect: &dyn Dialect, sql: &str) -> BTreeSet<Word> {
    let mut words = Words::default();
    if let Ok(tokens) = tokens(dialect, sql) {
        words.read(dialect, &tokens, false);
    }
    words.likely.extend(words.possible);
    words.likely
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn words(sql: &str, has_bodies: bool) -> Words {
        let dialect = DialectName::Postgres.dialect();
        Words::of(
            dialect,
            &Script::read(dialect, sql).expect("it can be read"),
            has_bodies,
        )
    }

    fn has(words: &BTreeSet<Word>, name: &str) -> bool {
        words.iter().any(|word| word.name == name)
    }

    #[test]
    fn a_body_is_apart() {
        let found = words(
            "CREATE FUNCTION f() RETURNS SETOF item AS $$ SELECT * FROM other $$ LANGUAGE sql",
            true,
        );
        assert!(has(&found.likely, "item") && has(&found.in_bodies, "other"));
        assert!(!has(&found.likely, "other") && !has(&found.possible, "other") && !found.has_star);
    }

    #[test]
    fn a_star_is_told_from_a_product() {
        for (sql, expected) in [
            ("CREATE VIEW v AS SELECT * FROM t", true),
            ("CREATE VIEW v AS SELECT a, t.* FROM t", true),
            ("CREATE VIEW v AS SELECT count(*), a * b FROM t", false),
        ] {
            assert_eq!(words(sql, false).has_star, expected, "{sql}");
        }
    }

    #[test]
    fn names_in_text_and_before_dots_count() {
        let dialect = DialectName::Postgres.dialect();
        let found = names_in(dialect, "nextval('sales.\"Number\"'::regclass)");
        let word = |qualifier: &str, name: &str| Word {
            qualifier: Some(qualifier.to_owned()),
            name: name.to_owned(),
            qualifies: None,
        };
        assert!(found.contains(&word("sales", "Number")));
        assert!(!has(&names_in(dialect, "rank() OVER (ORDER BY a)"), "order"));
    }
}

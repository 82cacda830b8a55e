//! What a statement makes, and under which name.

use std::ops::Range;

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::{Statement, keyword};
use crate::dialect::Dialect;

/// What stands between CREATE and the words of what is made.
const MODIFIERS: [&str; 12] = [
    "CONSTRAINT",
    "DEFAULT",
    "GLOBAL",
    "LOCAL",
    "OR",
    "PROCEDURAL",
    "RECURSIVE",
    "REPLACE",
    "TEMP",
    "TEMPORARY",
    "TRUSTED",
    "UNIQUE",
];

/// What is made: the words after CREATE, longer ones first, and how the catalog calls it.
const KINDS: [(&[&str], &str); 30] = [
    (&["MATERIALIZED", "VIEW"], "materialized view"),
    (&["EVENT", "TRIGGER"], "event trigger"),
    (&["TEXT", "SEARCH", "CONFIGURATION"], "text search configuration"),
    (&["TEXT", "SEARCH", "DICTIONARY"], "text search dictionary"),
    (&["TEXT", "SEARCH", "PARSER"], "text search parser"),
    (&["TEXT", "SEARCH", "TEMPLATE"], "text search template"),
    (&["FOREIGN", "DATA", "WRAPPER"], "foreign data wrapper"),
    (&["FOREIGN", "TABLE"], "foreign table"),
    (&["VIRTUAL", "TABLE"], "virtual table"),
    (&["UNLOGGED", "TABLE"], "table"),
    (&["UNLOGGED", "SEQUENCE"], "sequence"),
    (&["OPERATOR", "CLASS"], "operator class"),
    (&["OPERATOR", "FAMILY"], "operator family"),
    (&["VIEW"], "view"),
    (&["FUNCTION"], "function"),
    (&["PROCEDURE"], "procedure"),
    (&["AGGREGATE"], "aggregate"),
    (&["SEQUENCE"], "sequence"),
    (&["DOMAIN"], "domain"),
    (&["TYPE"], "type"),
    (&["EXTENSION"], "extension"),
    (&["TRIGGER"], "trigger"),
    (&["POLICY"], "policy"),
    (&["RULE"], "rule"),
    (&["STATISTICS"], "statistics"),
    (&["COLLATION"], "collation"),
    (&["INDEX"], "index"),
    (&["TABLE"], "table"),
    (&["PUBLICATION"], "publication"),
    (&["SERVER"], "server"),
];

/// How a statement makes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MakesAs {
    /// `CREATE`.
    New,
    /// `CREATE OR REPLACE`.
    Replacement,
}

/// What a statement makes.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// What it is: `materialized view`. All types are `type` here.
    pub kind: &'static str,
    /// Whether it replaces.
    pub makes: MakesAs,
    /// Its name, folded as the database folds what has no quotes; the last part is the name itself.
    pub name: Vec<String>,
    pub(super) statement: &'a Statement,
    /// Where the name is.
    pub(super) name_at: Range<usize>,
}

impl Statement {
    /// What it makes; `None` of anything but a CREATE of a kind that is known.
    pub fn head(&self, dialect: &dyn Dialect) -> Option<Head<'_>> {
        let tokens = &self.tokens;
        if keyword(tokens.first()?) != Keyword::CREATE {
            return None;
        }
        let mut makes = MakesAs::New;
        let mut at = 1;
        while let Some(word) = upper(tokens.get(at)?).filter(|word| MODIFIERS.contains(&word.as_str())) {
            if word == "REPLACE" {
                makes = MakesAs::Replacement;
            }
            at += 1;
        }
        let is_kind = |words: &[&str]| {
            let there = tokens[at..].iter().map(|token| upper(token).unwrap_or_default());
            there.take(words.len()).eq(words.iter().copied())
        };
        let (words, kind) = KINDS.iter().find(|(words, _)| is_kind(words))?;
        at += words.len();
        for skipped in [&["CONCURRENTLY"][..], &["IF", "NOT", "EXISTS"]] {
            let there = tokens[at..].iter().map(|token| upper(token).unwrap_or_default());
            if there.take(skipped.len()).eq(skipped.iter().copied()) {
                at += skipped.len();
            }
        }
        let start = at;
        let mut name = Vec::new();
        while let Some(part) = tokens.get(at).and_then(|token| name_of(dialect, token)) {
            name.push(part);
            at += 1;
            if tokens.get(at) != Some(&Token::Period) {
                break;
            }
            at += 1;
        }
        if name.is_empty() {
            return None;
        }
        Some(Head {
            kind,
            makes,
            name,
            statement: self,
            name_at: start..at,
        })
    }

    /// Its first words, in capitals, for messages.
    pub fn beginning(&self) -> String {
        let words = self.tokens.iter().map_while(upper).take(4);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Its words in capitals, the text of what is in quotes left out: `""` stands for all that is no word.
    pub fn capitals(&self) -> Vec<String> {
        let words = self.tokens.iter().map(|token| upper(token).unwrap_or_default());
        words.collect()
    }

    /// What takes back a statement that makes nothing but can be taken back by its like: a comment, a grant, what a table
    /// does besides.
    pub fn opposite(&self) -> Option<String> {
        let words: Vec<String> = self
            .tokens
            .iter()
            .map(|token| upper(token).unwrap_or_default())
            .collect();
        let place = |word: &str| words.iter().rposition(|other| other == word);
        match words.first()?.as_str() {
            "COMMENT" => {
                let end = place("IS")?;
                Some(format!("{} IS NULL", self.text(0..end)))
            }
            "GRANT" => {
                let to = place("TO")?;
                let end = words
                    .iter()
                    .rposition(|word| matches!(word.as_str(), "WITH" | "GRANTED"));
                let end = end.filter(|end| *end > to).unwrap_or(words.len());
                let (what, who) = (self.text(1..to), self.text(to + 1..end));
                Some(format!("REVOKE {what} FROM {who}"))
            }
            "ALTER" => {
                const OPPOSITES: [(&str, &str); 2] = [("ENABLE", "DISABLE"), ("FORCE", "NO FORCE")];
                let is_security = words.ends_with(&["ROW", "LEVEL", "SECURITY"].map(str::to_owned));
                let (word, opposite) = OPPOSITES.iter().find(|(word, _)| place(word).is_some())?;
                let at = place(word).filter(|_| is_security)?;
                let before = self.text(0..at);
                Some(format!("{before} {opposite} ROW LEVEL SECURITY"))
            }
            _ => None,
        }
    }

    /// Whether what it makes is still there when something else of the same text, of this kind, was taken away.
    pub fn outlives(&self, dialect: &dyn Dialect, kind: &str) -> bool {
        let words: Vec<_> = self.tokens.iter().map_while(upper).take(2).collect();
        match words.first().map(String::as_str) {
            Some("CREATE") => {
                let made = self.head(dialect).map(|head| head.kind);
                let hangs = matches!(made, Some("index" | "trigger" | "rule"));
                !(hangs && matches!(kind, "view" | "materialized view" | "table"))
            }
            Some("ALTER") => words.get(1).is_some_and(|word| word == "TABLE"),
            _ => false,
        }
    }

    /// Whether it only says something about what is there, so that it can be said again.
    pub(super) fn is_remark(&self) -> bool {
        let first = self.tokens.first().and_then(upper);
        matches!(first.as_deref(), Some("COMMENT" | "GRANT" | "REVOKE"))
    }
}

impl Head<'_> {
    /// What comes after the name.
    pub(super) fn rest(&self) -> &[Token] {
        &self.statement.tokens[self.name_at.end..]
    }

    /// The types of its arguments, in brackets, without defaults: what tells a function from others of its name.
    pub fn arguments(&self) -> Option<String> {
        let list = brackets(self.rest())?;
        let mut kept: Vec<String> = Vec::new();
        let (mut depth, mut start) = (0_usize, 1);
        let mut end = None;
        for (index, token) in list.iter().enumerate() {
            match token {
                Token::LParen => depth += 1,
                Token::RParen => depth -= 1,
                Token::Eq | Token::Assignment if depth == 1 => end = end.or(Some(index)),
                _ if depth == 1 && upper(token).as_deref() == Some("DEFAULT") => end = end.or(Some(index)),
                _ => {}
            }
            if depth == 0 || depth == 1 && *token == Token::Comma {
                let place = |index: usize| self.name_at.end + index;
                let text = self.statement.text(place(start)..place(end.take().unwrap_or(index)));
                kept.push(text.to_owned());
                start = index + 1;
            }
        }
        Some(format!("({})", kept.join(", ")))
    }

    /// The table that it is on, as written: of a trigger, a policy or a rule.
    pub fn on(&self) -> Option<&str> {
        // Of a rule it is `ON INSERT TO table`.
        let word = if self.kind == "rule" { Keyword::TO } else { Keyword::ON };
        let start = self.rest().iter().position(|token| keyword(token) == word)? + 1;
        let is_name = |token: &Token| matches!(token, Token::Word(_));
        let tokens = &self.rest()[start..];
        let parts = match tokens {
            [schema, Token::Period, name, ..] if is_name(schema) && is_name(name) => 3,
            [name, ..] if is_name(name) => 1,
            _ => return None,
        };
        let start = self.name_at.end + start;
        Some(self.statement.text(start..start + parts))
    }

    /// The query of a view, as it stands.
    pub fn query(&self) -> Option<&str> {
        let start = self.name_at.end + self.query_at()?;
        Some(self.statement.text(start..self.statement.tokens.len()))
    }

    /// Where the query of a view begins, after the name.
    pub(super) fn query_at(&self) -> Option<usize> {
        let mut depth = 0_usize;
        let at = self.rest().iter().position(|token| {
            match token {
                Token::LParen => depth += 1,
                Token::RParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && keyword(token) == Keyword::AS
        })?;
        Some(at + 1)
    }
}

/// The bracket that tokens begin with, to its end.
pub(crate) fn brackets(tokens: &[Token]) -> Option<&[Token]> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (index > 0).then(|| &tokens[..=index]);
        }
    }
    None
}

/// A word in capitals; `None` of a name in quotes.
pub(super) fn upper(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_uppercase()),
        _ => None,
    }
}

/// A name as the database knows it.
pub(super) fn name_of(dialect: &dyn Dialect, token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(match word.quote_style {
            None => word.value.to_ascii_lowercase(),
            Some(_) if dialect.ignores_case() => word.value.to_ascii_lowercase(),
            Some(_) => word.value.clone(),
        }),
        // SQLite takes text for a name, where a name must be.
        Token::SingleQuotedString(name) | Token::DoubleQuotedString(name) if dialect.ignores_case() => {
            Some(name.to_ascii_lowercase())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Script;
    use crate::dialect::DialectName;

    fn head(sql: &str) -> (String, Vec<String>, Option<String>) {
        let dialect = DialectName::Postgres.dialect();
        let script = Script::read(dialect, sql).expect("it can be read");
        let head = script.statements()[0].head(dialect).expect("it makes something");
        (head.kind.to_owned(), head.name.clone(), head.arguments())
    }

    #[test]
    fn names_are_found() {
        let found = |sql| {
            let (kind, name, _) = head(sql);
            format!("{kind} {}", name.join("."))
        };
        assert_eq!(
            found("create or replace view Sales.\"Big\" as select 1"),
            "view sales.Big"
        );
        assert_eq!(
            found("CREATE MATERIALIZED VIEW IF NOT EXISTS a AS SELECT 1"),
            "materialized view a"
        );
        assert_eq!(
            found("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()"),
            "trigger t"
        );
        assert_eq!(found("CREATE UNIQUE INDEX CONCURRENTLY i ON a (b)"), "index i");
    }

    #[test]
    fn arguments_lose_their_defaults() {
        let sql =
            "CREATE FUNCTION f(a integer DEFAULT abs(1, 2), b text = 'x', VARIADIC c numeric(10, 2)[]) RETURNS void";
        let (.., arguments) = head(sql);
        assert_eq!(
            arguments.as_deref(),
            Some("(a integer, b text, VARIADIC c numeric(10, 2)[])")
        );
        assert_eq!(head("CREATE FUNCTION f() RETURNS int").2.as_deref(), Some("()"));
    }

    #[test]
    fn remarks_have_an_opposite() {
        let dialect = DialectName::Postgres.dialect();
        let opposite = |sql| Script::read(dialect, sql).expect("it can be read").statements()[0].opposite();
        assert_eq!(
            opposite("COMMENT ON COLUMN a.b IS 'IS it?'").as_deref(),
            Some("COMMENT ON COLUMN a.b IS NULL")
        );
        assert_eq!(
            opposite("GRANT SELECT, UPDATE ON a TO b, c WITH GRANT OPTION").as_deref(),
            Some("REVOKE SELECT, UPDATE ON a FROM b, c")
        );
        assert_eq!(
            opposite("ALTER TABLE a ENABLE ROW LEVEL SECURITY").as_deref(),
            Some("ALTER TABLE a DISABLE ROW LEVEL SECURITY")
        );
        assert_eq!(opposite("ALTER TABLE a SET UNLOGGED"), None);
    }
}

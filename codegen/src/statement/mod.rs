//! SQL that somebody wrote, as far as it can be read by its words: its statements, what each makes, and what it names.
//!
//! Servers know more statements than any parser, and what is tracked as SQL is sent as it stands. So only what must be
//! known is read: where a statement ends, what it makes under which name, and which names it may use.

mod columns;
mod composite;
mod domain;
mod head;
mod shape;
mod words;

use std::ops::Range;

use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, Tokenizer};

use crate::dialect::Dialect;

pub use columns::output_columns;
pub use composite::CompositeType;
pub use domain::{Domain, DomainCheck};
pub(crate) use head::brackets;
pub use head::{Head, MakesAs};
pub use words::{Word, Words, names_in};

/// A text of statements that was read.
#[derive(Debug, Clone)]
pub struct Script {
    statements: Vec<Statement>,
}

/// One of its statements.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// From its first token to its last.
    text: String,
    /// Without space and comments.
    tokens: Vec<Token>,
    /// Where each of them is in the text.
    places: Vec<Range<usize>>,
}

impl Script {
    /// Reads statements.
    ///
    /// # Errors
    /// What no server takes: text that does not end, brackets that do not match, a NUL character, no statement.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    /// use codegen::statement::Script;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// let script = Script::read(postgres, "CREATE VIEW a AS SELECT 1; COMMENT ON VIEW a IS 'one; no more'")?;
    /// assert_eq!(script.statements().len(), 2);
    /// assert!(Script::read(postgres, "CREATE VIEW a AS SELECT 'b").is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn read(dialect: &dyn Dialect, sql: &str) -> Result<Self, String> {
        if sql.contains('\0') {
            return Err("a NUL character cannot be in SQL".to_owned());
        }
        let mut statements = Vec::new();
        let mut current: Vec<Token> = Vec::new();
        let mut places: Vec<Range<usize>> = Vec::new();
        let (mut open, mut blocks) = (0_usize, 0_usize);
        for (token, place) in placed_tokens(dialect, sql)? {
            match &token {
                Token::SemiColon if open == 0 && blocks == 0 => {
                    let tokens = std::mem::take(&mut current);
                    statements.extend(Statement::new(sql, tokens, std::mem::take(&mut places)));
                    continue;
                }
                Token::LParen => open += 1,
                Token::RParen => open = open.checked_sub(1).ok_or("`)` without a `(`")?,
                _ => match keyword(&token) {
                    Keyword::CASE => blocks += 1,
                    Keyword::BEGIN if begins_body(&current) => blocks += 1,
                    Keyword::ATOMIC if current.last().is_some_and(|last| keyword(last) == Keyword::BEGIN) => {
                        blocks += 1;
                    }
                    Keyword::END => blocks = blocks.saturating_sub(1),
                    _ => {}
                },
            }
            current.push(token);
            places.push(place);
        }
        if open > 0 {
            return Err("`(` without a `)`".to_owned());
        }
        if blocks > 0 {
            return Err("a block without its END".to_owned());
        }
        statements.extend(Statement::new(sql, current, places));
        if statements.is_empty() {
            return Err("there is no statement".to_owned());
        }
        Ok(Self { statements })
    }

    /// Its statements.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Whether it says the same, whatever the space and comments between its words.
    pub fn is_same(&self, other: &Self) -> bool {
        let tokens = |script: &Self| {
            script
                .statements
                .iter()
                .map(|statement| statement.tokens.clone())
                .collect::<Vec<_>>()
        };
        tokens(self) == tokens(other)
    }

    /// The first statement that makes something of this kind.
    pub fn maker(&self, dialect: &dyn Dialect, kind: &str) -> Option<(usize, Head<'_>)> {
        let heads = self.statements.iter().enumerate();
        let mut heads = heads.filter_map(|(index, statement)| Some((index, statement.head(dialect)?)));
        heads.find(|(_, head)| head.kind == kind)
    }
}

/// A trigger of SQLite has its statements between BEGIN and END.
fn begins_body(statement: &[Token]) -> bool {
    let mut words = statement.iter().map(keyword);
    words.next() == Some(Keyword::CREATE) && words.take(3).any(|word| word == Keyword::TRIGGER)
}

impl Script {
    /// The first statement where it makes a `kind`, and no more than a comment on that follows it: with this, as a literal.
    fn commented(&self, dialect: &dyn Dialect, kind: &str) -> Option<(Head<'_>, Option<String>)> {
        let (first, others) = self.statements.split_first()?;
        let head = first.head(dialect).filter(|head| head.kind == kind)?;
        let comment = match others {
            [] => None,
            [comment] => {
                let words = comment.tokens.iter().take(3).filter_map(head::upper);
                if !words.eq(["COMMENT".to_owned(), "ON".to_owned(), kind.to_uppercase()]) {
                    return None;
                }
                let count = comment.tokens.len();
                Some(comment.text(count - 1..count).to_owned())
            }
            _ => return None,
        };
        Some((head, comment))
    }
}

/// The keyword that a token is; of a name in quotes none.
fn keyword(token: &Token) -> Keyword {
    match token {
        Token::Word(word) if word.quote_style.is_none() => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

impl Statement {
    fn new(sql: &str, tokens: Vec<Token>, mut places: Vec<Range<usize>>) -> Option<Self> {
        let (start, end) = (places.first()?.start, places.last()?.end);
        for place in &mut places {
            *place = place.start - start..place.end - start;
        }
        let text = sql[start..end].to_owned();
        Some(Self { text, tokens, places })
    }

    /// The text of some of its tokens.
    fn text(&self, tokens: Range<usize>) -> &str {
        match (
            self.places.get(tokens.start),
            self.places.get(..tokens.end).and_then(<[_]>::last),
        ) {
            (Some(first), Some(last)) if first.start < last.end => &self.text[first.start..last.end],
            _ => "",
        }
    }
}

/// The tokens of a text, without space and comments.
fn tokens(dialect: &dyn Dialect, sql: &str) -> Result<Vec<Token>, String> {
    let tokens = Tokenizer::new(dialect.parser(), sql).tokenize();
    let tokens = tokens.map_err(|error| error.to_string())?.into_iter();
    Ok(tokens.filter(is_said).collect())
}

/// The same, each with its place.
fn placed_tokens(dialect: &dyn Dialect, sql: &str) -> Result<Vec<(Token, Range<usize>)>, String> {
    let tokens = Tokenizer::new(dialect.parser(), sql).tokenize_with_location();
    let tokens = tokens.map_err(|error| error.to_string())?.into_iter();
    let offsets = Offsets::of(sql);
    let placed = tokens.filter(|token| is_said(&token.token)).map(|token| {
        let place = offsets.at(token.span.start)..offsets.at(token.span.end);
        (token.token, place)
    });
    Ok(placed.collect())
}

fn is_said(token: &Token) -> bool {
    !matches!(token, Token::Whitespace(_))
}

/// Where lines and letters begin.
struct Offsets<'a> {
    sql: &'a str,
    lines: Vec<usize>,
}

impl<'a> Offsets<'a> {
    fn of(sql: &'a str) -> Self {
        let ends = sql.match_indices('\n').map(|(end, _)| end + 1);
        Self {
            sql,
            lines: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Lines and columns count from 1, columns in letters.
    fn at(&self, location: Location) -> usize {
        let before = |count: u64| usize::try_from(count.saturating_sub(1)).unwrap_or(usize::MAX);
        let line = self.lines.get(before(location.line)).copied().unwrap_or(self.sql.len());
        let mut letters = self.sql[line..].char_indices().map(|(offset, _)| line + offset);
        letters.nth(before(location.column)).unwrap_or(self.sql.len())
    }
}

/// What a parser that knows much, but not all, says against a query.
///
/// # Errors
/// What it does not understand. A server may.
pub fn parse_query(dialect: &dyn Dialect, query: &str) -> Result<(), String> {
    let said = |error: ParserError| match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => "nested too deeply".to_owned(),
    };
    let mut parser = Parser::new(dialect.parser()).try_with_sql(query).map_err(said)?;
    parser.parse_query().map_err(said)?;
    match parser.peek_token().token {
        Token::EOF => Ok(()),
        // WITH CHECK OPTION, WITH NO DATA.
        Token::Word(word) if word.keyword == Keyword::WITH => Ok(()),
        rest => Err(format!("`{rest}` after the end of the query")),
    }
}

/// Tokens as text that shows how they differ, whatever the space between them.
fn spelled(tokens: &[Token]) -> String {
    let tokens: Vec<_> = tokens.iter().map(ToString::to_string).collect();
    tokens.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn count(dialect: DialectName, sql: &str) -> usize {
        Script::read(dialect.dialect(), sql)
            .expect("it can be cut")
            .statements
            .len()
    }

    #[test]
    fn bodies_are_not_cut() {
        let trigger = "CREATE TRIGGER t AFTER UPDATE ON user BEGIN UPDATE a SET b = CASE WHEN c THEN 1 END; DELETE FROM d; END; \
                       SELECT 1;";
        assert_eq!(count(DialectName::Sqlite, trigger), 2);
        let function = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 1";
        assert_eq!(count(DialectName::Postgres, function), 2);
        let quoted = "CREATE FUNCTION f() RETURNS int AS $$ BEGIN; END; $$ LANGUAGE sql; -- a; b\nSELECT 1";
        assert_eq!(count(DialectName::Postgres, quoted), 2);
    }

    #[test]
    fn what_cannot_be_sql_is_refused() {
        for sql in [
            "",
            ";",
            "-- nothing",
            "SELECT (1",
            "SELECT 1)",
            "SELECT 'a",
            "SELECT $$a",
            "SELECT /* a",
            "a\0",
        ] {
            Script::read(DialectName::Postgres.dialect(), sql).expect_err(sql);
        }
    }
}

//! Which index a CREATE INDEX CONCURRENTLY builds, so that what a broken-off build left can be found.

use super::Dialect;
use crate::tokens::{Token, Tokens};

/// `CREATE [UNIQUE] INDEX CONCURRENTLY [IF NOT EXISTS] name ON [ONLY] table …`; names as they are written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ConcurrentIndex<'a> {
    pub(super) name: &'a str,
    pub(super) table: &'a str,
}

impl<'a> ConcurrentIndex<'a> {
    /// `None` for any other statement, and for one that leaves the name to the server.
    pub(super) fn parse(sql: &'a str) -> Option<Self> {
        let mut words = Words::new(sql);
        words.keyword("CREATE")?;
        let _ = words.keyword("UNIQUE");
        words.keyword("INDEX")?;
        words.keyword("CONCURRENTLY")?;
        if words.keyword("IF").is_some() {
            words.keyword("NOT")?;
            words.keyword("EXISTS")?;
        }
        if words.keyword("ON").is_some() {
            return None;
        }
        let name = words.up_to(|token, _| is(token, "ON"));
        words.keyword("ON")?;
        let _ = words.keyword("ONLY");
        let table = words.up_to(|token, text| is(token, "USING") || text.starts_with('('));
        Some(Self { name, table })
    }
}

fn is(token: Token<'_>, keyword: &str) -> bool {
    matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(keyword))
}

struct Words<'a> {
    sql: &'a str,
    tokens: std::iter::Peekable<std::vec::IntoIter<(usize, Token<'a>)>>,
}

impl<'a> Words<'a> {
    fn new(sql: &'a str) -> Self {
        let tokens: Vec<_> = Tokens::new(sql, Dialect::Postgres)
            .filter(|(_, token)| !matches!(token, Token::LineComment(_)))
            .collect();
        Self {
            sql,
            tokens: tokens.into_iter().peekable(),
        }
    }

    fn keyword(&mut self, keyword: &str) -> Option<()> {
        self.tokens.next_if(|(_, token)| is(*token, keyword)).map(|_| ())
    }

    /// The text before the first token that is an end.
    fn up_to(&mut self, is_end: impl Fn(Token<'_>, &str) -> bool) -> &'a str {
        let sql = self.sql;
        let offset = |peeked: Option<&(usize, Token<'a>)>| peeked.map_or(sql.len(), |(offset, _)| *offset);
        let start = offset(self.tokens.peek());
        while self
            .tokens
            .next_if(|(offset, token)| !is_end(*token, &sql[*offset..]))
            .is_some()
        {}
        sql[start..offset(self.tokens.peek())].trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_they_are_written() {
        let index = |sql| ConcurrentIndex::parse(sql).map(|index| (index.name, index.table));
        assert_eq!(
            index(
                "-- why\ncreate unique index concurrently if not exists \"a on b\" on only s.\"T (1)\" using btree (x);"
            ),
            Some(("\"a on b\"", "s.\"T (1)\""))
        );
        assert_eq!(index("CREATE INDEX CONCURRENTLY i ON t(x)"), Some(("i", "t")));
        assert_eq!(index("CREATE INDEX CONCURRENTLY ON t (x)"), None);
        assert_eq!(index("CREATE INDEX i ON t (x)"), None);
        assert_eq!(index("VACUUM"), None);
    }
}

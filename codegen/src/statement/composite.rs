//! What a composite type is: enough to change one where it stands, with the rows that hold values of it.

use std::ops::Range;

use sqlparser::tokenizer::Token;

use super::Script;
use super::head::{brackets, name_of, upper};
use crate::dialect::Dialect;

/// A composite type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompositeType {
    /// Its name as written.
    pub name: String,
    /// Its attributes in their order: the name, and the type with its collation.
    pub attributes: Vec<(String, String)>,
    /// Its comment, as a literal.
    comment: Option<String>,
}

impl CompositeType {
    /// Reads the statement that makes a composite type, and its comment; `None` where there is more.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    /// use codegen::statement::CompositeType;
    ///
    /// let sql = "CREATE TYPE address AS (street text, \"No\" numeric(4, 0))";
    /// let address = CompositeType::read(DialectName::Postgres.dialect(), sql).expect("it is one");
    /// assert_eq!(address.attributes[1], ("No".to_owned(), "numeric(4, 0)".to_owned()));
    /// ```
    pub fn read(dialect: &dyn Dialect, sql: &str) -> Option<Self> {
        let script = Script::read(dialect, sql).ok()?;
        let (head, comment) = script.commented(dialect, "type")?;
        let statement = head.statement;
        let tokens = &statement.tokens;
        let open = head.name_at.end + 1;
        if tokens.get(head.name_at.end).and_then(upper).as_deref() != Some("AS") {
            return None;
        }
        let close = open + brackets(&tokens[open..])?.len() - 1;
        if close + 1 != tokens.len() {
            return None;
        }
        let mut attributes = Vec::new();
        for at in between_commas(tokens, open + 1..close) {
            let name = name_of(dialect, tokens.get(at.start)?)?;
            attributes.push((name, statement.text(at.start + 1..at.end).to_owned()));
        }
        Some(Self {
            name: statement.text(head.name_at.clone()).to_owned(),
            attributes,
            comment,
        })
    }

    /// The attributes that the other one has no more: what rows hold in them is lost.
    pub fn without<'a>(&'a self, next: &'a Self) -> impl Iterator<Item = &'a str> {
        let names = self.attributes.iter().map(|(name, _)| name.as_str());
        names.filter(|name| next.attributes.iter().all(|(next, _)| next != name))
    }

    /// The statements that turn a type into this one, where it stands; `None` where its attributes would come in another
    /// order. (The server refuses another type of an attribute while a table has a column of it.)
    pub fn alter_from(&self, dialect: &dyn Dialect, previous: &Self) -> Option<String> {
        let kept = previous.attributes.iter().filter(|(name, _)| self.has(name));
        let kept: Vec<_> = kept.collect();
        let in_order = self
            .attributes
            .iter()
            .zip(&kept)
            .all(|((name, _), (kept, _))| name == kept);
        if self.name != previous.name || !in_order || kept.is_empty() {
            return None;
        }
        let quoted = |name: &str| dialect.quote_identifier(name);
        let mut actions: Vec<_> = previous
            .without(self)
            .map(|name| format!("DROP ATTRIBUTE {}", quoted(name)))
            .collect();
        for ((name, before), (_, after)) in kept.iter().zip(&self.attributes) {
            if before != after {
                actions.push(format!("ALTER ATTRIBUTE {} TYPE {after}", quoted(name)));
            }
        }
        for (name, r#type) in self.attributes.iter().skip(kept.len()) {
            actions.push(format!("ADD ATTRIBUTE {} {}", quoted(name), r#type));
        }
        let mut statements = Vec::new();
        if !actions.is_empty() {
            statements.push(format!("ALTER TYPE {} {}", self.name, actions.join(", ")));
        }
        if self.comment != previous.comment {
            let comment = self.comment.as_deref().unwrap_or("NULL");
            statements.push(format!("COMMENT ON TYPE {} IS {comment}", self.name));
        }
        (!statements.is_empty()).then(|| statements.join(";\n"))
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(own, _)| own == name)
    }
}

/// The ranges of tokens between commas that are in no brackets.
fn between_commas(tokens: &[Token], within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, within.start);
    for at in within.clone() {
        match &tokens[at] {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            Token::Comma if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < within.end {
        found.push(start..within.end);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn read(sql: &str) -> CompositeType {
        CompositeType::read(DialectName::Postgres.dialect(), sql).expect("it is a composite type")
    }

    #[test]
    fn attributes_come_go_and_change_where_they_stand() {
        let postgres = DialectName::Postgres.dialect();
        let before = read("CREATE TYPE a AS (x int, y numeric(4, 2), \"Z\" text COLLATE \"C\")");
        let after =
            read("CREATE TYPE a AS (y numeric(5, 2), \"Z\" text COLLATE \"C\", w text); COMMENT ON TYPE a IS 'b; c'");
        assert_eq!(before.without(&after).collect::<Vec<_>>(), ["x"]);
        insta::assert_snapshot!(after.alter_from(postgres, &before).unwrap_or_default(), @r#"
        ALTER TYPE a DROP ATTRIBUTE "x", ALTER ATTRIBUTE "y" TYPE numeric(5, 2), ADD ATTRIBUTE "w" text;
        COMMENT ON TYPE a IS 'b; c'
        "#);
        insta::assert_snapshot!(before.alter_from(postgres, &read("CREATE TYPE a AS (\"Z\" text COLLATE \"C\")"))
            .unwrap_or_default(), @"");
        for other in [
            "CREATE TYPE a AS ENUM ('x')",
            "CREATE TYPE a AS (x int); COMMENT ON COLUMN a.x IS 'of the attribute'",
        ] {
            assert_eq!(CompositeType::read(postgres, other), None, "{other}");
        }
        // The server refuses two of one name; until then they are read.
        let twice = read("CREATE TYPE a AS (x int, x int)");
        assert_eq!(read("CREATE TYPE a AS (x int)").alter_from(postgres, &twice), None);
    }
}

//! What a domain is: enough to change one where it stands, and to make up values of it.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::head::{brackets, name_of, upper};
use super::{Script, keyword};
use crate::dialect::Dialect;

/// Where the type that a domain is made of ends.
const ENDS_TYPE: [&str; 6] = ["CHECK", "COLLATE", "CONSTRAINT", "DEFAULT", "NOT", "NULL"];

/// A domain, as far as it can be altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name as written.
    pub name: String,
    /// What it is made of: the type, and its collation.
    pub base: String,
    /// The default.
    pub default: Option<String>,
    /// Whether NULL is none of its values.
    pub not_null: bool,
    /// Its checks, by name.
    pub checks: Vec<DomainCheck>,
    /// Its comment, as a literal.
    comment: Option<String>,
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainCheck {
    /// Its name; that which the server gives, where none is said.
    pub name: String,
    /// The condition, cut where VALUE stands in it.
    parts: Vec<String>,
}

impl DomainCheck {
    /// The condition for `value`.
    pub fn of(&self, value: &str) -> String {
        self.parts.join(value)
    }
}

impl Domain {
    /// Reads the statement that makes a domain, and its comment; `None` of one that says more than this can hold.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    /// use codegen::statement::Domain;
    ///
    /// let sql = "CREATE DOMAIN age AS integer NOT NULL CHECK (VALUE >= 0)";
    /// let domain = Domain::read(DialectName::Postgres.dialect(), sql).expect("it is one");
    /// assert_eq!((domain.base.as_str(), domain.not_null), ("integer", true));
    /// assert_eq!((domain.checks[0].name.as_str(), domain.checks[0].of("x")), ("age_check", "x >= 0".to_owned()));
    /// ```
    pub fn read(dialect: &dyn Dialect, sql: &str) -> Option<Self> {
        let script = Script::read(dialect, sql).ok()?;
        let (head, comment) = script.commented(dialect, "domain")?;
        let statement = head.statement;
        let tokens = &statement.tokens;
        let word = |at: usize| tokens.get(at).and_then(upper).unwrap_or_default();
        let start = head.name_at.end + usize::from(tokens.get(head.name_at.end).map(keyword) == Some(Keyword::AS));
        let mut at = start;
        while at < tokens.len() && !ENDS_TYPE.contains(&word(at).as_str()) {
            at += 1;
        }
        if word(at) == "COLLATE" {
            at += 2;
            while tokens.get(at) == Some(&Token::Period) {
                at += 2;
            }
        }
        let mut domain = Self {
            name: statement.text(head.name_at.clone()).to_owned(),
            base: statement.text(start..at).to_owned(),
            default: None,
            not_null: false,
            checks: Vec::new(),
            comment,
        };
        let own_name = head.name.last()?;
        let mut said_name = None;
        while at < tokens.len() {
            match (word(at).as_str(), word(at + 1).as_str()) {
                ("NOT", "NULL") => {
                    domain.not_null = true;
                    at += 2;
                }
                ("NULL", _) => at += 1,
                ("DEFAULT", _) => {
                    let from = at + 1;
                    at = end_of_default(tokens, from);
                    domain.default = Some(statement.text(from..at).to_owned());
                }
                ("CONSTRAINT", _) => {
                    said_name = Some(name_of(dialect, tokens.get(at + 1)?)?);
                    at += 2;
                }
                ("CHECK", _) => {
                    let length = brackets(&tokens[at + 1..])?.len();
                    let name = said_name.take().unwrap_or_else(|| domain.free_name(own_name));
                    let (from, to) = (at + 2, at + length);
                    let mut parts = Vec::new();
                    let mut part = from;
                    for value in (from..to).filter(|at| word(*at) == "VALUE") {
                        parts.push(padded(statement, from..to, part..value));
                        part = value + 1;
                    }
                    parts.push(padded(statement, from..to, part..to));
                    domain.checks.push(DomainCheck { name, parts });
                    at = to + 1;
                }
                _ => return None,
            }
        }
        Some(domain)
    }

    /// The name that the server gives to a check: `age_check`, `age_check1`.
    fn free_name(&self, domain: &str) -> String {
        let is_free = |name: &String| self.checks.iter().all(|check| check.name != *name);
        let numbered = (1..).map(|number: usize| format!("{domain}_check{number}"));
        let mut names = std::iter::once(format!("{domain}_check")).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    /// The statements that turn a domain into this one, where it stands; `None` where it is of another type.
    pub fn alter_from(&self, dialect: &dyn Dialect, previous: &Self) -> Option<String> {
        if self.base != previous.base || self.name != previous.name {
            return None;
        }
        let mut actions = Vec::new();
        let quoted = |name: &str| dialect.quote_identifier(name);
        for check in previous.checks.iter().filter(|check| !self.checks.contains(check)) {
            actions.push(format!("DROP CONSTRAINT {}", quoted(&check.name)));
        }
        if self.default != previous.default {
            actions.push(match &self.default {
                Some(default) => format!("SET DEFAULT {default}"),
                None => "DROP DEFAULT".to_owned(),
            });
        }
        if self.not_null != previous.not_null {
            actions.push(format!("{} NOT NULL", if self.not_null { "SET" } else { "DROP" }));
        }
        for check in self.checks.iter().filter(|check| !previous.checks.contains(check)) {
            let (name, condition) = (quoted(&check.name), check.of("VALUE"));
            actions.push(format!("ADD CONSTRAINT {name} CHECK ({condition})"));
        }
        let statements = actions
            .iter()
            .map(|action| format!("ALTER DOMAIN {} {action}", self.name));
        let mut statements: Vec<_> = statements.collect();
        if self.comment != previous.comment {
            let comment = self.comment.as_deref().unwrap_or("NULL");
            statements.push(format!("COMMENT ON DOMAIN {} IS {comment}", self.name));
        }
        (!statements.is_empty()).then(|| statements.join(";\n"))
    }
}

/// Text of a condition from the end of what is before it to the start of what is after.
fn padded(statement: &super::Statement, all: std::ops::Range<usize>, part: std::ops::Range<usize>) -> String {
    let place = |at: usize| statement.places.get(at).cloned().unwrap_or_default();
    let start = if part.start > all.start {
        place(part.start - 1).end
    } else {
        place(part.start).start
    };
    let end = if part.end < all.end {
        place(part.end).start
    } else {
        place(all.end - 1).end
    };
    statement.text.get(start..end).unwrap_or_default().to_owned()
}

/// A default ends where another clause begins, outside of brackets.
fn end_of_default(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = matches!(upper(token).as_deref(), Some("CHECK" | "CONSTRAINT" | "NOT" | "NULL"));
        if depth == 0 && ends && at > from {
            return at;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn read(sql: &str) -> Option<Domain> {
        Domain::read(DialectName::Postgres.dialect(), sql)
    }

    #[test]
    fn all_clauses_are_read() {
        let domain = read(
            "CREATE DOMAIN mail AS varchar(60) COLLATE \"C\" DEFAULT 'a@b' NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%') \
             CHECK (length(VALUE) > 2 AND (VALUE <> 'VALUE'))",
        );
        let domain = domain.expect("it is a domain");
        assert_eq!(domain.base, "varchar(60) COLLATE \"C\"");
        assert_eq!(domain.default.as_deref(), Some("'a@b'"));
        assert!(domain.not_null);
        let checks: Vec<_> = domain
            .checks
            .iter()
            .map(|check| (check.name.as_str(), check.of("x")))
            .collect();
        assert_eq!(
            checks,
            [
                ("has_at", "x LIKE '%@%'".to_owned()),
                ("mail_check", "length(x) > 2 AND (x <> 'VALUE')".to_owned())
            ]
        );
        assert_eq!(read("CREATE DOMAIN a AS text; SELECT 1"), None);
    }

    #[test]
    fn only_what_differs_is_altered() {
        let postgres = DialectName::Postgres.dialect();
        let before = read("CREATE DOMAIN a AS int DEFAULT 1 CHECK (VALUE > 0)").expect("it is a domain");
        let after = read("CREATE DOMAIN a AS int NOT NULL CHECK (VALUE > 1)").expect("it is a domain");
        insta::assert_snapshot!(after.alter_from(postgres, &before).unwrap_or_default(), @r#"
        ALTER DOMAIN a DROP CONSTRAINT "a_check";
        ALTER DOMAIN a DROP DEFAULT;
        ALTER DOMAIN a SET NOT NULL;
        ALTER DOMAIN a ADD CONSTRAINT "a_check" CHECK (VALUE > 1)
        "#);
        let said = read("CREATE DOMAIN a AS int NOT NULL CHECK (VALUE > 1); COMMENT ON DOMAIN a IS 'it''s b'");
        let said = said.expect("it is a domain");
        insta::assert_snapshot!(said.alter_from(postgres, &after).unwrap_or_default(), @"COMMENT ON DOMAIN a IS 'it''s b'");
        insta::assert_snapshot!(after.alter_from(postgres, &said).unwrap_or_default(), @"COMMENT ON DOMAIN a IS NULL");
        let other = read("CREATE DOMAIN a AS bigint").expect("it is a domain");
        assert_eq!(other.alter_from(postgres, &before), None);
    }
}

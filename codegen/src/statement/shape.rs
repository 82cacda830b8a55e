//! What can be changed in place: how much of a statement must stay the same for that.

use sqlparser::tokenizer::Token;

use super::head::{brackets, upper};
use super::{Head, MakesAs, Script, spelled};
use crate::dialect::Dialect;

/// Where the part of a function ends that calls of it depend on.
const ENDS_SIGNATURE: [&str; 20] = [
    "AS",
    "BEGIN",
    "CALLED",
    "COST",
    "EXTERNAL",
    "IMMUTABLE",
    "LANGUAGE",
    "LEAKPROOF",
    "NOT",
    "NULL",
    "PARALLEL",
    "RETURN",
    "ROWS",
    "SECURITY",
    "SET",
    "STABLE",
    "STRICT",
    "SUPPORT",
    "TRANSFORM",
    "VOLATILE",
];

/// Where the part of a query ends that says which columns it has.
const ENDS_COLUMNS: [&str; 9] = [
    "FETCH", "FOR", "GROUP", "HAVING", "LIMIT", "OFFSET", "ORDER", "WHERE", "WINDOW",
];

/// A query whose columns are not those of its first part alone, or that none of this can be said of.
const COMPOUND: [&str; 4] = ["EXCEPT", "INTERSECT", "UNION", "VALUES"];

/// What every option of a sequence is when it is not said.
const SEQUENCE_OPTIONS: [(&str, &str); 5] = [
    ("INCREMENT", "INCREMENT BY 1"),
    ("MINVALUE", "NO MINVALUE"),
    ("MAXVALUE", "NO MAXVALUE"),
    ("CACHE", "CACHE 1"),
    ("CYCLE", "NO CYCLE"),
];

impl Script {
    /// The statements that turn another of the same shape into what this makes, and that shape; `None` where it must be
    /// made anew. Of a database that replaces objects.
    ///
    /// ```
    /// use codegen::dialect::DialectName;
    /// use codegen::statement::Script;
    ///
    /// let postgres = DialectName::Postgres.dialect();
    /// let [before, after] = ["a > 1", "a > 2"].map(|condition| {
    ///     let sql = format!("CREATE VIEW v AS SELECT a, b FROM t WHERE {condition}");
    ///     Script::read(postgres, &sql).expect("it can be read").alter(postgres, "view").expect("it can be replaced")
    /// });
    /// assert_eq!(before.1, after.1);
    /// assert_eq!(after.0, "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t WHERE a > 2");
    /// ```
    pub fn alter(&self, dialect: &dyn Dialect, kind: &str) -> Option<(String, String)> {
        let (index, head) = self.maker(dialect, kind)?;
        let (first, shape) = match kind {
            "function" | "procedure" => (head.replacement(), signature(&head)),
            "view" => (head.replacement(), columns(&head)?),
            "sequence" => (sequence(&head)?, String::new()),
            _ => return None,
        };
        let others = self.statements.iter().enumerate().filter(|(other, _)| *other != index);
        let others: Vec<_> = others.map(|(_, statement)| statement).collect();
        // What follows a remark that is no more said would still be there.
        if index > 0 || others.iter().any(|statement| !statement.is_remark()) {
            return None;
        }
        let (mut statements, mut shapes) = (vec![first], vec![shape]);
        for statement in others {
            statements.push(statement.text.clone());
            shapes.push(spelled(&statement.tokens));
        }
        Some((statements.join(";\n"), shapes.join("; ")))
    }
}

impl Head<'_> {
    fn replacement(&self) -> String {
        let create = match self.makes {
            MakesAs::New => "CREATE OR REPLACE",
            MakesAs::Replacement => "CREATE",
        };
        let rest = self.statement.text(1..self.statement.tokens.len());
        format!("{create} {rest}")
    }
}

/// What a function takes and gives.
fn signature(head: &Head<'_>) -> String {
    let rest = head.rest();
    let arguments = brackets(rest).map_or(0, <[Token]>::len);
    let ends = |token: &Token| upper(token).is_some_and(|word| ENDS_SIGNATURE.contains(&word.as_str()));
    let end = rest[arguments..].iter().position(ends);
    spelled(&rest[..end.map_or(rest.len(), |end| arguments + end)])
}

/// The columns of a view, and where they come from.
fn columns(head: &Head<'_>) -> Option<String> {
    let start = head.query_at()?;
    let rest = head.rest();
    if upper(rest.get(start)?).as_deref() != Some("SELECT") {
        return None;
    }
    let (mut depth, mut end) = (0_usize, rest.len());
    for (index, token) in rest.iter().enumerate().skip(start) {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        let Some(word) = upper(token).filter(|_| depth == 0) else {
            continue;
        };
        if COMPOUND.contains(&word.as_str()) {
            return None;
        }
        if ENDS_COLUMNS.contains(&word.as_str()) {
            end = end.min(index);
        }
    }
    let before = &head.statement.tokens[1..head.name_at.start];
    let before = before
        .iter()
        .filter(|token| !matches!(upper(token).as_deref(), Some("OR" | "REPLACE")));
    let before: Vec<_> = before.cloned().collect();
    Some(format!("{} {}", spelled(&before), spelled(&rest[..end])))
}

/// All options of a sequence, those that are not said too; where it stands is left alone.
fn sequence(head: &Head<'_>) -> Option<String> {
    let rest = head.rest();
    let said: Vec<_> = rest.iter().filter_map(upper).collect();
    if head.name_at.start > 2 {
        return None;
    }
    let statement = head.statement;
    let mut parts = vec![
        statement.text(head.name_at.clone()),
        statement.text(head.name_at.end..statement.tokens.len()),
    ];
    let defaults = SEQUENCE_OPTIONS
        .iter()
        .filter(|(word, _)| !said.iter().any(|said| said == word));
    parts.extend(defaults.map(|(_, option)| *option));
    parts.retain(|part| !part.is_empty());
    Some(format!("ALTER SEQUENCE {}", parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn alter(kind: &str, sql: &str) -> Option<(String, String)> {
        let dialect = DialectName::Postgres.dialect();
        Script::read(dialect, sql).expect("it can be read").alter(dialect, kind)
    }

    fn shape(kind: &str, sql: &str) -> Option<String> {
        alter(kind, sql).map(|(_, shape)| shape)
    }

    #[test]
    fn a_body_can_be_replaced_and_a_signature_cannot() {
        let one = "CREATE FUNCTION f(a int) RETURNS SETOF text LANGUAGE sql AS 'select 1'";
        let two = "CREATE OR REPLACE FUNCTION f(a int) RETURNS SETOF text STABLE LANGUAGE sql AS 'select 2'";
        let three = "CREATE FUNCTION f(b int) RETURNS SETOF text LANGUAGE sql AS 'select 1'";
        assert_eq!(shape("function", one), shape("function", two));
        assert_ne!(shape("function", one), shape("function", three));
        let (statement, _) = alter("function", one).expect("it can be replaced");
        assert_eq!(
            statement,
            "CREATE OR REPLACE FUNCTION f(a int) RETURNS SETOF text LANGUAGE sql AS 'select 1'"
        );
        assert_eq!(
            alter("function", two)
                .expect("it can be replaced")
                .0
                .matches("REPLACE")
                .count(),
            1
        );
    }

    #[test]
    fn a_view_with_other_columns_is_made_anew() {
        let one = "CREATE VIEW v AS SELECT a, (SELECT b FROM c WHERE d) FROM t WHERE e";
        let two = "CREATE VIEW v AS SELECT a, (SELECT b FROM c WHERE d) FROM t ORDER BY f";
        let three = "CREATE VIEW v AS SELECT a FROM t WHERE e";
        assert_eq!(shape("view", one), shape("view", two));
        assert_ne!(shape("view", one), shape("view", three));
        assert_eq!(
            shape("view", "CREATE VIEW v AS SELECT a FROM t UNION SELECT b FROM u"),
            None
        );
        assert_eq!(
            shape("view", "CREATE VIEW v AS WITH x AS (SELECT 1) SELECT * FROM x"),
            None
        );
        // A comment that goes must be taken off.
        let commented = "CREATE VIEW v AS SELECT a FROM t WHERE e; COMMENT ON VIEW v IS 'x'";
        assert_ne!(shape("view", commented), shape("view", three));
        assert_eq!(
            shape("view", "CREATE VIEW v AS SELECT a FROM t; CREATE TABLE u (a int)"),
            None
        );
    }

    #[test]
    fn a_sequence_gets_back_what_is_no_more_said() {
        let (statement, shape) = alter("sequence", "CREATE SEQUENCE s INCREMENT 5").expect("it can be altered");
        assert_eq!(
            statement,
            "ALTER SEQUENCE s INCREMENT 5 NO MINVALUE NO MAXVALUE CACHE 1 NO CYCLE"
        );
        assert_eq!(shape, "");
        assert_eq!(alter("sequence", "CREATE SEQUENCE IF NOT EXISTS s"), None);
    }
}

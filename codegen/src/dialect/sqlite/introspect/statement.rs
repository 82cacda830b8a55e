//! What a CREATE TABLE or CREATE INDEX says beyond the pragmas (<https://sqlite.org/lang_createtable.html>).

use crate::catalog::{Action, Deferrable};
use crate::dialect::sqlite::introspect::tokens::{Kind, Token, name, tokens};

/// A CREATE TABLE.
#[derive(Debug, Default)]
pub(super) struct TableStatement {
    pub(super) columns: Vec<ColumnStatement>,
    pub(super) primary_key: Option<KeyStatement>,
    pub(super) uniques: Vec<KeyStatement>,
    pub(super) checks: Vec<CheckStatement>,
    pub(super) foreign_keys: Vec<ForeignKeyStatement>,
    /// What a catalog cannot say.
    pub(super) oddities: Vec<String>,
}

/// A column's definition.
#[derive(Debug, Default)]
pub(super) struct ColumnStatement {
    pub(super) name: String,
    pub(super) collation: Option<String>,
    pub(super) generated: Option<(String, bool)>,
    pub(super) autoincrement: bool,
}

/// A primary key or unique.
#[derive(Debug)]
pub(super) struct KeyStatement {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    /// Columns that it compares by a collation of its own.
    pub(super) collations: Vec<(String, String)>,
    /// Columns that its index holds in descending order.
    pub(super) descending: Vec<String>,
}

impl KeyStatement {
    fn new(name: Option<String>, parts: Vec<KeyPart>) -> Self {
        let mut key = Self {
            name,
            columns: Vec::with_capacity(parts.len()),
            collations: Vec::new(),
            descending: Vec::new(),
        };
        for part in parts {
            if let Some(collation) = part.collation {
                key.collations.push((part.column.clone(), collation));
            }
            if part.descends {
                key.descending.push(part.column.clone());
            }
            key.columns.push(part.column);
        }
        key
    }
}

/// A column as a key or a foreign key names it.
#[derive(Debug, Default)]
struct KeyPart {
    column: String,
    collation: Option<String>,
    descends: bool,
}

/// A check.
#[derive(Debug)]
pub(super) struct CheckStatement {
    pub(super) name: Option<String>,
    /// The column it stands at.
    pub(super) column: Option<String>,
    pub(super) expression: String,
}

/// A foreign key.
#[derive(Debug)]
pub(super) struct ForeignKeyStatement {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) references: String,
    /// Empty where the primary key is meant.
    pub(super) referenced_columns: Vec<String>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) deferrable: Option<Deferrable>,
}

/// A CREATE INDEX: the text of each part, and the predicate.
#[derive(Debug)]
pub(super) struct IndexStatement {
    pub(super) parts: Vec<String>,
    pub(super) predicate: Option<String>,
}

/// Reads a CREATE TABLE. The server has taken the text, so that what is not understood is an oddity, never an error.
pub(super) fn table(sql: &str) -> TableStatement {
    let mut reader = Reader::new(sql);
    let mut statement = TableStatement::default();
    if !reader.skip_to("(") {
        return statement;
    }
    loop {
        if reader.at_constraint() {
            reader.table_constraints(&mut statement);
        } else {
            reader.column(&mut statement);
        }
        if !reader.take(",") {
            return statement;
        }
    }
}

/// Reads a CREATE INDEX.
pub(super) fn index(sql: &str) -> IndexStatement {
    let mut reader = Reader::new(sql);
    let mut parts = Vec::new();
    // The table's name follows ON, and is never a parenthesis.
    if reader.skip_to("on") && reader.skip_to("(") {
        loop {
            parts.push(reader.index_part());
            if !reader.take(",") {
                break;
            }
        }
        reader.take(")");
    }
    let predicate = reader.take("where").then(|| reader.rest());
    IndexStatement { parts, predicate }
}

struct Reader<'a> {
    sql: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(sql: &'a str) -> Self {
        Self {
            sql,
            tokens: tokens(sql),
            at: 0,
        }
    }

    fn text(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.sql[token.range.clone()])
    }

    /// Whether the token at hand is this keyword or symbol; never so when quoted.
    fn is(&self, keyword: &str) -> bool {
        self.is_at(self.at, keyword)
    }

    fn is_at(&self, index: usize, keyword: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| {
            matches!(token.kind, Kind::Word | Kind::Symbol) && self.text(index).eq_ignore_ascii_case(keyword)
        })
    }

    fn take(&mut self, keyword: &str) -> bool {
        let is_it = self.is(keyword);
        if is_it {
            self.at += 1;
        }
        is_it
    }

    fn take_name(&mut self) -> String {
        self.at += 1;
        name(self.text(self.at - 1))
    }

    fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// To behind the next token of this text.
    fn skip_to(&mut self, keyword: &str) -> bool {
        while !self.is_done() {
            if self.take(keyword) {
                return true;
            }
            self.at += 1;
        }
        false
    }

    /// The text between the parenthesis at hand and the one that closes it.
    fn enclosed(&mut self) -> String {
        if !self.take("(") {
            return String::new();
        }
        let first = self.at;
        let mut depth = 1_usize;
        while !self.is_done() {
            if self.is("(") {
                depth += 1;
            } else if self.is(")") {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            self.at += 1;
        }
        let text = self.span(first, self.at);
        self.at += 1;
        text
    }

    /// The author's text of the tokens `first..end`.
    fn span(&self, first: usize, end: usize) -> String {
        match (
            self.tokens.get(first),
            end.checked_sub(1).and_then(|last| self.tokens.get(last)),
        ) {
            (Some(first), Some(last)) if first.range.start < last.range.end => {
                self.sql[first.range.start..last.range.end].to_owned()
            }
            _ => String::new(),
        }
    }

    fn rest(&mut self) -> String {
        let first = self.at;
        self.at = self.tokens.len();
        self.span(first, self.at)
    }

    /// `(a, "b" COLLATE nocase DESC)`.
    fn key_parts(&mut self) -> Vec<KeyPart> {
        let mut parts = Vec::new();
        if !self.take("(") {
            return parts;
        }
        while !self.is_done() {
            let mut part = KeyPart {
                column: self.take_name(),
                ..KeyPart::default()
            };
            while !self.is_done() && !self.is(",") && !self.is(")") {
                if self.take("collate") {
                    part.collation = Some(self.take_name());
                } else if self.take("desc") {
                    part.descends = true;
                } else {
                    self.at += 1;
                }
            }
            parts.push(part);
            if !self.take(",") {
                break;
            }
        }
        self.take(")");
        parts
    }

    /// `(a, b)`: the names.
    fn column_list(&mut self) -> Vec<String> {
        self.key_parts().into_iter().map(|part| part.column).collect()
    }

    fn at_constraint(&self) -> bool {
        ["constraint", "primary", "unique", "check", "foreign"]
            .iter()
            .any(|keyword| self.is(keyword))
    }

    fn conflict_clause(&mut self, what: &str, statement: &mut TableStatement) {
        if self.is("on") && self.is_at(self.at + 1, "conflict") {
            let clause = self.span(self.at, self.at + 3).to_uppercase();
            // ABORT is what happens when nothing is said (<https://sqlite.org/lang_conflict.html>).
            if !self.is_at(self.at + 2, "abort") {
                statement.oddities.push(format!("{clause} of {what}"));
            }
            self.at += 3;
        }
    }

    /// Constraints of the table; the commas between them may be left out.
    fn table_constraints(&mut self, statement: &mut TableStatement) {
        let mut constraint = None;
        while !self.is_done() && !self.is(",") && !self.is(")") {
            if self.take("constraint") {
                constraint = Some(self.take_name());
            } else if self.take("primary") {
                self.take("key");
                let parts = self.key_parts();
                statement.primary_key = Some(KeyStatement::new(constraint.take(), parts));
                self.conflict_clause("a primary key", statement);
            } else if self.take("unique") {
                let parts = self.key_parts();
                statement.uniques.push(KeyStatement::new(constraint.take(), parts));
                self.conflict_clause("a unique", statement);
            } else if self.take("check") {
                statement.checks.push(CheckStatement {
                    name: constraint.take(),
                    column: None,
                    expression: self.enclosed(),
                });
                self.conflict_clause("a check", statement);
            } else if self.take("foreign") {
                self.take("key");
                let columns = self.column_list();
                self.take("references");
                let key = self.foreign_key(constraint.take(), columns);
                statement.foreign_keys.push(key);
            } else {
                self.at += 1;
            }
        }
    }

    fn column(&mut self, statement: &mut TableStatement) {
        let mut column = ColumnStatement {
            name: self.take_name(),
            ..ColumnStatement::default()
        };
        let name = column.name.clone();
        let itself = || KeyPart {
            column: name.clone(),
            ..KeyPart::default()
        };
        let mut constraint = None;
        while !self.is_done() && !self.is(",") && !self.is(")") {
            if self.take("constraint") {
                constraint = Some(self.take_name());
            } else if self.take("primary") {
                self.take("key");
                if !self.take("asc") && self.take("desc") {
                    // `INTEGER PRIMARY KEY DESC` is no rowid: an old mistake that SQLite keeps.
                    statement
                        .oddities
                        .push(format!("DESC of the primary key {}", column.name));
                }
                self.conflict_clause("a primary key", statement);
                column.autoincrement = self.take("autoincrement");
                statement.primary_key = Some(KeyStatement::new(constraint.take(), vec![itself()]));
            } else if self.take("unique") {
                statement
                    .uniques
                    .push(KeyStatement::new(constraint.take(), vec![itself()]));
                self.conflict_clause("a unique", statement);
            } else if self.take("check") {
                statement.checks.push(CheckStatement {
                    name: constraint.take(),
                    column: Some(column.name.clone()),
                    expression: self.enclosed(),
                });
            } else if self.take("references") {
                let key = self.foreign_key(constraint.take(), vec![name.clone()]);
                statement.foreign_keys.push(key);
            } else if self.take("collate") {
                column.collation = Some(self.take_name());
            } else if self.take("default") {
                self.skip_default();
            } else if self.is("as") && self.is_at(self.at + 1, "(") {
                self.at += 1;
                let expression = self.enclosed();
                let is_stored = self.take("stored");
                column.generated = Some((expression, is_stored));
            } else if self.is("(") {
                // The length of a type.
                self.enclosed();
            } else if self.take("not") || self.take("null") {
                self.conflict_clause(&format!("NOT NULL of {}", column.name), statement);
            } else {
                self.at += 1;
            }
        }
        statement.columns.push(column);
    }

    /// A default, which a pragma gives: it may be a word that means something else here, as in `DEFAULT unique`.
    fn skip_default(&mut self) {
        if self.is("(") {
            self.enclosed();
        } else {
            if !self.take("-") {
                self.take("+");
            }
            self.at += 1;
        }
    }

    /// What follows REFERENCES.
    fn foreign_key(&mut self, name: Option<String>, columns: Vec<String>) -> ForeignKeyStatement {
        let mut key = ForeignKeyStatement {
            name,
            columns,
            references: self.take_name(),
            referenced_columns: self.column_list(),
            on_delete: Action::default(),
            on_update: Action::default(),
            deferrable: None,
        };
        loop {
            if self.take("on") {
                let is_delete = self.take("delete");
                if !is_delete {
                    self.take("update");
                }
                let action = self.action();
                *(if is_delete {
                    &mut key.on_delete
                } else {
                    &mut key.on_update
                }) = action;
            } else if self.take("match") {
                // SQLite reads it and does nothing by it.
                self.at += 1;
            } else if self.is("not") && self.is_at(self.at + 1, "deferrable") {
                self.at += 2;
                self.initially();
            } else if self.take("deferrable") {
                let is_deferred = self.initially();
                key.deferrable = Some(if is_deferred {
                    Deferrable::InitiallyDeferred
                } else {
                    Deferrable::InitiallyImmediate
                });
            } else {
                return key;
            }
        }
    }

    /// Whether INITIALLY DEFERRED stands here.
    fn initially(&mut self) -> bool {
        if !self.take("initially") {
            return false;
        }
        let is_deferred = self.is("deferred");
        self.at += 1;
        is_deferred
    }

    fn action(&mut self) -> Action {
        self.at += 1;
        match self.text(self.at - 1).to_ascii_lowercase().as_str() {
            "cascade" => Action::Cascade,
            "restrict" => Action::Restrict,
            "set" => {
                self.at += 1;
                if self.is_at(self.at - 1, "null") {
                    Action::SetNull
                } else {
                    Action::SetDefault
                }
            }
            _ => {
                self.take("action");
                Action::NoAction
            }
        }
    }

    /// The text of a part, less its collation and order, which a pragma gives.
    fn index_part(&mut self) -> String {
        let first = self.at;
        let mut depth = 0_usize;
        while !self.is_done() && !(depth == 0 && (self.is(",") || self.is(")"))) {
            if self.is("(") {
                depth += 1;
            } else if self.is(")") {
                depth -= 1;
            }
            self.at += 1;
        }
        let mut end = self.at;
        if end > first + 1 && (self.is_at(end - 1, "asc") || self.is_at(end - 1, "desc")) {
            end -= 1;
        }
        if end > first + 2 && self.is_at(end - 2, "collate") {
            end -= 2;
        }
        self.span(first, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_to_its_last_clause() {
        let statement = table(
            r#"CREATE TABLE "order" (
                id INTEGER CONSTRAINT order_pkey PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT, -- a comment, with a comma
                "user id" VARCHAR(20, 3) DEFAULT 'unique' NOT NULL REFERENCES [user] (id) ON DELETE SET NULL ON UPDATE NO ACTION
                    DEFERRABLE INITIALLY DEFERRED,
                email TEXT COLLATE nocase CONSTRAINT e CHECK (length("email") > (1 + 1)) UNIQUE,
                lower TEXT GENERATED ALWAYS AS (lower(email)) STORED,
                CHECK (id > 0) CONSTRAINT u UNIQUE ("user id" COLLATE rtrim, email DESC) ON CONFLICT IGNORE,
                FOREIGN KEY (id, email) REFERENCES other
            ) STRICT"#,
        );
        insta::assert_debug_snapshot!(statement);
    }

    #[test]
    fn an_index_is_read_to_its_predicate() {
        let statement =
            index("CREATE UNIQUE INDEX \"on\" ON t (a, lower(b, ',') COLLATE nocase DESC, c ASC) WHERE a > 0 -- x");
        assert_eq!(statement.parts, ["a", "lower(b, ',')", "c"]);
        assert_eq!(statement.predicate.as_deref(), Some("a > 0"));
    }
}

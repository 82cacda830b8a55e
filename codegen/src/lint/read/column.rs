//! Columns and constraints, of CREATE TABLE and of ALTER TABLE … ADD.

use super::cursor::Cursor;
use super::lexer::{Kind, Token};
use crate::lint::model::{Column, Constraint, ConstraintKind, Generated, Reference, TypeText};

/// What may follow the type of a column, or an option of it.
const OPTIONS: &[&str] = &[
    "CONSTRAINT",
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "GENERATED",
    "COLLATE",
    "AS",
    "AUTOINCREMENT",
    "ON",
    "DEFERRABLE",
    "INITIALLY",
    "STORAGE",
    "COMPRESSION",
    "NO",
    "ENFORCED",
];

fn is_option(cursor: &Cursor<'_>) -> bool {
    let word = cursor.word_at(0);
    OPTIONS.contains(&word.as_str())
}

/// Whether a constraint comes next, and not a column.
pub(super) fn is_constraint(cursor: &Cursor<'_>) -> bool {
    let (first, second) = (cursor.word_at(0), cursor.word_at(1));
    match first.as_str() {
        "CONSTRAINT" | "EXCLUDE" | "CHECK" => true,
        "PRIMARY" | "FOREIGN" => second == "KEY",
        "NOT" => second == "NULL",
        "UNIQUE" => second.is_empty() || matches!(second.as_str(), "NULLS" | "USING"),
        _ => false,
    }
}

pub(super) fn column(cursor: &mut Cursor<'_>) -> Option<Column> {
    let at = cursor.rest_range();
    let name = cursor.ident()?;
    let r#type = type_text(cursor, is_option);
    let mut column = Column {
        name,
        r#type,
        not_null: false,
        default: None,
        primary_key: false,
        autoincrement: false,
        unique: false,
        references: None,
        checks: Vec::new(),
        generated: None,
        identity: false,
        odd: false,
        at,
    };
    while !cursor.is_done() {
        option(cursor, &mut column);
    }
    Some(column)
}

fn option(cursor: &mut Cursor<'_>, column: &mut Column) {
    if cursor.eat(&["CONSTRAINT"]) {
        cursor.ident();
    } else if cursor.eat(&["NOT", "NULL"]) {
        column.not_null = true;
    } else if cursor.eat(&["DEFAULT"]) {
        // What starts it may be a word that an option starts with, as in DEFAULT NULL.
        let start = cursor.rest();
        let first = usize::from(!cursor.is_symbol("("));
        if first == 1 {
            cursor.next();
        }
        let length = first + cursor.until(is_option).len();
        column.default = Some(cursor.sql(&start[..length]));
    } else if cursor.eat(&["PRIMARY", "KEY"]) {
        column.primary_key = true;
    } else if cursor.eat(&["AUTOINCREMENT"]) {
        column.autoincrement = true;
    } else if cursor.eat(&["UNIQUE"]) {
        column.unique = true;
    } else if cursor.eat(&["CHECK"]) {
        if let Some(inside) = cursor.parenthesised() {
            column.checks.push(cursor.sql(inside));
        }
    } else if cursor.is_word("REFERENCES") {
        column.references = reference(cursor);
    } else if cursor.eat(&["GENERATED"]) || cursor.is_word("AS") {
        let always = cursor.eat(&["ALWAYS"]);
        if !always {
            cursor.eat(&["BY", "DEFAULT"]);
        }
        cursor.eat(&["AS"]);
        if cursor.eat(&["IDENTITY"]) {
            column.identity = true;
            cursor.parenthesised();
        } else if let Some(inside) = cursor.parenthesised() {
            column.generated = Some(Generated {
                expression: cursor.sql(inside),
                stored: cursor.eat(&["STORED"]),
            });
        }
    } else if cursor.eat(&["COLLATE"]) {
        cursor.name();
    } else if cursor.eat_any(&["STORAGE", "COMPRESSION", "CONFLICT", "INITIALLY"]) {
        cursor.next();
    } else if !cursor.eat_any(HARMLESS) {
        column.odd = true;
        cursor.next();
    }
}

/// Words that no lint looks at.
const HARMLESS: &[&str] = &[
    "NULL",
    "ASC",
    "DESC",
    "ON",
    "DEFERRABLE",
    "NOT",
    "NO",
    "INHERIT",
    "ENFORCED",
    "NULLS",
    "DISTINCT",
    "VIRTUAL",
    "STORED",
];

/// The type that comes next, as far as it goes.
pub(super) fn type_text(cursor: &mut Cursor<'_>, ends: impl Fn(&Cursor<'_>) -> bool) -> TypeText {
    let tokens = cursor.until(|cursor| ends(cursor) || cursor.is_symbol(","));
    let at = cursor.sql(tokens).at;
    let mut text = String::new();
    let mut previous: Option<&Token> = None;
    for token in tokens {
        let piece = cursor.text_of(token);
        let glued = matches!(piece, "(" | ")" | "," | "[" | "]" | ".")
            || previous.is_some_and(|previous| matches!(cursor.text_of(previous), "(" | "[" | "."));
        let after_list = previous.is_some_and(|previous| cursor.text_of(previous) == ",");
        if !text.is_empty() && !glued && !after_list {
            text.push(' ');
        }
        match token.kind {
            Kind::Quoted => text.push_str(&cursor.as_ident(token).map_or_else(String::new, |ident| ident.name)),
            _ => text.push_str(&piece.to_lowercase()),
        }
        previous = Some(token);
    }
    TypeText { text, at }
}

/// REFERENCES table (columns) and what follows.
fn reference(cursor: &mut Cursor<'_>) -> Option<Reference> {
    let start = cursor.rest_range().start;
    cursor.eat(&["REFERENCES"]);
    let table = cursor.name()?;
    let columns = cursor.columns();
    let mut acts_on_delete = false;
    loop {
        if cursor.eat(&["ON", "DELETE"]) {
            acts_on_delete = cursor.is_word("CASCADE") || cursor.is_word("SET");
            cursor.next();
            cursor.eat_any(&["NULL", "DEFAULT", "ACTION"]);
            cursor.parenthesised();
        } else if cursor.eat(&["ON", "UPDATE"]) {
            cursor.next();
            cursor.eat_any(&["NULL", "DEFAULT", "ACTION"]);
        } else if cursor.eat(&["MATCH"]) || cursor.eat(&["INITIALLY"]) {
            cursor.next();
        } else if !cursor.eat(&["NOT", "DEFERRABLE"]) && !cursor.eat(&["DEFERRABLE"]) {
            break;
        }
    }
    Some(Reference {
        table,
        columns,
        acts_on_delete,
        at: start..cursor.end(),
    })
}

/// A table constraint.
pub(super) fn constraint(cursor: &mut Cursor<'_>) -> Option<Constraint> {
    let at = cursor.rest_range();
    let name = if cursor.eat(&["CONSTRAINT"]) {
        cursor.ident()
    } else {
        None
    };
    let kind = if cursor.eat(&["PRIMARY", "KEY"]) {
        let (columns, using_index) = key(cursor);
        ConstraintKind::PrimaryKey { columns, using_index }
    } else if cursor.eat(&["UNIQUE"]) {
        let _ = cursor.eat(&["NULLS", "NOT", "DISTINCT"]) || cursor.eat(&["NULLS", "DISTINCT"]);
        let (columns, using_index) = key(cursor);
        ConstraintKind::Unique { columns, using_index }
    } else if cursor.eat(&["FOREIGN", "KEY"]) {
        let columns = cursor.columns();
        ConstraintKind::ForeignKey {
            columns,
            references: reference(cursor)?,
        }
    } else if cursor.eat(&["CHECK"]) {
        let inside = cursor.parenthesised()?;
        ConstraintKind::Check(cursor.sql(inside))
    } else if cursor.eat(&["NOT", "NULL"]) {
        ConstraintKind::NotNull(cursor.ident()?)
    } else if cursor.eat(&["EXCLUDE"]) {
        ConstraintKind::Exclude
    } else {
        return None;
    };
    let mut not_valid = false;
    while !cursor.is_done() {
        if cursor.eat(&["NOT", "VALID"]) {
            not_valid = true;
        } else {
            cursor.next();
        }
    }
    Some(Constraint {
        name,
        kind,
        not_valid,
        at,
    })
}

fn key(cursor: &mut Cursor<'_>) -> (Vec<crate::lint::model::Ident>, bool) {
    if cursor.eat(&["USING", "INDEX"]) && !cursor.is_word("TABLESPACE") {
        cursor.ident();
        return (Vec::new(), true);
    }
    (cursor.columns(), false)
}

//! ALTER TABLE: its actions, each by itself.

use super::column::{column, constraint, is_constraint, type_text};
use super::cursor::Cursor;
use crate::lint::model::{Act, Action, Change};

/// What comes after ALTER TABLE; nothing where it is not understood.
pub(super) fn alter_table(cursor: &mut Cursor<'_>) -> Option<Vec<Act>> {
    cursor.eat(&["IF", "EXISTS"]);
    cursor.eat(&["ONLY"]);
    let table = cursor.name()?;
    cursor.eat_symbol("*");
    let pieces = cursor.pieces(cursor.rest());
    let mut acts = Vec::new();
    for piece in pieces {
        let mut action = cursor.over(piece);
        let at = action.rest_range();
        let change = change(&mut action)?;
        acts.push(Act {
            action: Action::AlterTable {
                table: table.clone(),
                change,
            },
            at,
        });
    }
    Some(acts)
}

fn change(cursor: &mut Cursor<'_>) -> Option<Change> {
    if cursor.eat(&["ADD"]) {
        return add(cursor);
    }
    if cursor.eat(&["DROP", "CONSTRAINT"]) {
        cursor.eat(&["IF", "EXISTS"]);
        return Some(Change::DropConstraint {
            name: cursor.ident()?,
            cascade: cursor.eat(&["CASCADE"]),
        });
    }
    if cursor.eat(&["DROP"]) {
        cursor.eat(&["COLUMN"]);
        cursor.eat(&["IF", "EXISTS"]);
        return Some(Change::DropColumn {
            column: cursor.ident()?,
            cascade: cursor.eat(&["CASCADE"]),
        });
    }
    if cursor.eat(&["ALTER", "CONSTRAINT"]) {
        return Some(Change::Setting("ALTER CONSTRAINT".to_owned()));
    }
    if cursor.eat(&["ALTER"]) {
        cursor.eat(&["COLUMN"]);
        return alter_column(cursor);
    }
    if cursor.eat(&["VALIDATE", "CONSTRAINT"]) {
        return Some(Change::Validate(cursor.ident()?));
    }
    if cursor.eat(&["RENAME"]) {
        return rename(cursor);
    }
    if cursor.eat(&["SET", "SCHEMA"]) {
        return Some(Change::SetSchema);
    }
    for words in [
        &["SET", "LOGGED"][..],
        &["SET", "UNLOGGED"],
        &["SET", "TABLESPACE"],
        &["SET", "ACCESS", "METHOD"],
    ] {
        if cursor.eat(words) {
            return Some(Change::Rewrite(words.join(" ")));
        }
    }
    if cursor.eat(&["ATTACH", "PARTITION"]) {
        return Some(Change::AttachPartition);
    }
    if cursor.eat(&["DETACH", "PARTITION"]) {
        cursor.name()?;
        return Some(Change::DetachPartition {
            concurrently: cursor.eat(&["CONCURRENTLY"]) || cursor.eat(&["FINALIZE"]),
        });
    }
    if cursor.eat(&["DISABLE", "TRIGGER"]) {
        return Some(Change::DisableTrigger);
    }
    let known = [
        "ENABLE", "DISABLE", "FORCE", "NO", "OWNER", "SET", "RESET", "CLUSTER", "REPLICA", "INHERIT", "OF", "NOT",
    ];
    let word = cursor.word_at(0);
    known.contains(&word.as_str()).then(|| {
        let second = cursor.word_at(1);
        Change::Setting(format!("{word} {second}").trim().to_owned())
    })
}

fn add(cursor: &mut Cursor<'_>) -> Option<Change> {
    if is_constraint(cursor) {
        return Some(Change::AddConstraint(constraint(cursor)?));
    }
    cursor.eat(&["COLUMN"]);
    let if_not_exists = cursor.eat(&["IF", "NOT", "EXISTS"]);
    Some(Change::AddColumn {
        column: column(cursor)?,
        if_not_exists,
    })
}

fn alter_column(cursor: &mut Cursor<'_>) -> Option<Change> {
    let column = cursor.ident()?;
    if cursor.eat(&["SET", "DATA", "TYPE"]) || cursor.eat(&["TYPE"]) {
        let r#type = type_text(cursor, |cursor| cursor.is_word("USING") || cursor.is_word("COLLATE"));
        let collation = cursor.eat(&["COLLATE"]);
        if collation {
            cursor.name();
        }
        return Some(Change::SetType {
            column,
            r#type,
            using: cursor.eat(&["USING"]),
            collation,
        });
    }
    let what = cursor.word_at(0);
    Some(if cursor.eat(&["SET", "NOT", "NULL"]) {
        Change::SetNotNull(column)
    } else if cursor.eat(&["DROP", "NOT", "NULL"]) {
        Change::DropNotNull(column)
    } else if cursor.eat(&["SET", "DEFAULT"]) {
        Change::SetDefault(column)
    } else if cursor.eat(&["DROP", "DEFAULT"]) {
        Change::DropDefault(column)
    } else if cursor.eat_any(&["ADD", "SET", "DROP", "RESET", "RESTART"]) {
        let what = format!("{what} {}", cursor.word_at(0));
        Change::AlterColumn {
            what: what.trim().to_owned(),
            column,
        }
    } else {
        return None;
    })
}

fn rename(cursor: &mut Cursor<'_>) -> Option<Change> {
    if cursor.eat(&["TO"]) {
        return Some(Change::RenameTo(cursor.name()?.ident));
    }
    if cursor.eat(&["CONSTRAINT"]) {
        return Some(Change::RenameConstraint);
    }
    cursor.eat(&["COLUMN"]);
    let from = cursor.ident()?;
    if !cursor.eat(&["TO"]) {
        return None;
    }
    Some(Change::RenameColumn {
        from,
        to: cursor.ident()?,
    })
}

//! What is found when a crate is compiled: whether a `New…` struct has every column that has to be given, and whether
//! the column of a scope holds the owner's key.

use super::{DefaultValue, Owner, Table};

/// Longer messages are cut off.
const LONGEST_MESSAGE: usize = 512;

/// Refuses, while the crate is compiled, a struct of `derive(New)` that lacks a column without which no row can be
/// created: one that is not nullable, has no default, is not computed and does not hold the owner.
///
/// # Panics
///
/// When a column is missing; in a constant, that is an error of the compiler.
pub const fn assert_complete(new: &str, model: &str, table: &Table, fields: &[&str]) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        let required = !column.nullable
            && !column.generated
            && matches!(column.default, DefaultValue::None)
            && !holds_owner(table, column.name);
        if required && !contains(fields, column.field) {
            let mut message = Message::new();
            message.push("`");
            message.push(new);
            message.push("` needs the field `");
            message.push(column.field);
            message.push("`: a row of `");
            message.push(model);
            message.push("` cannot be created without it");
            panic!("{}", message.as_str());
        }
        at += 1;
    }
}

/// Refuses, while the crate is compiled, a scope over a column that references another column of the owner than its
/// primary key: `scope(&owner)` would compare it with the wrong value.
///
/// # Panics
///
/// When it is another; in a constant, that is an error of the compiler.
pub const fn assert_owner<O: Owner + ?Sized>(model: &str, column: &str, table: &str, referenced: &str) {
    let Some(owner) = O::TABLE else { return };
    // The owner of a row may be said by a type that another foreign key leads to.
    if !same(owner.name, table) {
        return;
    }
    let is_key = match &owner.primary_key {
        Some(key) => key.columns.len() == 1 && same(owner.columns[key.columns[0]].name, referenced),
        None => false,
    };
    if is_key {
        return;
    }
    let mut message = Message::new();
    message.push("the scope of `");
    message.push(model);
    message.push("` is the column `");
    message.push(column);
    message.push("`, which references `");
    message.push(referenced);
    message.push("` of `");
    message.push(table);
    message.push("` and not its primary key: write the type of the column as the owner, as in `owner = String`, and scope by its value");
    panic!("{}", message.as_str());
}

const fn holds_owner(table: &Table, column: &str) -> bool {
    match &table.scope {
        Some(scope) => scope.path.is_empty() && same(scope.column, column),
        None => false,
    }
}

const fn contains(fields: &[&str], field: &str) -> bool {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at], field) {
            return true;
        }
        at += 1;
    }
    false
}

/// `==` of text is no constant function.
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A text made in a constant.
struct Message {
    bytes: [u8; LONGEST_MESSAGE],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self {
            bytes: [0; LONGEST_MESSAGE],
            length: 0,
        }
    }

    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < LONGEST_MESSAGE {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a field that a row cannot be created without is missing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Scope, TableColumn};

    const TABLE: Table = Table {
        name: "video",
        schema: None,
        columns: &[
            TableColumn::new("userId", "user_id", "text"),
            TableColumn::new("title", "title", "text"),
            TableColumn {
                nullable: true,
                ..TableColumn::new("note", "note", "text")
            },
            TableColumn {
                default: DefaultValue::Now,
                ..TableColumn::new("created_at", "created_at", "timestamptz")
            },
            TableColumn {
                generated: true,
                ..TableColumn::new("full", "full", "text")
            },
        ],
        primary_key: None,
        uniques: &[],
        foreign_keys: &[],
        checks: &[],
        scope: Some(Scope {
            path: &[],
            column: "userId",
        }),
    };

    #[test]
    fn required_columns_alone_suffice() {
        assert_complete("NewVideo", "Video", &TABLE, &["title"]);
    }

    #[test]
    #[should_panic(expected = "`NewVideo` needs the field `title`: a row of `Video` cannot be created without it")]
    fn a_missing_one_is_named() {
        assert_complete("NewVideo", "Video", &TABLE, &["note"]);
    }
}

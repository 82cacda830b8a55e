//! What is found when a crate is compiled: whether a `New…` struct has every column that has to be given, and whether
//! the column of a scope holds the owner's key.

use super::Owner;

/// Longer messages are cut off.
const LONGEST_MESSAGE: usize = 512;

/// Refuses, while the crate is compiled, a struct of `derive(New)` that lacks one of [`Model::REQUIRED_FIELDS`]; `fields`
/// are written as these are.
///
/// # Panics
///
/// When a field is missing; in a constant, that is an error of the compiler.
///
/// [`Model::REQUIRED_FIELDS`]: super::Model::REQUIRED_FIELDS
pub const fn assert_complete(new: &str, model: &str, required: &str, fields: &str) {
    // So it is where both are generated, and then there is little to evaluate.
    if same(required, fields) {
        return;
    }
    let mut rest = required;
    while !rest.is_empty() {
        let (field, after) = first_word(rest);
        if !contains(fields, field) {
            let mut message = Message::new();
            message.push("`");
            message.push(new);
            message.push("` needs the field `");
            message.push(field);
            message.push("`: a row of `");
            message.push(model);
            message.push("` cannot be created without it");
            panic!("{}", message.as_str());
        }
        rest = after;
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

const fn contains(words: &str, word: &str) -> bool {
    let mut rest = words;
    while !rest.is_empty() {
        let (first, after) = first_word(rest);
        if same(first, word) {
            return true;
        }
        rest = after;
    }
    false
}

/// What stands before the first space, and what behind it.
const fn first_word(text: &str) -> (&str, &str) {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == b' ' {
            return (text.split_at(at).0, text.split_at(at + 1).1);
        }
        at += 1;
    }
    (text, "")
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

    #[test]
    fn required_columns_alone_suffice() {
        assert_complete("NewVideo", "Video", "title size", "title size");
        assert_complete("NewVideo", "Video", "title size", "size note title");
        assert_complete("NewVideo", "Video", "", "note");
    }

    #[test]
    #[should_panic(expected = "`NewVideo` needs the field `title`: a row of `Video` cannot be created without it")]
    fn a_missing_one_is_named() {
        assert_complete("NewVideo", "Video", "size title", "size title_of");
    }
}

//! The names of constraints and indexes that the author did not name.
//!
//! They follow PostgreSQL's own scheme (`ChooseRelationName` and its callers in `src/backend/commands/indexcmds.c`) on
//! both databases: `user_pkey`, `user_email_key`, `video_summary_user_id_fkey`, `customer_age_check`, `t_check`,
//! `video_summary_user_id_created_at_idx`. A part of an index that is no column is called after its outermost function,
//! else `expr`. A name that is taken gets the first free number: `t_check`, `t_check1`, `t_check2`.
//!
//! Where PostgreSQL would cut a long name, which tells two long names apart only by luck, ours is shortened by a hash: the
//! beginning, cut at a character's boundary, then eight hexadecimal digits of the SHA-256 of the whole name, then the label:
//! `a_very_long_table_name_with_many_colu_1f0c6a9b_key`, at most [`MAX_BYTES`] bytes. So a name depends on nothing but what
//! it is derived from.

mod assign;
mod derive;

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

pub use assign::{HISTORY_TABLE, Names, assign};
pub use derive::TableNames;
pub(crate) use derive::{Item, Nameable, Relations, derive};

/// The longest name that PostgreSQL keeps whole (`NAMEDATALEN - 1`). Derived names keep to it on every database.
pub const MAX_BYTES: usize = 63;

/// The last part of a derived name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A check.
    Check,
    /// A foreign key.
    ForeignKey,
    /// An index.
    Index,
    /// What keeps two columns in step.
    Phase,
}

impl Label {
    /// As it stands in names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PrimaryKey => "pkey",
            Self::Unique => "key",
            Self::Check => "check",
            Self::ForeignKey => "fkey",
            Self::Index => "idx",
            Self::Phase => "phase",
        }
    }
}

/// The derived name, with a number where others of that name are there already (0 for the first).
///
/// ```
/// use codegen::catalog::names::{Label, derived};
///
/// assert_eq!(derived("user", &[], Label::PrimaryKey, 0), "user_pkey");
/// assert_eq!(derived("user", &["email"], Label::Unique, 0), "user_email_key");
/// assert_eq!(derived("t", &[], Label::Check, 2), "t_check2");
/// ```
pub fn derived(table: &str, parts: &[&str], label: Label, number: usize) -> String {
    let mut stem = table.to_owned();
    for part in parts {
        stem.push('_');
        stem.push_str(part);
    }
    let mut end = format!("_{}", label.as_str());
    if number > 0 {
        // Writing to a String cannot fail.
        let _ = write!(end, "{number}");
    }
    if stem.len() + end.len() <= MAX_BYTES {
        return stem + &end;
    }
    let digest = Sha256::digest(format!("{stem}_{}", label.as_str()));
    let hash = digest[..4].iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    });
    let room = MAX_BYTES - end.len() - 1 - hash.len();
    let cut = (0..=room).rev().find(|cut| stem.is_char_boundary(*cut));
    stem.truncate(cut.unwrap_or_default());
    format!("{stem}_{hash}{end}")
}

/// The first derived name that is not in `taken`; it is then. With `fold`, capitals make no difference.
pub fn free(taken: &mut BTreeSet<String>, fold: bool, table: &str, parts: &[&str], label: Label) -> String {
    first_free(table, parts, label, |name| taken.insert(folded(name, fold)))
}

/// The first derived name that `take` takes.
fn first_free(table: &str, parts: &[&str], label: Label, mut take: impl FnMut(&str) -> bool) -> String {
    let mut number = 0;
    loop {
        let name = derived(table, parts, label, number);
        if take(&name) {
            return name;
        }
        number += 1;
    }
}

/// What two names are compared by: SQLite takes ASCII capitals for small letters, even within quotes.
pub(super) fn folded(name: &str, fold: bool) -> String {
    if fold {
        name.to_ascii_lowercase()
    } else {
        name.to_owned()
    }
}

/// What a part of an index that is no column is called: PostgreSQL's `FigureIndexColname` for a call, else `expr`.
fn of_expression(sql: &str) -> String {
    let sql = sql.trim();
    let Some(open) = sql.find('(') else {
        return "expr".to_owned();
    };
    let name = sql[..open].trim_end();
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name && closes_at_end(&sql[open..]) {
        name.to_ascii_lowercase()
    } else {
        "expr".to_owned()
    }
}

/// Whether the parenthesis that opens the text is closed by its last character.
pub(crate) fn closes_at_end(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for (index, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1 == text.len();
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_shortened_by_a_hash_and_stays_in_its_limit() {
        let table = "a".repeat(40);
        let (one, two) = ("b".repeat(40) + "1", "b".repeat(40) + "2");
        let one = derived(&table, &[&one], Label::ForeignKey, 0);
        let two = derived(&table, &[&two], Label::ForeignKey, 0);
        assert_eq!(one.len(), MAX_BYTES);
        assert_ne!(one, two);
        assert!(one.starts_with(&table) && one.ends_with("_fkey"), "{one}");
        assert_eq!(one, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbbb_6e212a3a_fkey");
    }

    #[test]
    fn a_name_of_63_bytes_is_kept() {
        let table = "a".repeat(MAX_BYTES - "_pkey".len());
        assert_eq!(derived(&table, &[], Label::PrimaryKey, 0), format!("{table}_pkey"));
        assert_eq!(derived(&table, &[], Label::PrimaryKey, 1).len(), MAX_BYTES);
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        for letters in 20..40 {
            let name = derived(&"ü".repeat(letters), &["x"], Label::Index, 0);
            assert!(name.len() <= MAX_BYTES, "{name}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut taken = BTreeSet::from(["t_check".to_owned()]);
        assert_eq!(free(&mut taken, false, "t", &[], Label::Check), "t_check1");
        assert_eq!(free(&mut taken, false, "t", &[], Label::Check), "t_check2");
        assert_eq!(free(&mut taken, true, "T", &[], Label::Check), "T_check3");
    }

    #[test]
    fn expressions_are_called_after_their_function() {
        assert_eq!(of_expression("lower(email)"), "lower");
        assert_eq!(of_expression("pg_catalog.Lower ( ')' || email )"), "lower");
        assert_eq!(of_expression("lower(a) || lower(b)"), "expr");
        assert_eq!(of_expression("(a + b)"), "expr");
        assert_eq!(of_expression("a + b"), "expr");
    }
}

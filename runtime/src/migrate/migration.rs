//! Migrations as data: what generated code embeds, and what the command line reads from files.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};

/// The histories of a project, one per database; `None` for a database that the schema does not name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Migrations<'a> {
    /// For PostgreSQL, in the order in which they run.
    pub postgres: Option<&'a [Migration<'a>]>,
    /// For SQLite, in the order in which they run.
    pub sqlite: Option<&'a [Migration<'a>]>,
}

/// One migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration<'a> {
    /// When it was made: `20261121T093000`.
    pub id: &'a str,
    /// What it is called: `add_tags`.
    pub name: &'a str,
    /// The id of the one before it.
    pub parent: Option<&'a str>,
    /// The SQL that applies it.
    pub up: &'a str,
    /// The SQL that takes it back.
    pub down: &'a str,
    /// What [`checksum`] gave for both when they were written.
    pub hash: &'a str,
    /// What it touches; `None` when nobody knows, as of statements written by hand.
    pub footprint: Option<Footprint<'a>>,
    /// The migrations that were folded into this one, in order, each behind what had been folded into it. A database
    /// that has all of them has this one.
    pub replaces: &'a [Replaced<'a>],
}

/// A migration that was folded into a later one, so that its files are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The hash of its files.
    pub hash: &'a str,
    /// How many of those before it in the list had been folded into it: a database has either it or them.
    pub folds: usize,
}

/// The things that a migration touches, as texts that are compared and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint<'a> {
    /// What it makes, alters or drops.
    pub changes: &'a [&'a str],
    /// What must be as it is.
    pub uses: &'a [&'a str],
}

impl<'a> Footprint<'a> {
    /// A thing that one of the two changes and the other touches; `None` when their order does not matter.
    pub(super) fn meets(&self, other: &Self) -> Option<&'a str> {
        let touches =
            |footprint: &Self, thing: &&str| footprint.changes.contains(thing) || footprint.uses.contains(thing);
        let ours = self.changes.iter().find(|thing| touches(other, thing));
        ours.or_else(|| self.uses.iter().find(|thing| other.changes.contains(thing)))
            .copied()
    }
}

/// For messages: `20261121T093000_add_tags`, the name of its folder.
impl fmt::Display for Migration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.id, self.name)
    }
}

/// As that of a migration.
impl fmt::Display for Replaced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.id, self.name)
    }
}

/// SHA-256 over both files of a migration, in hexadecimal: what `history.lock` and the history table hold.
///
/// Line ends count as `\n`, because version control may change them.
pub fn checksum(up: &str, down: &str) -> String {
    let (up, down) = (normalize(up), normalize(down));
    let mut hash = Sha256::new();
    hash.update(format!("{}\n", up.len()));
    hash.update(up.as_bytes());
    hash.update(down.as_bytes());
    hexadecimal(&hash.finalize())
}

/// A short hash of one step; it tells whether what ran already is still what the file says.
pub(super) fn step_hash(sql: &str) -> String {
    hexadecimal(&Sha256::digest(normalize(sql).as_bytes())[..8])
}

fn normalize(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        text.replace("\r\n", "\n").into()
    } else {
        text.into()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footprints_meet_where_one_changes_what_the_other_touches() {
        let footprint = |changes: &'static [&'static str], uses: &'static [&'static str]| Footprint { changes, uses };
        let tags = footprint(&["table tag"], &["table user"]);
        assert_eq!(tags.meets(&footprint(&["table category"], &["table user"])), None);
        assert_eq!(tags.meets(&footprint(&["table user"], &[])), Some("table user"));
        assert_eq!(tags.meets(&footprint(&[], &["table tag"])), Some("table tag"));
    }
}

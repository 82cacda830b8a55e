//! `changes.json`: what a migration does, as data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::footprint::Footprint;
use super::id::{FolderName, MigrationId};
use super::parents::Parents;
use crate::catalog::format::{self, FormatError, Upgrade};
use crate::diff::Change;

/// The format that is written; newer ones are refused.
pub(super) const FORMAT: u32 = 1;

/// What leads from each older format to the next: one for each format but the newest.
const UPGRADES: [Upgrade; FORMAT as usize - 1] = [];

/// All of a `changes.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangesFile {
    /// What stands before the changes.
    #[serde(flatten)]
    pub head: ChangesHead,
    /// The changes, in the order of [`Change`].
    pub changes: Vec<Change>,
}

/// What is known of a migration without reading its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesHead {
    /// The format of the file.
    pub format: u32,
    /// The migrations before this one: one, unless branches came together here.
    #[serde(rename = "parent")]
    pub parents: Parents,
    /// The content hash of the snapshot that the changes lead to.
    pub snapshot: String,
    /// The format of that snapshot, which its hash depends on.
    #[serde(default = "first_format", skip_serializing_if = "is_first_format")]
    pub snapshot_format: u32,
    /// What they touch; `None` of a migration written by hand, whose statements may touch anything.
    pub footprint: Option<Footprint>,
    /// The hints that they used up.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub used_hints: BTreeSet<String>,
    /// The migrations that were folded into this one, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Folded>,
}

fn first_format() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_first_format(format: &u32) -> bool {
    *format == first_format()
}

/// A migration whose files are gone, because it was folded into a later one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    /// Its folder's name: id and name.
    pub folder: FolderName,
    /// The hash of its files.
    pub hash: String,
    /// What had been folded into it before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Folded>,
}

impl Folded {
    /// A list with all that was folded before, each behind what was folded into it, and how many those are.
    pub fn flat(list: &[Self]) -> Vec<(&Self, usize)> {
        let mut flat = Vec::new();
        for one in list {
            let inner = Self::flat(&one.replaces);
            let folds = inner.len();
            flat.extend(inner);
            flat.push((one, folds));
        }
        flat
    }

    /// Whether the migration of this id is this one, or was folded into it.
    pub fn holds(&self, id: MigrationId) -> bool {
        self.folder.id == id || self.replaces.iter().any(|inner| inner.holds(id))
    }
}

impl ChangesHead {
    /// Reads what stands before the changes.
    pub(super) fn read(text: &str) -> Result<Self, FormatError> {
        format::read(text, &UPGRADES, |head: &Self| head.format)
    }
}

impl ChangesFile {
    /// Reads a file, of this version or an earlier one.
    pub(super) fn read(text: &str) -> Result<Self, FormatError> {
        format::read(text, &UPGRADES, |file: &Self| file.head.format)
    }

    /// The text of the file.
    ///
    /// # Panics
    /// Never: plain structs of text, which JSON can hold.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("changes are plain structs of text");
        text.push('\n');
        text
    }
}

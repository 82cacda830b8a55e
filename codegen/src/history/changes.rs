//! `changes.json`: what a migration does, as data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::footprint::Footprint;
use crate::diff::Change;

/// The format that is written; newer ones are refused.
pub(super) const FORMAT: u32 = 1;

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
    /// The id of the migration before this one.
    pub parent: Option<String>,
    /// The content hash of the snapshot that the changes lead to.
    pub snapshot: String,
    /// What they touch; `None` of a migration written by hand, whose statements may touch anything.
    pub footprint: Option<Footprint>,
    /// The hints that they used up.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub used_hints: BTreeSet<String>,
}

impl ChangesFile {
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

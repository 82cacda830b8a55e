//! A column that goes on beside the one that takes its place, while older code runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Catalog, ObjectId, ObjectName};

/// Two columns that are kept in step: one that running code knows, and the one that takes its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Expansion {
    /// Their table.
    pub table: ObjectName,
    /// The column that goes in the end.
    pub old: String,
    /// The column that takes its place.
    pub new: String,
    /// SQL that gives the value of the old one from a row that has the new one.
    pub back: String,
    /// Whether the old one had to have a value before; what keeps them in step sees to it meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether the author says how values go over and back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said: bool,
    /// What keeps them in step.
    pub objects: BTreeSet<ObjectId>,
}

impl Catalog {
    /// The open expansion that this column of a table is the old one of.
    pub fn expansion_of(&self, table: &ObjectName, old: &str) -> Option<&Expansion> {
        self.expansions
            .iter()
            .find(|expansion| expansion.table == *table && expansion.old == old)
    }

    /// The open expansion that this column of a table is the new one of.
    pub fn expansion_into(&self, table: &ObjectName, new: &str) -> Option<&Expansion> {
        self.expansions
            .iter()
            .find(|expansion| expansion.table == *table && expansion.new == new)
    }
}

//! Three catalogs into one: what both sides started from, one side, and the other.
//!
//! Things are the same where they come from the same migration ([`Lineage`]), so renames are settled first, and all three
//! are compared under the names of the result. Then each fact goes its own way: where one side left it as it was, the
//! other side's counts. Where both changed it, each in another way, a third catalog decides (what the author has settled
//! on), and else it is a [`Conflict`]. Facts are the attributes of tables, columns and enums; a key, check or index is
//! one fact.
//!
//! It works on the catalogs as JSON, so that whatever a catalog comes to hold is merged by the same rule.

mod facts;
mod hanging;
mod names;

use serde_json::Value;

use super::Change;
use super::lineage::Lineage;
use crate::catalog::{Catalog, Hints};
use facts::Place;

/// A fact that both sides changed, each in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which: `table user, column name, type`.
    pub object: String,
    /// What our side made of it.
    pub ours: String,
    /// What the other side made of it.
    pub theirs: String,
}

/// What came of a merge.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The result; where there are conflicts, with the other side's facts.
    pub catalog: Catalog,
    /// The way there from the other side: renames, and what our side's changes said of replacements, backfills and casts.
    pub hints: Hints,
    /// What nobody has decided.
    pub conflicts: Vec<Conflict>,
    /// What the third catalog has decided.
    pub decided: Vec<Conflict>,
}

/// Merges what `changes` made of `base` (which is `ours`) into `theirs`.
pub fn merge(base: &Lineage, ours: &Lineage, theirs: &Lineage, changes: &[Change], decider: &Catalog) -> Merged {
    let mut merge = Merge {
        conflicts: Vec::new(),
        decided: Vec::new(),
    };
    let names = merge.names(base, ours, theirs, decider);
    if merge.has_collisions(&names, [base, ours, theirs]) {
        return Merged {
            catalog: theirs.catalog.clone(),
            hints: Hints::default(),
            conflicts: merge.conflicts,
            decided: merge.decided,
        };
    }
    let [base_seen, ours_seen, theirs_seen] = [base, ours, theirs].map(|side| names.seen(side));
    let json = |catalog: &Catalog| serde_json::to_value(catalog).unwrap_or(Value::Null);
    let merged = merge.value(
        &Place::Catalog,
        [
            Some(&json(&base_seen)),
            Some(&json(&ours_seen)),
            Some(&json(&theirs_seen)),
        ],
        Some(&json(decider)),
    );
    let merged = serde_json::from_value::<Catalog>(merged.unwrap_or(Value::Null));
    let mut catalog = merged.unwrap_or_else(|error| {
        // Facts that say nothing together.
        merge.conflicts.push(Conflict {
            object: format!("both together ({error})"),
            ours: "changed".to_owned(),
            theirs: "changed".to_owned(),
        });
        theirs_seen
    });
    merge.drop_what_hangs(&mut catalog, decider);
    Merged {
        hints: names.hints(ours, theirs, changes),
        catalog,
        conflicts: merge.conflicts,
        decided: merge.decided,
    }
}

/// What is found out on the way.
struct Merge {
    conflicts: Vec<Conflict>,
    decided: Vec<Conflict>,
}

//! What differs between two catalogs, as a list of invertible changes.
//!
//! Renames are resolved first (what the author said, then logical keys), and the previous catalog is compared *as
//! renamed*, with all that refers to a renamed thing, so that everything else is matched by its name alone. What looks
//! like a rename and is not said to be one is never guessed at: it is an [`Ambiguity`].

mod ambiguity;
mod apply;
mod change;
mod compare;
mod decisions;
mod displaced;
mod expression;
mod invert;
mod lineage;
mod loss;
mod merge;
mod phase;
mod placeholder;
mod rename;
mod resolve;
mod settle;
mod settled;
mod slug;
mod summary;
mod survivors;
mod unreturned;

use std::collections::BTreeSet;

pub use ambiguity::{Ambiguity, AmbiguityKind};
pub use apply::{ApplyError, ApplyProblem, apply};
pub use change::{Change, EnumChange, Parts, Record, TableChange};
pub use decisions::{Decisions, UnknownRename};
pub use invert::invert;
pub use lineage::Lineage;
pub use loss::{Loss, LossKind, MissingUsing, losses, missing_usings};
pub(crate) use loss::{is_lossless, lost_attributes};
pub use merge::{Conflict, Merged, merge};
pub use phase::{Expanded, PhaseProblem, expand, keep_open};
pub use slug::slug;
pub use summary::summary;
pub use survivors::{SurvivingTable, Survivors, survivors};
pub use unreturned::{Unreturned, unreturned};

use crate::catalog::{Catalog, Hints, Pair};

/// What [`diff`] found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// The way from the previous catalog to the next one.
    pub changes: Vec<Change>,
    /// The ids of the hints that had an effect, and of renames whose target is made anew and can have none any more: to
    /// be recorded in the snapshot, so that each acts once.
    pub used_hints: BTreeSet<String>,
}

/// Compares two catalogs of one dialect.
///
/// Column order, logical keys and [`text_enum`](crate::catalog::Column::text_enum) are not compared; where anything
/// else differs, they are brought up to date by the way. Expressions are equal when they read the same after
/// formatting.
///
/// # Errors
/// Everything that looks like a rename while neither `hints` nor `decisions` say what it is.
///
/// ```
/// use codegen::catalog::{Catalog, Hints, Pair};
/// use codegen::dialect::DialectName;
/// use codegen::diff::{Decisions, diff};
///
/// let mut next = Catalog::empty(DialectName::Postgres);
/// next.namespaces.insert("sales".into(), None);
/// let previous = Catalog::empty(DialectName::Postgres);
/// let pair = Pair { previous: &previous, next: &next };
///
/// let diff = diff(pair, &Hints::default(), &Decisions::default()).expect("nothing looks like a rename");
/// let mut applied = previous.clone();
/// codegen::diff::apply(&mut applied, &diff.changes).expect("the changes fit");
/// assert_eq!(applied, next);
/// ```
pub fn diff(pair: Pair<&Catalog>, hints: &Hints, decisions: &Decisions) -> Result<Diff, Vec<Ambiguity>> {
    let resolved = resolve::resolve(pair, hints, decisions);
    let mut diff = compare::compare(pair, resolved, hints);
    diff.used_hints
        .extend(settled::settled(pair.previous, hints, &diff.changes));
    let ambiguities = ambiguity::find(pair.next.dialect.dialect(), &diff.changes, decisions);
    if ambiguities.is_empty() {
        Ok(diff)
    } else {
        Err(ambiguities)
    }
}

//! What a person answered about the things that look like renames.

use std::collections::BTreeSet;

use crate::catalog::RenameHint;

/// Answers to [`Ambiguity`](super::Ambiguity)s.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Candidates that are renames indeed.
    pub renames: Vec<RenameHint>,
    /// What is gone for good and no rename, as [`Ambiguity::drop`](super::Ambiguity::drop) spells it:
    /// `drop-column:user.bio`.
    pub drops: BTreeSet<String>,
}

//! What vanishes while something like it appears: asking what became of it.

use super::exit::Failure;
use super::prompt;
use crate::catalog::RenameHint;
use crate::diff::{Ambiguity, Decisions};

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It goes on under another name.
    Renamed,
    /// It is gone.
    Dropped,
}

/// Asks on the terminal, and takes the answer into the decisions.
pub(super) fn ask(ambiguity: &Ambiguity, decisions: &mut Decisions) -> Result<Answer, Failure> {
    let mut choices: Vec<_> = ambiguity
        .candidates
        .iter()
        .map(|candidate| format!("renamed to {}", target(candidate)))
        .collect();
    choices.push("dropped, with its data".to_owned());
    let answer = prompt::choose(
        &format!("What became of the {} {}?", ambiguity.kind.as_str(), ambiguity.object),
        &choices,
    )?;
    Ok(if let Some(candidate) = ambiguity.candidates.get(answer) {
        decisions.renames.push(candidate.clone());
        Answer::Renamed
    } else {
        decisions.drops.insert(ambiguity.drop.clone());
        Answer::Dropped
    })
}

/// What something would be renamed to.
pub(super) fn target(hint: &RenameHint) -> String {
    match hint {
        RenameHint::Table { to, .. } | RenameHint::Enum { to, .. } => to.to_string(),
        RenameHint::Column { to, .. }
        | RenameHint::EnumValue { to, .. }
        | RenameHint::Constraint { to, .. }
        | RenameHint::Index { to, .. } => to.clone(),
    }
}

/// What `renamed_from` takes for it.
pub(super) fn source(hint: &RenameHint) -> &str {
    match hint {
        RenameHint::Table { from, .. }
        | RenameHint::Enum { from, .. }
        | RenameHint::Column { from, .. }
        | RenameHint::EnumValue { from, .. }
        | RenameHint::Constraint { from, .. }
        | RenameHint::Index { from, .. } => from,
    }
}

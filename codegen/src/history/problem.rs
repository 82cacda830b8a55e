//! What can be wrong with a migration directory.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::fork::Fork;
use super::id::{FolderName, MigrationId};
use super::lock::LockError;

/// A migration directory that is not in order; every problem of it.
#[derive(Debug)]
pub struct HistoryError {
    /// The directory.
    pub folder: PathBuf,
    /// What is wrong, in the order of the history.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A file or folder could not be read; the message names it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// `history.lock` says nothing that makes sense.
    #[error("`history.lock` cannot be read: {0}")]
    Lock(#[from] LockError),
    /// Git wrote both sides of a merge into `history.lock`.
    #[error("`history.lock`, line {line}, is the mark of a merge conflict: two branches each added a migration")]
    Conflict {
        /// The line of the first mark, from 1.
        line: usize,
    },
    /// Two migrations of which neither follows the other touch the same, or may.
    #[error("{}", fork(.0))]
    Fork(Box<Fork>),
    /// A migration follows one that was folded into another.
    #[error("`{folder}` follows `{parent}`, which was folded into `{into}`")]
    Folded {
        /// The migration.
        folder: FolderName,
        /// What it says it follows.
        parent: MigrationId,
        /// What that was folded into.
        into: FolderName,
    },
    /// `history.lock` says two things of one migration.
    #[error("`history.lock` has two lines for `{0}`, and they differ")]
    TwoLines(FolderName),
    /// A migration follows one that `history.lock` does not have, or itself through others.
    #[error("`{folder}` follows `{parent}`, which `history.lock` does not have")]
    Unreachable {
        /// The migration.
        folder: FolderName,
        /// What it says it follows.
        parent: MigrationId,
    },
    /// Two migrations have the same id.
    #[error("`{first}` and `{second}` have the same id")]
    SameId {
        /// The one whose line comes first.
        first: FolderName,
        /// The other.
        second: FolderName,
    },
    /// An id is not greater than its parent's.
    #[error("`{folder}` follows {parent}, which is not older")]
    NotNewer {
        /// The migration.
        folder: FolderName,
        /// What it follows.
        parent: MigrationId,
    },
    /// A migration's folder is gone.
    #[error("the folder `{0}` is missing")]
    MissingFolder(FolderName),
    /// A file in a migration's folder is gone.
    #[error("`{folder}/{file}` is missing")]
    MissingFile {
        /// The migration.
        folder: FolderName,
        /// The file.
        file: &'static str,
    },
    /// `up.sql` or `down.sql` is not what it was when it was written.
    #[error("`{0}` was edited after it was written: its hash is not the one in `history.lock`")]
    Edited(FolderName),
    /// A finished migration that `history.lock` does not name.
    #[error("`history.lock` does not name `{0}`, and that is no unfinished run: it follows another migration")]
    Unlisted(FolderName),
    /// `changes.json` cannot be read.
    #[error("`{folder}/changes.json` cannot be read: {message}")]
    Changes {
        /// The migration.
        folder: FolderName,
        /// Why.
        message: String,
    },
    /// `changes.json` has a format that this version does not know.
    #[error("`{folder}/changes.json` has format {found}, which this version of codegen does not know: update it")]
    ChangesFormat {
        /// The migration.
        folder: FolderName,
        /// The format it has.
        found: u32,
    },
}

fn fork(fork: &Fork) -> String {
    let Fork {
        first, second, common, ..
    } = fork;
    let after = (fork.parent).map_or_else(|| "from the beginning".to_owned(), |parent| format!("after `{parent}`"));
    let mut text = format!("`{first}` and `{second}` were made on two branches {after}");
    if common.is_empty() {
        text.push_str(", and what they touch is not known");
    } else {
        let common: Vec<_> = common.iter().map(String::as_str).collect();
        text.push_str(&format!(", and have in common: {}", common.join(", ")));
    }
    for (folder, touches) in [(first, &fork.first_touches), (second, &fork.second_touches)] {
        match touches {
            Some(touches) => text.push_str(&format!("\n    `{folder}` changes {touches}")),
            None => text.push_str(&format!("\n    `{folder}` was written by hand and may change anything")),
        }
    }
    text
}

impl Problem {
    /// How to fix it, where there is a way that is always right.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Fork(_) => Some("make one of them again on top of the other: `codegen rebase`".to_owned()),
            Self::Conflict { .. } => Some(
                "both sides belong in: settle schema.toml, then `codegen generate` (or `codegen rebase`) writes the file anew"
                    .to_owned(),
            ),
            Self::Folded { folder, .. } => Some(format!(
                "remove the line and the folder of `{folder}`, then generate it again"
            )),
            Self::TwoLines(_) => Some("keep the line of the files that are there".to_owned()),
            Self::Edited(folder) => Some(format!(
                "undo the edit, or take it in with `codegen migrate hash {}`",
                folder.id
            )),
            Self::MissingFolder(_) | Self::MissingFile { .. } => Some("get it back from version control".to_owned()),
            Self::Unlisted(folder) => Some(format!(
                "take it in with `codegen rebase`, or remove the folder `{folder}` and generate again"
            )),
            _ => None,
        }
    }
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the history in `{}` is not in order", self.folder.display())?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
            if let Some(help) = problem.help() {
                write!(f, "\n    help: {help}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for HistoryError {}

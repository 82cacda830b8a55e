//! Reading a migration directory, and checking that it is in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::changes::{ChangesFile, ChangesHead};
use super::checksum::checksum;
use super::id::{FolderName, MigrationId};
use super::lock::{Conflict, Lock, LockLine};
use super::parents::Parents;
use super::problem::{HistoryError, Problem};
use super::unlisted::{Unlisted, unlisted_line};
use crate::catalog::format::FormatError;

/// A migration directory that is in order.
#[derive(Debug, Clone)]
pub struct History {
    /// Where it is.
    pub folder: PathBuf,
    /// Its migrations in the order in which they run.
    pub migrations: Vec<Migration>,
    /// Folders of runs that did not get to their end; the next write removes them.
    pub unfinished: Vec<FolderName>,
    /// The text of `snapshot.json`, where there is one.
    pub(super) snapshot: Option<String>,
    /// The text of `history.lock` as it was read, where there was one.
    pub(super) on_disk: Option<String>,
    /// The marks of a merge in `history.lock`.
    pub(super) conflict: Option<Conflict>,
    /// Finished migrations that `history.lock` did not name, and that were taken in.
    pub(super) taken_in: Vec<FolderName>,
}

/// A migration as it is on disk.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Its id and name.
    pub folder: FolderName,
    /// The migrations that it was made after: on a branch, not necessarily the one that runs before it.
    pub parents: Parents,
    /// The hash of its files.
    pub hash: String,
    /// The hash of its files that `history.lock` has.
    pub(super) locked: String,
    /// `up.sql`.
    pub up: String,
    /// `down.sql`.
    pub down: String,
    /// `changes.json` without the changes.
    pub head: ChangesHead,
}

impl Migration {
    /// Whether its files are not those that `history.lock` has the hash of.
    pub fn is_edited(&self) -> bool {
        self.hash != self.locked
    }
}

/// What is let pass, because the caller puts it in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tolerance {
    /// Files that are not what `history.lock` says.
    edits: bool,
    /// The marks of a merge in `history.lock`.
    conflict: bool,
    /// Branches that have something in common, and finished migrations without a line.
    forks: bool,
}

impl History {
    /// Reads `<migrations>/<dialect>`. A folder that is not there is an empty history.
    ///
    /// Where branches came together, their migrations stand in the order of their ids; those that have something in common
    /// are a problem.
    ///
    /// # Errors
    /// All that is wrong with it, see [`Problem`].
    pub fn read(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        Self::read_with(folder.into(), Tolerance::default())
    }

    /// The same, but files that were edited by hand are taken as they are now: [`History::edited`] tells them, and
    /// [`History::accept_edit`] takes one in.
    ///
    /// # Errors
    /// All else that is wrong with it, see [`Problem`].
    pub fn read_edited(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        let tolerance = Tolerance {
            edits: true,
            ..Tolerance::default()
        };
        Self::read_with(folder.into(), tolerance)
    }

    /// The same as [`read`](Self::read), but the marks of a merge in `history.lock` are no problem: both sides count. The
    /// next write puts the file in order.
    ///
    /// # Errors
    /// All else that is wrong with it, see [`Problem`].
    pub fn read_merged(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        let tolerance = Tolerance {
            conflict: true,
            ..Tolerance::default()
        };
        Self::read_with(folder.into(), tolerance)
    }

    /// The same as [`read_merged`](Self::read_merged), and branches may have something in common; a finished migration
    /// that `history.lock` does not name is taken in.
    ///
    /// # Errors
    /// All else that is wrong with it, see [`Problem`].
    pub fn read_forked(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        let tolerance = Tolerance {
            conflict: true,
            forks: true,
            ..Tolerance::default()
        };
        Self::read_with(folder.into(), tolerance)
    }

    fn read_with(folder: PathBuf, tolerance: Tolerance) -> Result<Self, HistoryError> {
        let mut problems = Vec::new();
        let history = Self::collect(&folder, tolerance, &mut problems);
        match history {
            Some(history) if problems.is_empty() => Ok(history),
            _ => Err(HistoryError { folder, problems }),
        }
    }

    fn collect(folder: &Path, tolerance: Tolerance, problems: &mut Vec<Problem>) -> Option<Self> {
        let lock_text = or_push(read_if_there(&folder.join("history.lock")), problems)?;
        let mut lock = or_push(lock_text.as_deref().map_or(Ok(Lock::default()), Lock::parse), problems)?;
        let on_disk = or_push(folders(folder), problems)?;
        if let Some(conflict) = lock.conflict.as_ref().filter(|_| !tolerance.conflict) {
            problems.push(Problem::Conflict { line: conflict.line });
        }

        let Unlisted { unfinished, finished } = Unlisted::find(folder, &on_disk, &lock);
        if tolerance.forks {
            lock.lines
                .extend(finished.iter().filter_map(|name| unlisted_line(folder, name)));
        } else {
            problems.extend(finished.iter().cloned().map(Problem::Unlisted));
        }

        let lines = in_order(lock.lines, problems);
        let mut migrations = Vec::with_capacity(lines.len());
        for line in lines {
            if on_disk.contains(&line.folder) {
                migrations.extend(read_migration(folder, line, tolerance.edits, problems));
            } else {
                problems.push(Problem::MissingFolder(line.folder));
            }
        }
        name_what_was_folded(&migrations, problems);
        let history = Self {
            folder: folder.to_owned(),
            migrations,
            unfinished,
            snapshot: or_push(read_if_there(&folder.join("snapshot.json")), problems)?,
            on_disk: lock_text,
            conflict: lock.conflict,
            taken_in: if tolerance.forks { finished } else { Vec::new() },
        };
        if problems.is_empty() && !tolerance.forks {
            let forks = or_push(history.forks(), problems)?;
            let harmful = forks.into_iter().filter(|fork| !fork.is_harmless());
            problems.extend(harmful.map(|fork| Problem::Fork(Box::new(fork))));
        }
        Some(history)
    }

    /// The migrations that only the side of a merge has that was checked out, as the marks in `history.lock` say.
    pub fn ours(&self) -> BTreeSet<MigrationId> {
        let conflict = self.conflict.as_ref();
        conflict.map(|conflict| conflict.ours.clone()).unwrap_or_default()
    }

    /// Finished migrations that `history.lock` did not name; see [`read_forked`](Self::read_forked).
    pub fn taken_in(&self) -> &[FolderName] {
        &self.taken_in
    }

    /// The migrations whose files are not those that `history.lock` was written with; see [`read_edited`](Self::read_edited).
    pub fn edited(&self) -> Vec<FolderName> {
        let edited = self.migrations.iter().filter(|migration| migration.is_edited());
        edited.map(|migration| migration.folder.clone()).collect()
    }

    /// The newest migration.
    pub fn last(&self) -> Option<&Migration> {
        self.migrations.last()
    }

    /// The changes of a migration.
    pub fn changes(&self, migration: &Migration) -> Result<ChangesFile, Problem> {
        let path = self.folder.join(migration.folder.to_string()).join("changes.json");
        let text = fs::read_to_string(path)?;
        ChangesFile::read(&text).map_err(|error| unreadable(&migration.folder, &error))
    }
}

/// Brings the lines into the order of their ids, which each are greater than those of their parents.
fn in_order(lines: Vec<LockLine>, problems: &mut Vec<Problem>) -> Vec<LockLine> {
    let mut by_id: BTreeMap<MigrationId, LockLine> = BTreeMap::new();
    for line in lines {
        match by_id.get(&line.folder.id) {
            None => {
                by_id.insert(line.folder.id, line);
            }
            Some(first) if *first == line => {}
            Some(first) if first.folder == line.folder => problems.push(Problem::TwoLines(line.folder)),
            Some(first) => problems.push(Problem::SameId {
                first: first.folder.clone(),
                second: line.folder,
            }),
        }
    }
    for line in by_id.values() {
        for parent in line.parents.iter() {
            let folder = line.folder.clone();
            if parent >= line.folder.id {
                problems.push(Problem::NotNewer { folder, parent });
            } else if !by_id.contains_key(&parent) {
                problems.push(Problem::Unreachable { folder, parent });
            }
        }
    }
    by_id.into_values().collect()
}

/// A parent that is not there may have been folded into another migration since.
fn name_what_was_folded(migrations: &[Migration], problems: &mut [Problem]) {
    for problem in problems {
        let Problem::Unreachable { folder, parent } = problem else {
            continue;
        };
        let (folder, parent) = (folder.clone(), *parent);
        let into = (migrations.iter())
            .find(|migration| migration.head.replaces.iter().any(|folded| folded.holds(parent)))
            .map(|migration| migration.folder.clone());
        if let Some(into) = into {
            *problem = Problem::Folded { folder, parent, into };
        }
    }
}

fn read_migration(folder: &Path, line: LockLine, edits: bool, problems: &mut Vec<Problem>) -> Option<Migration> {
    let path = folder.join(line.folder.to_string());
    let mut read = |file: &'static str| match read_if_there(&path.join(file)) {
        Ok(Some(text)) => Some(text),
        Ok(None) => {
            problems.push(Problem::MissingFile {
                folder: line.folder.clone(),
                file,
            });
            None
        }
        Err(error) => {
            problems.push(error.into());
            None
        }
    };
    let (up, down, changes) = (read("up.sql"), read("down.sql"), read("changes.json"));
    let (up, down) = (up?, down?);
    let head = or_push(
        ChangesHead::read(&changes?).map_err(|error| unreadable(&line.folder, &error)),
        problems,
    )?;
    let migration = Migration {
        folder: line.folder,
        parents: line.parents,
        hash: checksum(&up, &down),
        locked: line.hash,
        up,
        down,
        head,
    };
    if !edits && migration.is_edited() {
        problems.push(Problem::Edited(migration.folder.clone()));
    }
    Some(migration)
}

fn unreadable(folder: &FolderName, error: &FormatError) -> Problem {
    let folder = folder.clone();
    match error {
        FormatError::Newer { found } => Problem::ChangesFormat { folder, found: *found },
        FormatError::Damaged(error) => Problem::Changes {
            folder,
            message: error.to_string(),
        },
    }
}

/// Folders that are named as migrations are.
fn folders(folder: &Path) -> io::Result<BTreeSet<FolderName>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        entries => entries?,
    };
    let mut found = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir()
            && let Ok(name) = entry.file_name().to_string_lossy().parse()
        {
            found.insert(name);
        }
    }
    Ok(found)
}

fn read_if_there(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn or_push<T>(result: Result<T, impl Into<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|error| problems.push(error.into())).ok()
}

//! Reading a migration directory, and checking that it is in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::changes::{self, ChangesFile, ChangesHead};
use super::checksum::checksum;
use super::id::{FolderName, MigrationId};
use super::lock::{Lock, LockLine};
use super::problem::{HistoryError, Problem};
use crate::catalog::Catalog;
use crate::catalog::snapshot::{InvalidSnapshot, Snapshot, content_hash};
use crate::dialect::DialectName;
use crate::diff::{ApplyError, apply};

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
}

/// A migration as it is on disk.
#[derive(Debug, Clone)]
pub struct Migration {
    /// Its id and name.
    pub folder: FolderName,
    /// The migration before it.
    pub parent: Option<MigrationId>,
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

/// Whether a migration's files must be what `history.lock` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edits {
    Refused,
    Accepted,
}

impl History {
    /// Reads `<migrations>/<dialect>`. A folder that is not there is an empty history.
    ///
    /// # Errors
    /// All that is wrong with it, see [`Problem`].
    pub fn read(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        Self::read_with(folder.into(), Edits::Refused)
    }

    /// The same, but files that were edited by hand are taken as they are now: [`History::edited`] tells them, and
    /// [`History::accept_edit`] takes one in.
    ///
    /// # Errors
    /// All else that is wrong with it, see [`Problem`].
    pub fn read_edited(folder: impl Into<PathBuf>) -> Result<Self, HistoryError> {
        Self::read_with(folder.into(), Edits::Accepted)
    }

    fn read_with(folder: PathBuf, edits: Edits) -> Result<Self, HistoryError> {
        let mut problems = Vec::new();
        let history = Self::collect(&folder, edits, &mut problems);
        match history {
            Some(history) if problems.is_empty() => Ok(history),
            _ => Err(HistoryError { folder, problems }),
        }
    }

    fn collect(folder: &Path, edits: Edits, problems: &mut Vec<Problem>) -> Option<Self> {
        let lock_text = or_push(read_if_there(&folder.join("history.lock")), problems)?;
        let lock = or_push(lock_text.as_deref().map_or(Ok(Lock::default()), Lock::parse), problems)?;
        let on_disk = or_push(folders(folder), problems)?;

        let lines = chain(lock.lines, problems);
        let last = lines.last().map(|line| line.folder.id);
        let named: BTreeSet<_> = lines.iter().map(|line| line.folder.clone()).collect();
        let mut migrations = Vec::with_capacity(lines.len());
        for line in lines {
            if on_disk.contains(&line.folder) {
                migrations.extend(read_migration(folder, line, edits, problems));
            } else {
                problems.push(Problem::MissingFolder(line.folder));
            }
        }

        let mut unfinished = Vec::new();
        for name in on_disk.difference(&named) {
            if is_unfinished(&folder.join(name.to_string()), last) {
                unfinished.push(name.clone());
            } else {
                problems.push(Problem::Unlisted(name.clone()));
            }
        }
        Some(Self {
            folder: folder.to_owned(),
            migrations,
            unfinished,
            snapshot: or_push(read_if_there(&folder.join("snapshot.json")), problems)?,
            on_disk: lock_text,
        })
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

    /// The snapshot after the last migration: the one on disk, or, where that is not what the last migration led to (a
    /// merge took another branch's, or somebody deleted it), rebuilt from the changes of all.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn snapshot(&self, dialect: DialectName) -> Result<Snapshot, SnapshotError> {
        let Some(last) = self.last() else {
            return Ok(Snapshot::new(Catalog::empty(dialect), BTreeSet::new()));
        };
        if let Some(text) = &self.snapshot {
            if content_hash(text) == last.head.snapshot {
                return Ok(Snapshot::read(text)?);
            }
            if let Err(error @ InvalidSnapshot::NewerFormat { .. }) = Snapshot::read(text) {
                return Err(error.into());
            }
        }
        self.rebuild(dialect)
    }

    /// The snapshot, from the changes of all migrations.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn rebuild(&self, dialect: DialectName) -> Result<Snapshot, SnapshotError> {
        let mut snapshot = Snapshot::new(Catalog::empty(dialect), BTreeSet::new());
        for migration in &self.migrations {
            let file = self.changes(migration)?;
            apply(&mut snapshot.catalog, &file.changes).map_err(|source| SnapshotError::Apply {
                folder: migration.folder.clone(),
                source,
            })?;
            snapshot.used_hints.extend(file.head.used_hints);
        }
        match self.last() {
            Some(last) if snapshot.content_hash() != last.head.snapshot => {
                Err(SnapshotError::Diverged(last.folder.clone()))
            }
            _ => Ok(snapshot),
        }
    }

    /// The changes of a migration.
    pub fn changes(&self, migration: &Migration) -> Result<ChangesFile, Problem> {
        let path = self.folder.join(migration.folder.to_string()).join("changes.json");
        let text = fs::read_to_string(path)?;
        serde_json::from_str(&text).map_err(|error| Problem::Changes {
            folder: migration.folder.clone(),
            message: error.to_string(),
        })
    }
}

/// Brings the lines into the order of their parents.
fn chain(lines: Vec<LockLine>, problems: &mut Vec<Problem>) -> Vec<LockLine> {
    let mut ids: BTreeMap<MigrationId, FolderName> = BTreeMap::new();
    let mut by_parent: BTreeMap<Option<MigrationId>, LockLine> = BTreeMap::new();
    for line in lines {
        if let Some(first) = ids.get(&line.folder.id) {
            problems.push(Problem::SameId {
                first: first.clone(),
                second: line.folder,
            });
            continue;
        }
        ids.insert(line.folder.id, line.folder.clone());
        if let Some(parent) = line.parent.filter(|parent| *parent >= line.folder.id) {
            problems.push(Problem::NotNewer {
                folder: line.folder,
                parent,
            });
        } else if let Some(first) = by_parent.get(&line.parent) {
            problems.push(Problem::Fork {
                parent: line.parent,
                first: first.folder.clone(),
                second: line.folder,
            });
        } else {
            by_parent.insert(line.parent, line);
        }
    }
    let mut chain: Vec<LockLine> = Vec::with_capacity(by_parent.len());
    while let Some(line) = by_parent.remove(&chain.last().map(|line| line.folder.id)) {
        chain.push(line);
    }
    // What hangs on a migration already complained about would only say the same again.
    if problems.is_empty() {
        problems.extend(by_parent.into_values().map(|line| Problem::Unreachable {
            folder: line.folder,
            parent: line.parent,
        }));
    }
    chain
}

fn read_migration(folder: &Path, line: LockLine, edits: Edits, problems: &mut Vec<Problem>) -> Option<Migration> {
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
    let head = or_push(head(&line.folder, &changes?), problems)?;
    let migration = Migration {
        folder: line.folder,
        parent: line.parent,
        hash: checksum(&up, &down),
        locked: line.hash,
        up,
        down,
        head,
    };
    if edits == Edits::Refused && migration.is_edited() {
        problems.push(Problem::Edited(migration.folder.clone()));
    }
    Some(migration)
}

fn head(folder: &FolderName, text: &str) -> Result<ChangesHead, Problem> {
    /// Read first: of another format, nothing else may be what it is here.
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    let unreadable = |error: serde_json::Error| Problem::Changes {
        folder: folder.clone(),
        message: error.to_string(),
    };
    match serde_json::from_str::<ChangesHead>(text) {
        Ok(head) if head.format == changes::FORMAT => Ok(head),
        Ok(ChangesHead { format: found, .. }) => Err(Problem::ChangesFormat {
            folder: folder.clone(),
            found,
        }),
        Err(error) => match serde_json::from_str::<Format>(text) {
            Ok(Format { format: found }) if found != changes::FORMAT => Err(Problem::ChangesFormat {
                folder: folder.clone(),
                found,
            }),
            _ => Err(unreadable(error)),
        },
    }
}

/// Whether a folder that `history.lock` does not name was left by a run that was broken off: it is incomplete, or it
/// was to come next. One that follows an older migration was finished, on another branch; it is not ours to remove.
fn is_unfinished(path: &Path, last: Option<MigrationId>) -> bool {
    const FILES: [&str; 3] = ["up.sql", "down.sql", "changes.json"];
    let Ok(entries) = fs::read_dir(path) else {
        return false;
    };
    for entry in entries {
        let Ok(entry) = entry else { return false };
        let name = entry.file_name();
        let ours = FILES.iter().any(|file| name == *file) || super::staging::is_hidden(&name);
        if !ours {
            return false;
        }
    }
    if FILES.iter().any(|file| !path.join(file).exists()) {
        return true;
    }
    let Ok(text) = fs::read_to_string(path.join("changes.json")) else {
        return false;
    };
    serde_json::from_str::<ChangesHead>(&text).is_ok_and(|head| head.parent == last.map(|last| last.to_string()))
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

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// A newer version wrote it, or it is damaged although its hash is right.
    #[error("`snapshot.json`: {0}")]
    Invalid(#[from] InvalidSnapshot),
    /// The changes of a migration cannot be read.
    #[error(transparent)]
    Changes(#[from] Problem),
    /// The changes of a migration do not fit what the ones before it led to.
    #[error("`{folder}/changes.json` does not fit the migrations before it: {source}")]
    Apply {
        /// The migration.
        folder: FolderName,
        /// Where and why.
        source: ApplyError,
    },
    /// The changes lead elsewhere than the last migration says.
    #[error("the changes of all migrations do not lead to what `{0}` says: a `changes.json` was edited")]
    Diverged(FolderName),
}

fn or_push<T>(result: Result<T, impl Into<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|error| problems.push(error.into())).ok()
}

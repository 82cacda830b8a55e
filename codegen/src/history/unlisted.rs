//! Folders of migrations that `history.lock` does not name: left by a run that was broken off, or by a merge that lost a
//! line.

use std::collections::BTreeSet;
use std::path::Path;

use fs_err as fs;

use super::changes::ChangesHead;
use super::checksum::checksum;
use super::id::FolderName;
use super::lock::{Lock, LockLine};
use super::parents::Parents;

/// Folders that `history.lock` does not name.
pub(super) struct Unlisted {
    /// What runs left that were broken off; the next write removes them.
    pub(super) unfinished: Vec<FolderName>,
    /// Whole migrations, of another branch: not ours to remove.
    pub(super) finished: Vec<FolderName>,
}

impl Unlisted {
    pub(super) fn find(folder: &Path, on_disk: &BTreeSet<FolderName>, lock: &Lock) -> Self {
        let ids: BTreeSet<_> = lock.lines.iter().map(|line| &line.folder).collect();
        let followed: BTreeSet<_> = lock.lines.iter().flat_map(|line| line.parents.iter()).collect();
        let last: Parents = (lock.lines.iter().map(|line| line.folder.id))
            .filter(|id| !followed.contains(id))
            .collect();
        let mut found = Self {
            unfinished: Vec::new(),
            finished: Vec::new(),
        };
        let mut whole = Vec::new();
        for name in on_disk.iter().filter(|name| !ids.contains(name)) {
            match state_of(&folder.join(name.to_string())) {
                FolderState::Incomplete => found.unfinished.push(name.clone()),
                FolderState::Whole(parents) if parents == last => whole.push(name.clone()),
                FolderState::Whole(_) | FolderState::Foreign => found.finished.push(name.clone()),
            }
        }
        // A run makes one migration. Two that were to come next are the work of two branches, whose lines a merge lost.
        if whole.len() > 1 {
            found.finished.append(&mut whole);
            found.finished.sort();
        } else {
            found.unfinished.append(&mut whole);
            found.unfinished.sort();
        }
        found
    }
}

/// The line that a finished migration would have.
pub(super) fn unlisted_line(folder: &Path, name: &FolderName) -> Option<LockLine> {
    let read = |file: &str| fs::read_to_string(folder.join(name.to_string()).join(file)).ok();
    let head = ChangesHead::read(&read("changes.json")?).ok()?;
    Some(LockLine {
        folder: name.clone(),
        parents: head.parents,
        hash: checksum(&read("up.sql")?, &read("down.sql")?),
    })
}

/// What is in a folder that `history.lock` does not name.
enum FolderState {
    /// Some of a migration's files, and nothing else.
    Incomplete,
    /// All of them.
    Whole(Parents),
    /// Something else.
    Foreign,
}

fn state_of(path: &Path) -> FolderState {
    const FILES: [&str; 3] = ["up.sql", "down.sql", "changes.json"];
    let Ok(entries) = fs::read_dir(path) else {
        return FolderState::Foreign;
    };
    for entry in entries {
        let Ok(entry) = entry else {
            return FolderState::Foreign;
        };
        let name = entry.file_name();
        let ours = FILES.iter().any(|file| name == *file) || super::staging::is_hidden(&name);
        if !ours {
            return FolderState::Foreign;
        }
    }
    if FILES.iter().any(|file| !path.join(file).exists()) {
        return FolderState::Incomplete;
    }
    let text = fs::read_to_string(path.join("changes.json")).unwrap_or_default();
    match ChangesHead::read(&text) {
        Ok(head) => FolderState::Whole(head.parents),
        Err(_) => FolderState::Foreign,
    }
}

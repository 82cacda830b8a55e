//! Adding a migration to a history.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::changes::{self, ChangesFile, ChangesHead};
use super::checksum::checksum;
use super::footprint::Footprint;
use super::id::{FolderName, MigrationId};
use super::lock::{Lock, LockLine};
use super::problem::Problem;
use super::read::{History, Migration};
use super::staging::Staging;
use crate::catalog::snapshot::{self, Snapshot, content_hash};
use crate::diff::{ApplyError, Change, apply};

/// A migration to be added.
#[derive(Debug, Clone)]
pub struct NewMigration {
    /// Its id and name.
    pub folder: FolderName,
    /// `up.sql`.
    pub up: String,
    /// `down.sql`.
    pub down: String,
    /// What it does; empty when it is to be written by hand.
    pub changes: Vec<Change>,
    /// The hints that the changes used up.
    pub used_hints: BTreeSet<String>,
}

impl History {
    /// Stages a new migration behind the last one: the removal of what unfinished runs left, its folder, the snapshot,
    /// `history.lock` last. Stage models before it. Gives the history as it will be.
    ///
    /// `previous` is the [snapshot](Self::snapshot) as it is; the one that is written is it with the changes applied. The
    /// commit is refused when another run has added a migration meanwhile.
    ///
    /// # Errors
    /// Changes that do not fit the snapshot, which were made from another one.
    pub fn append(&self, previous: Snapshot, new: NewMigration, staging: &mut Staging) -> Result<Self, ApplyError> {
        let mut snapshot = previous;
        apply(&mut snapshot.catalog, &new.changes)?;
        snapshot.used_hints.extend(new.used_hints.iter().cloned());
        let text = snapshot.to_text();
        let parents = self.heads();
        let by_hand = new.changes.is_empty();
        let file = ChangesFile {
            head: ChangesHead {
                format: changes::FORMAT,
                parents: parents.clone(),
                snapshot: content_hash(&text),
                snapshot_format: snapshot::FORMAT,
                footprint: (!by_hand).then(|| Footprint::of(&new.changes, &snapshot.catalog)),
                used_hints: new.used_hints,
                replaces: Vec::new(),
            },
            changes: new.changes,
        };
        let mut next = self.clone();
        for folder in next.unfinished.drain(..) {
            staging.remove(self.path(&folder));
        }
        let folder = self.path(&new.folder);
        staging.write_synced(folder.join("up.sql"), &new.up);
        staging.write_synced(folder.join("down.sql"), &new.down);
        staging.write_synced(folder.join("changes.json"), file.to_json());
        // Derived: one that a loss of power damages is rebuilt.
        staging.write(self.folder.join("snapshot.json"), &text);
        next.snapshot = Some(text);
        next.conflict = None;
        next.taken_in.clear();
        let hash = checksum(&new.up, &new.down);
        next.migrations.push(Migration {
            hash: hash.clone(),
            locked: hash,
            folder: new.folder,
            parents,
            up: new.up,
            down: new.down,
            head: file.head,
        });
        next.stage_lock(self, staging);
        Ok(next)
    }

    /// Stages `history.lock` with the hash that the files of a migration have now, after [`History::read_edited`]; gives
    /// whether there was an edit to take in.
    ///
    /// What the edit touches is not known, so its `changes.json` says so from now on: it is never run out of order.
    ///
    /// # Errors
    /// Its `changes.json` cannot be read.
    pub fn accept_edit(&mut self, id: MigrationId, staging: &mut Staging) -> Result<bool, Problem> {
        let before = self.clone();
        let edited = |migration: &&mut Migration| migration.folder.id == id && migration.is_edited();
        let Some(migration) = self.migrations.iter_mut().find(edited) else {
            return Ok(false);
        };
        let mut file = before.changes(migration)?;
        file.head.footprint = None;
        migration.head.footprint = None;
        migration.locked.clone_from(&migration.hash);
        staging.write_synced(before.path(&migration.folder).join("changes.json"), file.to_json());
        self.stage_lock(&before, staging);
        Ok(true)
    }

    /// Takes in all edits, see [`accept_edit`](Self::accept_edit).
    ///
    /// # Errors
    /// The `changes.json` of one of them cannot be read.
    pub fn accept_edits(&mut self, staging: &mut Staging) -> Result<(), Problem> {
        for folder in self.edited() {
            self.accept_edit(folder.id, staging)?;
        }
        Ok(())
    }

    /// Stages `history.lock` and `snapshot.json` as the migrations make them, where a merge left something else.
    pub fn settle(&self, snapshot: &Snapshot, staging: &mut Staging) {
        if self.is_settled(snapshot) {
            return;
        }
        staging.write_synced(self.folder.join("snapshot.json"), snapshot.to_text());
        self.stage_lock(self, staging);
    }

    pub(super) fn stage_lock(&self, before: &Self, staging: &mut Staging) {
        let path = self.folder.join("history.lock");
        let text = self.lock().to_string();
        staging.expect(&path, before.on_disk.clone());
        staging.write_seal(&path, &text);
    }

    /// What `history.lock` is to say of these migrations.
    pub fn lock(&self) -> Lock {
        let lines = self.migrations.iter().map(|migration| LockLine {
            folder: migration.folder.clone(),
            parents: migration.parents.clone(),
            hash: migration.locked.clone(),
        });
        Lock {
            lines: lines.collect(),
            conflict: None,
        }
    }

    fn path(&self, folder: &FolderName) -> PathBuf {
        self.folder.join(folder.to_string())
    }
}

//! Histories with other migrations in them: fewer, or many as one.

use std::collections::BTreeSet;

use super::append::NewMigration;
use super::changes::{self, ChangesFile, ChangesHead, Folded};
use super::checksum::checksum;
use super::footprint::Footprint;
use super::fork::{Ancestors, heads};
use super::id::MigrationId;
use super::read::{History, Migration};
use super::staging::Staging;
use crate::catalog::snapshot::{self, Snapshot, content_hash};
use crate::diff::{ApplyError, apply};

impl History {
    /// All migrations that one follows, on its own branch.
    pub fn before(&self, id: MigrationId) -> BTreeSet<MigrationId> {
        let position = self.migrations.iter().position(|migration| migration.folder.id == id);
        let Some(position) = position else {
            return BTreeSet::new();
        };
        let ancestors = Ancestors::of(&self.migrations);
        let before = ancestors.before(position).iter();
        before.map(|&index| self.migrations[index].folder.id).collect()
    }

    /// The history without some of its migrations, whose folders the caller sees to.
    #[must_use]
    pub fn without(&self, gone: impl Fn(&Migration) -> bool) -> Self {
        let mut rest = self.clone();
        let before = rest.migrations.len();
        rest.migrations.retain(|migration| !gone(migration));
        if rest.migrations.len() != before {
            rest.snapshot = None;
        }
        rest
    }

    /// Stages one migration in place of `count` from `first` on: its folder, `history.lock`, the snapshot where they are
    /// the last ones, and last the removal of theirs. Gives the history as it will be.
    ///
    /// `previous` is the snapshot before them. `by_hand` says that it runs statements that its changes do not tell.
    ///
    /// # Errors
    /// Changes that do not fit the snapshot.
    pub fn fold(
        &self,
        first: usize,
        count: usize,
        previous: Snapshot,
        new: NewMigration,
        by_hand: bool,
        staging: &mut Staging,
    ) -> Result<Self, ApplyError> {
        let folded = &self.migrations[first..first + count];
        let mut snapshot = previous;
        apply(&mut snapshot.catalog, &new.changes)?;
        snapshot.used_hints.extend(new.used_hints.iter().cloned());
        let text = snapshot.to_text();
        let replaces = folded.iter().map(|migration| Folded {
            folder: migration.folder.clone(),
            hash: migration.hash.clone(),
            replaces: migration.head.replaces.clone(),
        });
        let head = ChangesHead {
            format: changes::FORMAT,
            parents: heads(&self.migrations[..first]),
            snapshot: content_hash(&text),
            snapshot_format: snapshot::FORMAT,
            footprint: (!by_hand).then(|| Footprint::of(&new.changes, &snapshot.catalog)),
            used_hints: new.used_hints,
            replaces: replaces.collect(),
        };
        let file = ChangesFile {
            head,
            changes: new.changes,
        };
        let folder = self.folder.join(new.folder.to_string());
        staging.write_synced(folder.join("up.sql"), &new.up);
        staging.write_synced(folder.join("down.sql"), &new.down);
        staging.write_synced(folder.join("changes.json"), file.to_json());
        let mut next = self.clone();
        let hash = checksum(&new.up, &new.down);
        let baseline = Migration {
            hash: hash.clone(),
            locked: hash,
            parents: file.head.parents.clone(),
            folder: new.folder.clone(),
            up: new.up,
            down: new.down,
            head: file.head,
        };
        next.migrations.splice(first..first + count, [baseline]);
        if first + count == self.migrations.len() {
            staging.write_synced(self.folder.join("snapshot.json"), &text);
            next.snapshot = Some(text);
        }
        next.stage_lock(self, staging);
        for gone in folded.iter().filter(|migration| migration.folder != new.folder) {
            staging.remove(self.folder.join(gone.folder.to_string()));
        }
        Ok(next)
    }
}

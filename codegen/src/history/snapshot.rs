//! The snapshot of a history: read, or rebuilt from the changes.

use std::collections::BTreeSet;

use super::id::FolderName;
use super::problem::Problem;
use super::read::{History, Migration};
use crate::catalog::Catalog;
use crate::catalog::snapshot::{FORMAT, InvalidSnapshot, Snapshot, content_hash};
use crate::dialect::DialectName;
use crate::diff::{ApplyError, apply};

impl History {
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
            if self.heads().len() == 1 && content_hash(text) == last.head.snapshot {
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
        let snapshot = self.replay(dialect, |_| true)?;
        match self.last() {
            // After branches came together, the hash of the last one is that of its own branch; and one that an older
            // version took is of another text.
            Some(last)
                if self.heads().len() == 1
                    && last.head.snapshot_format == FORMAT
                    && snapshot.content_hash() != last.head.snapshot =>
            {
                Err(SnapshotError::Diverged(last.folder.clone()))
            }
            _ => Ok(snapshot),
        }
    }

    /// The snapshot after some of the migrations, in order.
    ///
    /// # Errors
    /// [`SnapshotError`], where they do not fit each other without the rest.
    pub fn replay(&self, dialect: DialectName, wanted: impl Fn(&Migration) -> bool) -> Result<Snapshot, SnapshotError> {
        let mut snapshot = Snapshot::new(Catalog::empty(dialect), BTreeSet::new());
        for migration in self.migrations.iter().filter(|migration| wanted(migration)) {
            let file = self.changes(migration)?;
            apply(&mut snapshot.catalog, &file.changes).map_err(|source| SnapshotError::Apply {
                folder: migration.folder.clone(),
                source,
            })?;
            snapshot.used_hints.extend(file.head.used_hints);
        }
        Ok(snapshot)
    }

    /// Whether `history.lock` and `snapshot.json` on disk say what the migrations make of them.
    pub fn is_settled(&self, snapshot: &Snapshot) -> bool {
        if self.conflict.is_some() || !self.taken_in.is_empty() {
            return false;
        }
        match (self.last(), &self.snapshot) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(last), Some(text)) => {
                let is_last = self.heads().len() == 1 && content_hash(text) == last.head.snapshot;
                is_last || *text == snapshot.to_text()
            }
        }
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

//! Which migrations of branches that came together are to be made again.

use std::collections::{BTreeMap, BTreeSet};

use super::Project;
use super::rebase::{RebaseError, RebaseOptions};
use crate::history::{FolderName, MigrationId, Problem};

/// What follows what, over all dialects: they share their ids.
pub(super) struct Branches {
    parents: BTreeMap<MigrationId, BTreeSet<MigrationId>>,
    folders: BTreeMap<MigrationId, FolderName>,
    /// Migrations that have something in common with one of another branch.
    entangled: BTreeSet<MigrationId>,
    /// What only our side of a merge has, where marks in `history.lock` say it.
    ours: BTreeSet<MigrationId>,
}

impl Branches {
    pub(super) fn of(project: &Project) -> Result<Self, Problem> {
        let mut branches = Self {
            parents: BTreeMap::new(),
            folders: BTreeMap::new(),
            entangled: BTreeSet::new(),
            ours: BTreeSet::new(),
        };
        for side in &project.sides {
            for migration in &side.history.migrations {
                let parents = branches.parents.entry(migration.folder.id).or_default();
                parents.extend(migration.parents.iter());
                branches.folders.insert(migration.folder.id, migration.folder.clone());
            }
            for fork in side.history.forks()? {
                if !fork.is_harmless() {
                    branches.entangled.extend([fork.first.id, fork.second.id]);
                }
            }
            branches.ours.extend(side.history.ours());
        }
        Ok(branches)
    }

    /// The migrations to be made again, on top of the others; none when nothing needs to be.
    pub(super) fn choose(&self, options: &RebaseOptions) -> Result<BTreeSet<MigrationId>, RebaseError> {
        let moved = match (options.keep, options.moved) {
            (None, None) => self.choose_by_what_is_known(options)?,
            (Some(keep), _) => {
                self.must_know(keep)?;
                let kept = self
                    .heads()
                    .into_iter()
                    .filter(|head| self.closure([*head]).contains(&keep));
                self.all_but(kept)
            }
            (None, Some(moved)) => {
                self.must_know(moved)?;
                let kept = self
                    .heads()
                    .into_iter()
                    .filter(|head| !self.closure([*head]).contains(&moved));
                self.all_but(kept)
            }
        };
        let named = options.keep.or(options.moved);
        if let Some(named) = named.filter(|_| moved.is_empty() || moved.len() == self.parents.len()) {
            return Err(RebaseError::NoBranch(self.folder(named)));
        }
        match moved.intersection(&options.applied).next() {
            Some(applied) => Err(RebaseError::Applied(self.folder(*applied))),
            None => Ok(moved),
        }
    }

    fn choose_by_what_is_known(&self, options: &RebaseOptions) -> Result<BTreeSet<MigrationId>, RebaseError> {
        if self.entangled.is_empty() {
            return Ok(BTreeSet::new());
        }
        let heads = self.heads();
        let candidates: Vec<(MigrationId, BTreeSet<MigrationId>)> = (heads.iter())
            .map(|&head| (head, self.alone_in(head)))
            .filter(|(_, own)| !own.is_disjoint(&self.entangled))
            .collect();
        let Some((newest, _)) = candidates.last() else {
            let folders = self.entangled.iter().map(|id| self.folder(*id));
            return Err(RebaseError::Joined(folders.collect()));
        };
        let (applied, free): (Vec<_>, Vec<_>) =
            (candidates.iter()).partition(|(_, own)| !own.is_disjoint(&options.applied));
        if free.is_empty() {
            let folders = applied.iter().map(|(head, _)| self.folder(*head));
            return Err(RebaseError::AllApplied(folders.collect()));
        }
        let ours = free.iter().find(|(_, own)| own.is_subset(&self.ours));
        let moved: BTreeSet<MigrationId> = match ours {
            Some((head, _)) => BTreeSet::from([*head]),
            None if !applied.is_empty() => free.iter().map(|(head, _)| *head).collect(),
            None => BTreeSet::from([*newest]),
        };
        Ok(self.all_but(heads.into_iter().filter(|head| !moved.contains(head))))
    }

    fn must_know(&self, id: MigrationId) -> Result<(), RebaseError> {
        if self.parents.contains_key(&id) {
            Ok(())
        } else {
            Err(RebaseError::NoSuchMigration(id))
        }
    }

    fn folder(&self, id: MigrationId) -> FolderName {
        self.folders[&id].clone()
    }

    fn heads(&self) -> BTreeSet<MigrationId> {
        let followed: BTreeSet<_> = self.parents.values().flatten().copied().collect();
        let ids = self.parents.keys().copied();
        ids.filter(|id| !followed.contains(id)).collect()
    }

    /// Some migrations and all that they follow.
    fn closure(&self, of: impl IntoIterator<Item = MigrationId>) -> BTreeSet<MigrationId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<_> = of.into_iter().collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(self.parents.get(&id).into_iter().flatten());
            }
        }
        found
    }

    fn all_but(&self, heads: impl IntoIterator<Item = MigrationId>) -> BTreeSet<MigrationId> {
        let kept = self.closure(heads);
        let ids = self.parents.keys().copied();
        ids.filter(|id| !kept.contains(id)).collect()
    }

    /// What only the branch has that ends here.
    fn alone_in(&self, head: MigrationId) -> BTreeSet<MigrationId> {
        self.all_but(self.heads().into_iter().filter(|other| *other != head))
    }
}

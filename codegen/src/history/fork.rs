//! Branches that came together: migrations of which neither follows the other.
//!
//! The order of a history is that of the ids, because each is greater than those of its parents. Two migrations of which
//! neither follows the other were made without knowing of each other. They may run in either order where they have
//! nothing in common: then the statements of one mean the same before and after the other, so a database that has them in
//! one order ends as one that has them in the other. That is so when neither changes a thing that the other changes or
//! uses (a table with all that is in it, a type, a namespace), and no two things that they make have one name. A
//! migration written by hand may touch anything, so it has something in common with every other one.

use std::collections::BTreeSet;

use super::footprint::{Footprint, made_names};
use super::id::{FolderName, MigrationId};
use super::parents::Parents;
use super::problem::Problem;
use super::read::{History, Migration};

/// Two migrations of which neither follows the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The last migration that both follow.
    pub parent: Option<MigrationId>,
    /// The one with the lesser id, which runs first.
    pub first: FolderName,
    /// The other.
    pub second: FolderName,
    /// What the first touches; `None` of one written by hand.
    pub first_touches: Option<Footprint>,
    /// What the second touches.
    pub second_touches: Option<Footprint>,
    /// What they have in common, as `table user`; empty when that is not known.
    pub common: BTreeSet<String>,
}

impl Fork {
    /// Whether the order of the two does not matter.
    pub fn is_harmless(&self) -> bool {
        self.first_touches.is_some() && self.second_touches.is_some() && self.common.is_empty()
    }
}

/// For each migration, which come before it on its own branch.
#[derive(Debug)]
pub(super) struct Ancestors(Vec<BTreeSet<usize>>);

impl Ancestors {
    pub(super) fn of(migrations: &[Migration]) -> Self {
        let mut all: Vec<BTreeSet<usize>> = Vec::with_capacity(migrations.len());
        for migration in migrations {
            let mut before = BTreeSet::new();
            for parent in migration.parents.iter() {
                if let Ok(index) = migrations.binary_search_by_key(&parent, |migration| migration.folder.id)
                    && let Some(further) = all.get(index)
                {
                    before.extend(further);
                    before.insert(index);
                }
            }
            all.push(before);
        }
        Self(all)
    }

    /// Those of one migration, by their place in the history.
    pub(super) fn before(&self, index: usize) -> &BTreeSet<usize> {
        &self.0[index]
    }

    fn forks(&self) -> impl Iterator<Item = (usize, usize)> {
        let pairs = (0..self.0.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        pairs.filter(|(earlier, later)| !self.0[*later].contains(earlier))
    }
}

/// Whether each migration follows the one before it and nothing else; then nothing below needs to be looked at.
fn is_chain(migrations: &[Migration]) -> bool {
    let mut before = Parents::default();
    migrations.iter().all(|migration| {
        let follows = migration.parents == before;
        before = Parents::from_iter([migration.folder.id]);
        follows
    })
}

impl History {
    /// The migrations that no other one follows: one, or several after branches came together.
    pub fn heads(&self) -> Parents {
        heads(&self.migrations)
    }

    /// All pairs of migrations of which neither follows the other.
    ///
    /// # Errors
    /// The `changes.json` of one of them cannot be read.
    pub fn forks(&self) -> Result<Vec<Fork>, Problem> {
        if is_chain(&self.migrations) {
            return Ok(Vec::new());
        }
        let ancestors = Ancestors::of(&self.migrations);
        let forks = ancestors.forks().map(|(earlier, later)| {
            let common = ancestors.before(earlier) & ancestors.before(later);
            let parent = common.last().map(|&index| self.migrations[index].folder.id);
            self.fork(parent, &self.migrations[earlier], &self.migrations[later])
        });
        forks.collect()
    }

    /// Those of them that no migration has brought together yet.
    ///
    /// # Errors
    /// As [`forks`](Self::forks).
    pub fn open_forks(&self) -> Result<Vec<Fork>, Problem> {
        if self.heads().len() < 2 {
            return Ok(Vec::new());
        }
        let mut forks = self.forks()?;
        let ancestors = Ancestors::of(&self.migrations);
        let heads = self.heads();
        let heads: Vec<_> = (0..self.migrations.len())
            .filter(|&index| heads.contains(self.migrations[index].folder.id))
            .collect();
        let joined = |folder: &FolderName, other: &FolderName| {
            let index = |folder: &FolderName| self.migrations.iter().position(|one| one.folder == *folder);
            let (Some(one), Some(two)) = (index(folder), index(other)) else {
                return false;
            };
            (heads.iter()).any(|&head| {
                let has = |index| head == index || ancestors.before(head).contains(&index);
                has(one) && has(two)
            })
        };
        forks.retain(|fork| !joined(&fork.first, &fork.second));
        Ok(forks)
    }

    fn fork(&self, parent: Option<MigrationId>, first: &Migration, second: &Migration) -> Result<Fork, Problem> {
        let (first_touches, second_touches) = (first.head.footprint.clone(), second.head.footprint.clone());
        let common = match (&first_touches, &second_touches) {
            (Some(one), Some(other)) => {
                let mut common = one.common(other);
                let names = |migration| Ok::<_, Problem>(made_names(&self.changes(migration)?.changes));
                let twice = &names(first)? & &names(second)?;
                common.extend(twice.into_iter().map(|name| format!("the name {name}")));
                common
            }
            _ => BTreeSet::new(),
        };
        Ok(Fork {
            parent,
            first: first.folder.clone(),
            second: second.folder.clone(),
            first_touches,
            second_touches,
            common,
        })
    }
}

pub(super) fn heads(migrations: &[Migration]) -> Parents {
    let followed: BTreeSet<MigrationId> = migrations
        .iter()
        .flat_map(|migration| migration.parents.iter())
        .collect();
    let ids = migrations.iter().map(|migration| migration.folder.id);
    ids.filter(|id| !followed.contains(id)).collect()
}

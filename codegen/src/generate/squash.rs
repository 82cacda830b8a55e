//! Folding migrations into one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Allowed, Project, Refusal, Side, models};
use crate::catalog::{Catalog, Hints, Pair};
use crate::dialect::DialectName;
use crate::diff::{self, Change, Decisions, Lineage, TableChange};
use crate::history::{
    FolderName, History, Migration, MigrationId, NewMigration, Problem, SnapshotError, Staging, migration_name,
};

/// What the caller wants of a squash.
#[derive(Debug, Clone, Default)]
pub struct SquashOptions {
    /// Which migrations.
    pub range: SquashRange,
    /// What the new one is called, instead of `baseline`.
    pub name: Option<String>,
    /// Run what was written by hand after everything else in the new one.
    pub carry_data_migrations: bool,
}

/// Which migrations to fold.
#[derive(Debug, Clone, Copy, Default)]
pub enum SquashRange {
    /// All of them.
    #[default]
    All,
    /// From the first one to this one.
    Through(MigrationId),
    /// So many, up to the last one.
    Last(usize),
}

/// What a squash would write.
#[derive(Debug)]
pub struct Squash {
    /// What is folded.
    pub folds: Vec<Fold>,
    /// The histories as they will be.
    pub histories: BTreeMap<DialectName, History>,
    /// Everything to write, in order.
    pub staging: Staging,
}

/// Migrations that are folded into one.
#[derive(Debug, Clone)]
pub struct Fold {
    /// For which database.
    pub dialect: DialectName,
    /// The new one.
    pub folder: FolderName,
    /// What it replaces.
    pub replaced: Vec<FolderName>,
    /// What was written by hand and runs at its end.
    pub carried: Vec<FolderName>,
}

/// Why a squash writes nothing.
#[derive(Debug, thiserror::Error)]
pub enum SquashError {
    /// Anything that stands in the way of generating.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// There is no migration of this id.
    #[error("there is no migration {0}")]
    NoSuchMigration(MigrationId),
    /// There are not two migrations to fold.
    #[error("there is nothing to fold: that is not more than one migration")]
    Nothing,
    /// Statements written by hand are in the range.
    #[error("what was written by hand cannot be made from the schema{}", list(.0))]
    ByHand(Vec<(DialectName, FolderName)>),
    /// Generated migrations that were edited are in the range.
    #[error("what was edited by hand cannot be made from the schema{}", list(.0))]
    Edited(Vec<(DialectName, FolderName)>),
    /// Migrations that convert rows are in a range that does not begin at the first one.
    #[error("these convert rows by the way, which databases that stand before them still need{}", list(.0))]
    Converts(Vec<(DialectName, FolderName)>),
    /// A migration that stays follows one in the middle of the range.
    #[error("`{folder}` was made on a branch that left before `{last}`")]
    Branch {
        /// The one that stays.
        folder: FolderName,
        /// The last one to be folded.
        last: FolderName,
    },
}

fn list(found: &[(DialectName, FolderName)]) -> String {
    let line = |(dialect, folder): &(DialectName, FolderName)| format!("\n  {dialect}/{folder}");
    found.iter().map(line).collect()
}

impl From<Problem> for SquashError {
    fn from(problem: Problem) -> Self {
        Self::Refusal(problem.into())
    }
}

impl Project {
    /// Folds migrations into one. A database that has all of them has the new one; see `tablesmith::migrate::Replaced`.
    ///
    /// The new one has the id of the last that it replaces, so what follows that still follows it.
    ///
    /// # Errors
    /// [`SquashError`]; nothing has been written then.
    pub fn squash(&self, options: &SquashOptions) -> Result<Squash, SquashError> {
        let ids: BTreeSet<MigrationId> = (self.sides.iter())
            .flat_map(|side| side.history.migrations.iter().map(|migration| migration.folder.id))
            .collect();
        let range: BTreeSet<MigrationId> = match options.range {
            SquashRange::All => ids,
            SquashRange::Through(last) if !ids.contains(&last) => return Err(SquashError::NoSuchMigration(last)),
            SquashRange::Through(last) => ids.into_iter().filter(|id| *id <= last).collect(),
            SquashRange::Last(count) => ids.iter().rev().take(count).copied().collect(),
        };
        let mut squash = Squash {
            folds: Vec::new(),
            histories: BTreeMap::new(),
            staging: Staging::new(&self.root),
        };
        let mut history_staging = Staging::new(&self.root);
        let mut refused = Refused::default();
        for side in &self.sides {
            let found = (side.history.migrations.iter()).filter(|migration| range.contains(&migration.folder.id));
            let folding = Folding::new(side, found.collect(), &mut refused, options.carry_data_migrations)?;
            let history = match folding {
                Some(folding) if refused.is_empty() => {
                    let (fold, history) = folding.fold(self, options, &mut history_staging)?;
                    squash.folds.push(fold);
                    history
                }
                _ => side.history.clone(),
            };
            squash.histories.insert(side.dialect, history);
        }
        refused.into_result()?;
        if squash.folds.is_empty() {
            return Err(SquashError::Nothing);
        }
        models::stage(self, &squash.histories, &mut squash.staging)?;
        squash.staging.append(history_staging);
        Ok(squash)
    }
}

/// Migrations that stand in the way, of all dialects.
#[derive(Debug, Default)]
struct Refused {
    by_hand: Vec<(DialectName, FolderName)>,
    edited: Vec<(DialectName, FolderName)>,
    converts: Vec<(DialectName, FolderName)>,
}

impl Refused {
    fn is_empty(&self) -> bool {
        self.by_hand.is_empty() && self.edited.is_empty() && self.converts.is_empty()
    }

    fn into_result(self) -> Result<(), SquashError> {
        if !self.edited.is_empty() {
            return Err(SquashError::Edited(self.edited));
        }
        if !self.by_hand.is_empty() {
            return Err(SquashError::ByHand(self.by_hand));
        }
        if !self.converts.is_empty() {
            return Err(SquashError::Converts(self.converts));
        }
        Ok(())
    }
}

/// One dialect's migrations that are to be one.
struct Folding<'a> {
    side: &'a Side,
    range: Vec<&'a Migration>,
    first: usize,
    changes: Vec<Vec<Change>>,
    used_hints: BTreeSet<String>,
    carried: Vec<&'a Migration>,
}

impl<'a> Folding<'a> {
    /// `None` where there are not two.
    fn new(
        side: &'a Side,
        range: Vec<&'a Migration>,
        refused: &mut Refused,
        carry: bool,
    ) -> Result<Option<Self>, SquashError> {
        let (Some(&first), Some(&last)) = (range.first(), range.last()) else {
            return Ok(None);
        };
        if range.len() < 2 {
            return Ok(None);
        }
        let history = &side.history;
        let first = (history.migrations.iter())
            .position(|migration| migration.folder == first.folder)
            .unwrap_or_default();
        for migration in &history.migrations[first + range.len()..] {
            let inside = |parent: &MigrationId| {
                *parent != last.folder.id && range.iter().any(|migration| migration.folder.id == *parent)
            };
            if migration.parents.iter().any(|parent| inside(&parent)) {
                return Err(SquashError::Branch {
                    folder: migration.folder.clone(),
                    last: last.folder.clone(),
                });
            }
        }
        let mut folding = Self {
            side,
            range,
            first,
            changes: Vec::new(),
            used_hints: BTreeSet::new(),
            carried: Vec::new(),
        };
        for migration in folding.range.clone() {
            let file = history.changes(migration)?;
            let here = || (side.dialect, migration.folder.clone());
            if file.changes.is_empty() && has_statements(&migration.up) {
                folding.carried.push(migration);
                if !carry {
                    refused.by_hand.push(here());
                }
            } else if !file.changes.is_empty() && file.head.footprint.is_none() {
                refused.edited.push(here());
            }
            if first > 0 && file.changes.iter().any(converts) {
                refused.converts.push(here());
            }
            folding.changes.push(file.changes);
            folding.used_hints.extend(file.head.used_hints);
        }
        Ok(Some(folding))
    }

    fn fold(
        self,
        project: &Project,
        options: &SquashOptions,
        staging: &mut Staging,
    ) -> Result<(Fold, History), SquashError> {
        let side = self.side;
        let history = &side.history;
        let earlier: BTreeSet<_> = (history.migrations[..self.first].iter())
            .map(|migration| migration.folder.id)
            .collect();
        let before = history.replay(side.dialect, |migration| earlier.contains(&migration.folder.id));
        let before = before.map_err(|error| Refusal::Snapshot {
            dialect: side.dialect,
            error,
        })?;
        let (after, hints) = self.after(&before.catalog)?;
        let pair = Pair {
            previous: &before.catalog,
            next: &after,
        };
        let changes = changes(pair, &hints);
        let [mut up, down] = project.files(side, pair, &changes, &Allowed::default())?;
        for carried in &self.carried {
            up.push_str(&format!(
                "\n-- step: transaction\n\n-- From {}.\n{}",
                carried.folder, carried.up
            ));
        }
        // The range has two at least.
        let last = self.range[self.range.len() - 1];
        let folder = FolderName {
            id: last.folder.id,
            name: migration_name(options.name.as_deref().unwrap_or("baseline")),
        };
        let new = NewMigration {
            folder: folder.clone(),
            up,
            down,
            changes,
            used_hints: self.used_hints,
        };
        let by_hand = !self.carried.is_empty();
        let history = history
            .fold(self.first, self.range.len(), before, new, by_hand, staging)
            .map_err(Refusal::Internal)?;
        let fold = Fold {
            dialect: side.dialect,
            folder,
            replaced: self.range.iter().map(|migration| migration.folder.clone()).collect(),
            carried: self.carried.iter().map(|migration| migration.folder.clone()).collect(),
        };
        Ok((fold, history))
    }

    /// Where the range leads, and what is renamed on the way.
    fn after(&self, before: &Catalog) -> Result<(Catalog, Hints), SquashError> {
        let apply = |lineage: &mut Lineage, id: &str, changes: &[Change]| {
            lineage.apply(id, changes).map_err(|source| Refusal::Snapshot {
                dialect: self.side.dialect,
                error: SnapshotError::Apply {
                    folder: self.range[0].folder.clone(),
                    source,
                },
            })
        };
        let mut start = Lineage::new(self.side.dialect);
        let nothing = Catalog::empty(self.side.dialect);
        let made = changes(
            Pair {
                previous: &nothing,
                next: before,
            },
            &Hints::default(),
        );
        apply(&mut start, "", &made)?;
        let mut end = start.clone();
        for (migration, changes) in self.range.iter().zip(&self.changes) {
            apply(&mut end, &migration.folder.id.to_string(), changes)?;
        }
        let hints = Hints {
            renamed: start.renames_to(&end),
            ..Hints::default()
        };
        Ok((end.catalog().clone(), hints))
    }
}

/// Whether a change does something to rows that its result does not tell.
fn converts(change: &Change) -> bool {
    match change {
        Change::AlterEnum(change) => !change.renamed.is_empty() || !change.replaced.is_empty(),
        Change::AlterTable { changes, .. } => changes.iter().any(|change| match change {
            TableChange::AddColumn { backfill, .. } => backfill.is_some(),
            TableChange::AlterColumn { backfill, using, .. } => backfill.is_some() || using.is_some(),
            _ => false,
        }),
        _ => false,
    }
}

/// The range is history: what it did not rename, it dropped.
fn changes(pair: Pair<&Catalog>, hints: &Hints) -> Vec<Change> {
    let mut decisions = Decisions::default();
    loop {
        match diff::diff(pair, hints, &decisions) {
            Ok(diff) => return diff.changes,
            Err(found) => decisions
                .drops
                .extend(found.into_iter().map(|ambiguity| ambiguity.drop)),
        }
    }
}

/// Whether there is anything but comments.
fn has_statements(sql: &str) -> bool {
    sql.lines()
        .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
}

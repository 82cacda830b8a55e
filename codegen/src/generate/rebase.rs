//! Making migrations again on top of others, after branches came together.
//!
//! Each migration that moves is a step from what its branch had before it to what it had after. The same step is made
//! from where the others end: the two ends are merged ([`diff::merge`]), and the migration is planned anew as the way to
//! the result. Where both branches changed one fact, `schema.toml` says which it is to be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use super::branches::Branches;
use super::{Allowed, Project, Refusal, Side, models};
use crate::catalog::snapshot::Snapshot;
use crate::catalog::{Catalog, Hints, Pair};
use crate::dialect::DialectName;
use crate::diff::{self, Change, Conflict, Decisions, Diff, Lineage, Loss};
use crate::history::{FolderName, History, Migration, MigrationId, NewMigration, Problem, SnapshotError, Staging};

/// What the caller wants of a rebase.
#[derive(Debug, Clone, Default)]
pub struct RebaseOptions {
    /// The time of the run: migrations that move take their id from it.
    pub now: Timestamp,
    /// The branch with this migration stays as it is.
    pub keep: Option<MigrationId>,
    /// The branch with this migration moves.
    pub moved: Option<MigrationId>,
    /// The migrations that a database has, which therefore stay.
    pub applied: BTreeSet<MigrationId>,
    /// Losses of data, and rewrites of large tables, that are allowed, besides those that the migrations had before.
    pub allowed: Allowed,
}

/// What a rebase would write.
#[derive(Debug)]
pub struct Rebase {
    /// The migrations that move.
    pub moved: Vec<Moved>,
    /// Finished migrations that `history.lock` did not name, and that it names now.
    pub taken_in: Vec<(DialectName, FolderName)>,
    /// Everything to write, in order.
    pub staging: Staging,
}

/// A migration that moves.
#[derive(Debug, Clone)]
pub struct Moved {
    /// For which database.
    pub dialect: DialectName,
    /// Its folder before.
    pub from: FolderName,
    /// Its folder after; `None` when the others do already all that it did.
    pub to: Option<FolderName>,
    /// What it does now, a line per change.
    pub summary: Vec<String>,
    /// Whether it was written by hand, and was carried over as it was.
    pub by_hand: bool,
    /// What both branches changed, each in another way, and `schema.toml` has decided.
    pub decided: Vec<Conflict>,
}

/// Why a rebase writes nothing.
#[derive(Debug, thiserror::Error)]
pub enum RebaseError {
    /// Anything that stands in the way of generating.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// There is no migration of this id.
    #[error("there is no migration {0}")]
    NoSuchMigration(MigrationId),
    /// A migration is on no branch of its own.
    #[error("`{0}` is on no branch of its own: there is nothing to keep apart from it, or to move")]
    NoBranch(FolderName),
    /// A database has a migration that would move.
    #[error("`{0}` is applied in the database, so it cannot be made again")]
    Applied(FolderName),
    /// A database has migrations of all branches.
    #[error("the database has migrations of all branches: {}", list(.0))]
    AllApplied(Vec<FolderName>),
    /// Branches that have something in common were brought together by a later migration.
    #[error("a later migration follows all of these, so none can move: {}", list(.0))]
    Joined(Vec<FolderName>),
    /// A migration that would move was edited by hand.
    #[error("`{0}` was edited by hand; made again, it would lose the edit")]
    Edited(FolderName),
    /// Both branches changed the same, and nobody can tell what it is to be.
    #[error("both branches changed the same, each in another way{}", conflicts(.0))]
    Conflicts(Vec<(DialectName, FolderName, Conflict)>),
}

fn list(folders: &[FolderName]) -> String {
    let folders: Vec<_> = folders.iter().map(|folder| format!("`{folder}`")).collect();
    folders.join(", ")
}

fn conflicts(found: &[(DialectName, FolderName, Conflict)]) -> String {
    let line = |(dialect, folder, conflict): &(DialectName, FolderName, Conflict)| {
        let Conflict { object, ours, theirs } = conflict;
        format!("\n  {dialect}/{folder}: {object}: {ours} there, {theirs} on the other branch")
    };
    found.iter().map(line).collect()
}

impl From<Problem> for RebaseError {
    fn from(problem: Problem) -> Self {
        Self::Refusal(problem.into())
    }
}

impl Project {
    /// Reads everything, as [`read`](Self::read); but branches that have something in common are no error, and finished
    /// migrations that `history.lock` does not name are taken in. The snapshots are empty.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_forked(schema_file: &Path) -> Result<Self, Refusal> {
        Self::read_with(
            schema_file,
            || crate::schema::load(schema_file),
            |folder, dialect| {
                let empty = Snapshot::new(Catalog::empty(dialect), BTreeSet::new());
                Ok(History::read_forked(folder).map(|history| (history, empty)))
            },
        )
    }

    /// Makes migrations of one branch again on top of the others, where they have something in common; see
    /// [`read_forked`](Self::read_forked). Where nothing needs to move, the files that a merge left are put in order.
    ///
    /// # Errors
    /// [`RebaseError`]; nothing has been written then.
    pub fn rebase(&self, options: &RebaseOptions) -> Result<Rebase, RebaseError> {
        let moved = Branches::of(self)?.choose(options)?;
        let last = self.sides.iter().flat_map(|side| &side.history.migrations);
        let mut last = last.map(|migration| migration.folder.id).max();
        let mut ids = BTreeMap::new();
        for id in &moved {
            let next = MigrationId::after(last, options.now);
            ids.insert(*id, next);
            last = Some(next);
        }

        let mut rebase = Rebase {
            moved: Vec::new(),
            taken_in: Vec::new(),
            staging: Staging::new(&self.root),
        };
        let mut history_staging = Staging::new(&self.root);
        let mut histories = BTreeMap::new();
        let mut undecided = Vec::new();
        let mut losses = BTreeSet::new();
        for side in &self.sides {
            let taken_in = side.history.taken_in().iter().cloned();
            rebase.taken_in.extend(taken_in.map(|folder| (side.dialect, folder)));
            let mut on_top = OnTop::new(self, side, &ids, &options.allowed)?;
            for migration in side
                .history
                .migrations
                .iter()
                .filter(|one| ids.contains_key(&one.folder.id))
            {
                on_top.make_again(migration, ids[&migration.folder.id], &mut history_staging)?;
            }
            on_top.finish(&mut history_staging);
            rebase.moved.extend(on_top.moved);
            undecided.extend(on_top.undecided);
            losses.extend(on_top.losses);
            histories.insert(side.dialect, on_top.history);
        }
        if !undecided.is_empty() {
            return Err(RebaseError::Conflicts(undecided));
        }
        losses.retain(|loss| !options.allowed.allows(loss));
        if !losses.is_empty() {
            return Err(Refusal::DataLoss(losses.into_iter().collect()).into());
        }
        models::stage(self, &histories, &mut rebase.staging)?;
        rebase.staging.append(history_staging);
        Ok(rebase)
    }
}

/// One dialect's migrations being made again.
struct OnTop<'a> {
    project: &'a Project,
    side: &'a Side,
    allowed: &'a Allowed,
    changes: BTreeMap<MigrationId, Vec<Change>>,
    used_hints: BTreeMap<MigrationId, BTreeSet<String>>,
    /// As it is so far.
    history: History,
    snapshot: Snapshot,
    lineage: Lineage,
    moved: Vec<Moved>,
    undecided: Vec<(DialectName, FolderName, Conflict)>,
    losses: BTreeSet<Loss>,
}

impl<'a> OnTop<'a> {
    fn new(
        project: &'a Project,
        side: &'a Side,
        moved: &BTreeMap<MigrationId, MigrationId>,
        allowed: &'a Allowed,
    ) -> Result<Self, RebaseError> {
        let history = &side.history;
        let stays = |migration: &Migration| !moved.contains_key(&migration.folder.id);
        let snapshot = history
            .replay(side.dialect, stays)
            .map_err(|error| snapshot_error(side, error))?;
        let (mut changes, mut used_hints) = (BTreeMap::new(), BTreeMap::new());
        for migration in &history.migrations {
            let file = history.changes(migration)?;
            changes.insert(migration.folder.id, file.changes);
            used_hints.insert(migration.folder.id, file.head.used_hints);
        }
        let mut on_top = Self {
            project,
            side,
            allowed,
            changes,
            used_hints,
            history: history.without(|migration| !stays(migration)),
            snapshot,
            lineage: Lineage::new(side.dialect),
            moved: Vec::new(),
            undecided: Vec::new(),
            losses: BTreeSet::new(),
        };
        on_top.lineage = on_top.lineage_of(|migration| stays(migration))?;
        Ok(on_top)
    }

    fn lineage_of(&self, wanted: impl Fn(&Migration) -> bool) -> Result<Lineage, RebaseError> {
        let mut lineage = Lineage::new(self.side.dialect);
        for migration in self.side.history.migrations.iter().filter(|one| wanted(one)) {
            let id = migration.folder.id;
            let fits = lineage.apply(&id.to_string(), &self.changes[&id]);
            fits.map_err(|source| {
                let folder = migration.folder.clone();
                snapshot_error(self.side, SnapshotError::Apply { folder, source })
            })?;
        }
        Ok(lineage)
    }

    fn make_again(&mut self, migration: &Migration, id: MigrationId, staging: &mut Staging) -> Result<(), RebaseError> {
        let folder = FolderName {
            id,
            name: migration.folder.name.clone(),
        };
        let changes = self.changes[&migration.folder.id].clone();
        let used_hints = self.used_hints[&migration.folder.id].clone();
        let mut moved = Moved {
            dialect: self.side.dialect,
            from: migration.folder.clone(),
            to: Some(folder.clone()),
            summary: Vec::new(),
            by_hand: changes.is_empty(),
            decided: Vec::new(),
        };
        if changes.is_empty() {
            let new = NewMigration {
                folder,
                up: migration.up.clone(),
                down: migration.down.clone(),
                changes,
                used_hints,
            };
            self.append(new, staging)?;
            self.moved.push(moved);
            return Ok(());
        }
        if migration.head.footprint.is_none() {
            return Err(RebaseError::Edited(migration.folder.clone()));
        }

        let before = self.side.history.before(migration.folder.id);
        let base = self.lineage_of(|one| before.contains(&one.folder.id))?;
        let mut ours = base.clone();
        let step = migration.folder.id.to_string();
        ours.apply(&step, &changes).map_err(Refusal::Internal)?;
        let merged = diff::merge(&base, &ours, &self.lineage, &changes, self.side.target());
        let undecided = merged.conflicts.into_iter();
        (self.undecided).extend(undecided.map(|conflict| (self.side.dialect, migration.folder.clone(), conflict)));
        moved.decided = merged.decided;

        let previous = self.snapshot.catalog.clone();
        let pair = Pair {
            previous: &previous,
            next: &merged.catalog,
        };
        let again = decided(pair, &merged.hints);
        let missing = diff::missing_usings(pair, &again);
        if !missing.is_empty() {
            let missing = missing.into_iter().map(|missing| (self.side.dialect, missing));
            return Err(Refusal::MissingUsings(missing.collect()).into());
        }
        let before = Pair {
            previous: base.catalog(),
            next: ours.catalog(),
        };
        let accepted = diff::losses(before, &changes);
        let lost = diff::losses(pair, &again).into_iter();
        self.losses.extend(lost.filter(|loss| !accepted.contains(loss)));
        if again.is_empty() {
            moved.to = None;
            self.snapshot.used_hints.extend(used_hints);
            self.moved.push(moved);
            return Ok(());
        }
        moved.summary = diff::summary(&again);
        let [up, down] = self.project.files(self.side, pair, &again, self.allowed)?;
        self.lineage.apply(&step, &again).map_err(Refusal::Internal)?;
        let new = NewMigration {
            folder,
            up,
            down,
            changes: again,
            used_hints,
        };
        self.append(new, staging)?;
        self.moved.push(moved);
        Ok(())
    }

    fn append(&mut self, new: NewMigration, staging: &mut Staging) -> Result<(), RebaseError> {
        let mut snapshot = self.snapshot.clone();
        diff::apply(&mut snapshot.catalog, &new.changes).map_err(Refusal::Internal)?;
        snapshot.used_hints.extend(new.used_hints.iter().cloned());
        let previous = std::mem::replace(&mut self.snapshot, snapshot);
        self.history = (self.history.append(previous, new, staging)).map_err(Refusal::Internal)?;
        Ok(())
    }

    /// The lock, where nothing was appended; then the folders of what moved.
    fn finish(&self, staging: &mut Staging) {
        if self.moved.iter().all(|moved| moved.to.is_none()) {
            self.history.settle(&self.snapshot, staging);
        }
        for moved in &self.moved {
            staging.remove(self.history.folder.join(moved.from.to_string()));
        }
    }
}

/// What looks like a rename was settled when the migration was made first: what it did not rename is none.
fn decided(pair: Pair<&Catalog>, hints: &Hints) -> Vec<Change> {
    let mut decisions = Decisions::default();
    loop {
        match diff::diff(pair, hints, &decisions) {
            Ok(Diff { changes, .. }) => return changes,
            Err(found) => decisions
                .drops
                .extend(found.into_iter().map(|ambiguity| ambiguity.drop)),
        }
    }
}

fn snapshot_error(side: &Side, error: SnapshotError) -> RebaseError {
    let dialect = side.dialect;
    Refusal::Snapshot { dialect, error }.into()
}

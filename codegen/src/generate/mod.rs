//! The whole way from `schema.toml` and the histories to what is to be written.
//!
//! [`Project::read`] reads; [`Project::propose`] decides; the [`Proposal`] holds a [`Staging`] that nothing has committed
//! yet. The time is an argument.

mod branches;
mod models;
mod phase;
mod project;
mod rebase;
mod refusal;
mod squash;
mod summary;
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;

use crate::catalog::{Catalog, Pair};
use crate::dialect::DialectName;
use crate::diff::{self, Ambiguity, Change, Decisions, Diff};
use crate::history::{FolderName, History, MigrationId, NewMigration, Staging, migration_name};
use crate::parallel;
use crate::plan::{Loss, LossKind, Plan, Rewrite, checks};
use crate::render::{self, RenderError, Templates};
use phase::Targets;

pub use phase::{Open, Phase};
pub use project::{Project, Side};
pub use rebase::{Moved, Rebase, RebaseError, RebaseOptions};
pub use refusal::Refusal;
pub use squash::{Fold, Squash, SquashError, SquashOptions, SquashRange};
pub use summary::Summary;
pub(crate) use templates::overrides;
pub use templates::templates;

/// What the caller wants of a run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The time of the run: new migrations take their id from it.
    pub now: Timestamp,
    /// The new migration's name; else one is made from its changes.
    pub name: Option<String>,
    /// Why the migration is made: a comment at its head.
    pub purpose: Option<String>,
    /// Write a migration to be filled by hand, where nothing changed too.
    pub empty: bool,
    /// Plain statements, for a database that nobody else uses meanwhile; also where `[generate] simple` says so.
    pub simple: bool,
    /// Whether columns go on beside what takes their place.
    pub phase: Phase,
    /// The new migration's id instead of one from the time.
    pub id: Option<MigrationId>,
    /// Losses of data, and rewrites of large tables, that are allowed.
    pub allowed: Allowed,
    /// What a person answered about renames.
    pub decisions: Decisions,
}

/// What is only done when it is allowed.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// All losses of data.
    pub all: bool,
    /// Losses and rewrites by name, as `drop-column:user.bio`, `rewrite:user.age`.
    pub named: BTreeSet<String>,
}

impl Allowed {
    /// Whether this loss is.
    pub fn allows(&self, loss: &Loss) -> bool {
        self.all || self.named.contains(&loss_name(loss))
    }

    /// Whether this table may be written anew, however large it is.
    pub fn allows_rewrite(&self, rewrite: &Rewrite) -> bool {
        self.named.contains(&rewrite.consent())
    }
}

/// A loss as `--allow` takes it: `drop-column:user.bio`.
pub fn loss_name(loss: &Loss) -> String {
    let kind: LossKind = loss.kind;
    format!("{}:{}", kind.as_str(), loss.object)
}

/// What a run would write.
#[derive(Debug)]
pub struct Proposal {
    /// The new migrations, one per dialect that has changes.
    pub migrations: Vec<ProposedMigration>,
    /// Everything to write, in order: models first, `history.lock` last.
    pub staging: Staging,
    /// The histories as they will be.
    pub histories: BTreeMap<DialectName, History>,
    /// Columns that stand beside what takes their place, once this is written.
    pub open: Vec<Open>,
    /// Whether two phases were asked for, and nothing needs them.
    pub nothing_phased: bool,
    /// Generated files that are stale but were made somebody's own, so that they stay.
    pub not_removed: Vec<PathBuf>,
}

/// A new migration.
#[derive(Debug, Clone)]
pub struct ProposedMigration {
    /// For which database.
    pub dialect: DialectName,
    /// Its folder.
    pub folder: FolderName,
    /// What it does, as data; none where it is to be written by hand.
    pub changes: Vec<Change>,
    /// The same, a line per change.
    pub summary: Vec<String>,
    /// `up.sql`.
    pub up: String,
    /// `down.sql`.
    pub down: String,
    /// The statements of `up.sql`.
    pub up_statements: Vec<Summary>,
    /// The statements of `down.sql`.
    pub down_statements: Vec<Summary>,
    /// What data it loses; all of it was allowed.
    pub losses: Vec<Loss>,
    /// What it leads to, where that is not what plain runs lead to.
    pub target: Option<Catalog>,
}

impl Project {
    /// Compares schema and histories, and decides what to write.
    ///
    /// # Errors
    /// Everything that stands in the way, see [`Refusal`]; nothing has been written then.
    pub fn propose(&self, options: &Options) -> Result<Proposal, Refusal> {
        let targets = phase::targets(self, options)?;
        let compared = self.compare(&targets, options)?;
        refuse_missing_usings(&compared)?;
        refuse_losses(&compared, &options.allowed)?;

        let id = options
            .id
            .unwrap_or_else(|| MigrationId::after(self.last_id(), options.now));
        if let Some(last) = self.last_id().filter(|last| *last >= id) {
            return Err(Refusal::IdNotNewer { id, last });
        }
        let name = migration_name(options.name.as_deref().unwrap_or(&default_name(&compared)));
        let folder = FolderName { id, name };

        let appended = parallel::map(&compared, 1, |compared| compared.append(self, &folder, options))?;
        let mut history_staging = Staging::new(&self.root);
        let mut migrations = Vec::new();
        let mut histories = BTreeMap::new();
        for (compared, appended) in compared.into_iter().zip(appended) {
            let dialect = compared.side.dialect;
            let Some(appended) = appended else {
                compared
                    .side
                    .history
                    .settle(&compared.side.snapshot, &mut history_staging);
                histories.insert(dialect, compared.side.history.clone());
                continue;
            };
            histories.insert(dialect, appended.history);
            history_staging.append(appended.staging);
            migrations.push(ProposedMigration {
                changes: compared.diff.changes,
                target: targets[&dialect].is_own().then(|| compared.pair.next.clone()),
                ..appended.migration
            });
        }
        let mut staging = Staging::new(&self.root);
        let not_removed = models::stage(self, &histories, &mut staging)?;
        staging.append(history_staging);
        Ok(Proposal {
            open: phase::open(&targets),
            nothing_phased: options.phase == Phase::Expand && !targets.values().any(phase::Target::is_own),
            migrations,
            staging,
            histories,
            not_removed,
        })
    }

    /// The embedded migrations alone, as the histories are now: after an edit by hand was taken in.
    ///
    /// # Errors
    /// A template that does not render.
    pub fn embedded_migrations(&self) -> Result<Staging, Refusal> {
        let histories = self
            .sides
            .iter()
            .map(|side| (side.dialect, side.history.clone()))
            .collect();
        let mut staging = Staging::new(&self.root);
        if let Some(file) = models::embedded(self, &histories)? {
            staging.write(file.path, file.contents);
        }
        Ok(staging)
    }

    /// Compares every dialect's snapshot with what it is to become.
    fn compare<'a>(&'a self, targets: &'a Targets<'a>, options: &Options) -> Result<Vec<Compared<'a>>, Refusal> {
        let found = parallel::map(&self.sides, 1, |side| {
            let target = &targets[&side.dialect];
            let pair = Pair {
                previous: &side.snapshot.catalog,
                next: &*target.catalog,
            };
            let decisions = target.decisions.as_ref().unwrap_or(&options.decisions);
            Ok::<_, Refusal>(diff::diff(pair, &target.hints, decisions).map(|diff| Compared {
                side,
                pair,
                losses: diff::losses(pair, &diff.changes),
                diff: target.settle(diff),
            }))
        })?;
        let mut ambiguities: Vec<(DialectName, Vec<Ambiguity>)> = Vec::new();
        let mut compared = Vec::new();
        for (side, found) in self.sides.iter().zip(found) {
            match found {
                Ok(found) => compared.push(found),
                Err(found) => ambiguities.push((side.dialect, found)),
            }
        }
        if ambiguities.is_empty() {
            Ok(compared)
        } else {
            Err(Refusal::Ambiguous(ambiguities))
        }
    }

    /// `up.sql` and `down.sql` of changes between two catalogs of a side.
    fn files(
        &self,
        side: &Side,
        pair: Pair<&Catalog>,
        changes: &[Change],
        allowed: &Allowed,
    ) -> Result<[String; 2], Refusal> {
        self.written(side, &self.planned(side, pair, changes, false, allowed)?, None)
    }

    /// The way up and the way down.
    fn planned(
        &self,
        side: &Side,
        pair: Pair<&Catalog>,
        changes: &[Change],
        simple: bool,
        allowed: &Allowed,
    ) -> Result<[Plan; 2], Refusal> {
        let simple = simple || self.schema.generate.simple;
        let dialect = side.dialect.dialect();
        let capabilities = if simple {
            side.capabilities.simple()
        } else {
            side.capabilities
        };
        let mut up = dialect.plan(pair, changes, &capabilities)?;
        let back = diff::invert(pair, changes);
        let down = dialect.plan(pair.flip(), &back, &capabilities)?;
        let mut down = down.into_way_down(&diff::unreturned(pair, changes, &back));
        if !simple {
            let most = self.schema.generate.rewrite_rows;
            for (plan, pair, changes) in [(&mut up, pair, changes), (&mut down, pair.flip(), &back)] {
                let found = checks::rewrites(pair, changes, &capabilities, &plan.steps, most, |rewrite| {
                    allowed.allows_rewrite(rewrite)
                });
                plan.steps.splice(0..0, found.iter().map(|check| check.step(dialect)));
            }
        }
        Ok([up, down])
    }

    fn written(&self, side: &Side, [up, down]: &[Plan; 2], purpose: Option<&str>) -> Result<[String; 2], Refusal> {
        Ok([
            sql(up, side.dialect, &self.templates, purpose)?,
            sql(down, side.dialect, &self.templates, None)?,
        ])
    }

    /// What a dialect's database holds after its history, and what it is to hold.
    pub fn pair(&self, dialect: DialectName) -> Option<Pair<&Catalog>> {
        let side = self.sides.iter().find(|side| side.dialect == dialect)?;
        Some(Pair {
            previous: &side.snapshot.catalog,
            next: side.target(),
        })
    }

    /// The newest id over all dialects: they share their ids.
    fn last_id(&self) -> Option<MigrationId> {
        self.sides
            .iter()
            .filter_map(|side| side.history.last())
            .map(|last| last.folder.id)
            .max()
    }
}

/// One dialect's difference.
struct Compared<'a> {
    side: &'a Side,
    pair: Pair<&'a Catalog>,
    diff: Diff,
    losses: Vec<Loss>,
}

/// One dialect's new migration.
struct Appended {
    migration: ProposedMigration,
    /// The history as it will be.
    history: History,
    staging: Staging,
}

impl Compared<'_> {
    /// Plans the migration and stages it; `None` where there is nothing to do.
    fn append(&self, project: &Project, folder: &FolderName, options: &Options) -> Result<Option<Appended>, Refusal> {
        let Self {
            side,
            pair,
            diff: Diff { changes, used_hints },
            losses,
        } = self;
        if changes.is_empty() && !options.empty {
            return Ok(None);
        }
        let planned = project.planned(side, *pair, changes, options.simple, &options.allowed)?;
        // What the database does not see (an enum that it keeps as text gets another name) waits for what it does.
        if planned[0].steps.is_empty() && !options.empty {
            return Ok(None);
        }
        let [up_statements, down_statements] = planned
            .each_ref()
            .map(|plan| plan.steps.iter().map(Summary::of).collect::<Vec<_>>());
        let [up, down] = project.written(side, &planned, options.purpose.as_deref())?;
        let mut staging = Staging::new(&project.root);
        let migration = NewMigration {
            folder: folder.clone(),
            up: up.clone(),
            down: down.clone(),
            changes: changes.clone(),
            used_hints: used_hints.clone(),
        };
        let history = side
            .history
            .append(side.snapshot.clone(), migration, &mut staging)
            .map_err(Refusal::Internal)?;
        Ok(Some(Appended {
            migration: ProposedMigration {
                dialect: side.dialect,
                folder: folder.clone(),
                changes: Vec::new(),
                summary: diff::summary(changes),
                up,
                down,
                up_statements,
                down_statements,
                losses: losses.clone(),
                target: None,
            },
            history,
            staging,
        }))
    }
}

fn sql(plan: &Plan, dialect: DialectName, templates: &Templates, purpose: Option<&str>) -> Result<String, RenderError> {
    let text = render::sql(plan, dialect, templates)?;
    Ok(match purpose {
        Some(purpose) => {
            let comment: Vec<_> = purpose.lines().map(|line| format!("-- {line}")).collect();
            format!("{}\n\n{text}", comment.join("\n"))
        }
        None => text,
    })
}

/// Comes before the losses: allowing one would not make the database convert anything.
fn refuse_missing_usings(compared: &[Compared<'_>]) -> Result<(), Refusal> {
    let missing: Vec<_> = compared
        .iter()
        .flat_map(|compared| {
            let missing = diff::missing_usings(compared.pair, &compared.diff.changes);
            missing.into_iter().map(|missing| (compared.side.dialect, missing))
        })
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refusal::MissingUsings(missing))
    }
}

fn refuse_losses(compared: &[Compared<'_>], allowed: &Allowed) -> Result<(), Refusal> {
    let refused: BTreeSet<Loss> = compared
        .iter()
        .flat_map(|compared| &compared.losses)
        .filter(|loss| !allowed.allows(loss))
        .cloned()
        .collect();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(Refusal::DataLoss(refused.into_iter().collect()))
    }
}

/// A name from the changes of the first dialect that has any.
fn default_name(compared: &[Compared<'_>]) -> String {
    compared
        .iter()
        .find(|compared| !compared.diff.changes.is_empty())
        .map_or_else(|| "empty".to_owned(), |compared| diff::slug(&compared.diff.changes))
}

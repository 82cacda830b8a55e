//! One migration, up and down, on a database that holds what comes before it.

use std::collections::BTreeSet;

use tablesmith::Db;
use tablesmith::migrate::{MigrateError, Migrator};

use super::ProofFailure;
use super::data;
use super::fill::{Filled, Rows, fill};
use super::{compare, part};
use crate::catalog::{Catalog, ObjectName, Pair};
use crate::database::{DatabaseError, introspect, set_objects_aside, settled_differences};
use crate::dialect::Introspected;
use crate::diff::{Change, EnumChange, Survivors, TableChange, losses, survivors};
use crate::history::Migration;
use crate::plan::loses_nothing;
use crate::rows::quoted;

/// A migration, and what it leads from and to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) pair: Pair<&'a Catalog>,
    pub(super) changes: &'a [Change],
    pub(super) migration: &'a Migration,
}

/// What the server makes of both catalogs; none of one that it does not take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a>(pub(super) Pair<Option<&'a Introspected>>);

/// Why a run ended early.
#[derive(Debug)]
pub(super) enum Stop {
    /// The database refused the way up; with so many rows in it.
    Up(Box<MigrateError>, usize),
    /// The database refused the way down; with so many rows in it.
    Down(Box<MigrateError>, usize),
    /// Something is not as it should be.
    Wrong(ProofFailure),
}

/// What a run got through.
#[derive(Debug, Default)]
pub(super) struct Ran {
    /// The rows there were.
    pub(super) rows: usize,
    /// What a person should know.
    pub(super) notes: Vec<String>,
}

impl Step<'_> {
    /// Whether its statements are somebody's own: what they do to rows is not for us to judge.
    pub(super) fn is_by_hand(&self) -> bool {
        self.migration.head.footprint.is_none()
    }

    /// Goes up, and down again.
    pub(super) async fn run(
        &self,
        db: &Db,
        url: &str,
        migrator: &Migrator<'_>,
        rows: Rows,
        expected: Expected<'_>,
    ) -> Result<Result<Ran, Stop>, DatabaseError> {
        let Pair { previous, next } = self.pair;
        let survivors = survivors(self.pair, self.changes);
        let mut before = data::read(db, previous).await?;
        let filled = self.fill(db, rows, &mut before, &survivors).await?;
        if filled.rows > 0 {
            before = data::read(db, previous).await?;
        }
        let mut ran = Ran {
            rows: before.values().map(Vec::len).sum(),
            notes: Vec::new(),
        };
        ran.say_without(&filled);

        if let Err(error) = migrator.up_by(db, 1).await {
            return Ok(Err(Stop::Up(unless_lost(error)?, ran.rows)));
        }
        if let Some(stop) = differs(
            db,
            url,
            expected,
            expected.0.next,
            "up.sql leads elsewhere than it should",
        )
        .await?
        {
            return Ok(Err(stop));
        }
        let mut after = data::read(db, next).await?;
        if !self.is_by_hand() {
            let handled = self.handled(&survivors, &self.migration.up);
            let details = compare::after_up(&before, &after, &survivors, previous, &handled);
            if !details.is_empty() {
                return Ok(Err(wrong("up.sql changes rows that it should keep", details)));
            }
        }
        if rows != Rows::None {
            let stays: BTreeSet<_> = survivors.tables.values().map(|table| &table.name).collect();
            let filled = fill(db, next, &mut after, |name| !stays.contains(name), None).await?;
            ran.rows += filled.rows;
            ran.say_without(&filled);
        }

        match migrator.down(db, 1).await {
            Ok(_) => {}
            Err(MigrateError::Irreversible { migration }) if self.is_by_hand() => {
                ran.notes.push(format!("{migration} has no way down"));
                return Ok(Ok(ran));
            }
            Err(error) => return Ok(Err(Stop::Down(unless_lost(error)?, ran.rows))),
        }
        let what = "down.sql does not lead back to what was before";
        if let Some(stop) = differs(db, url, expected, expected.0.previous, what).await? {
            return Ok(Err(stop));
        }
        if !self.is_by_hand() {
            let back = data::read(db, previous).await?;
            let ways = format!("{}\n{}", self.migration.up, self.migration.down);
            let handled = self.handled(&survivors, &ways);
            let whole = self.loses_nothing();
            let details = compare::after_down(&before, &back, &survivors, previous, &handled, whole);
            if !details.is_empty() {
                return Ok(Err(wrong("down.sql does not bring back rows that it should", details)));
            }
        }
        Ok(Ok(ran))
    }

    /// Tables whose rows these statements update, which sets off what the author has put on them: what comes of that is
    /// not for us to judge.
    fn handled<'a>(&self, survivors: &'a Survivors, statements: &str) -> BTreeSet<&'a ObjectName> {
        let dialect = self.pair.previous.dialect.dialect();
        let has_trigger = |catalog: &Catalog, name: &ObjectName| {
            let mut objects = catalog.objects.keys();
            objects.any(|id| matches!(id.kind.as_str(), "trigger" | "rule") && id.table.as_ref() == Some(name))
        };
        let mut handled = BTreeSet::new();
        for (name, table) in &survivors.tables {
            let updated = format!("UPDATE {} ", quoted(&table.name, dialect));
            let triggers = has_trigger(self.pair.previous, name) || has_trigger(self.pair.next, &table.name);
            if triggers && statements.contains(&updated) {
                handled.insert(name);
            }
        }
        handled
    }

    async fn fill(
        &self,
        db: &Db,
        rows: Rows,
        made: &mut crate::rows::Made,
        survivors: &Survivors,
    ) -> Result<Filled, DatabaseError> {
        let becomes = match rows {
            Rows::None => return Ok(Filled::default()),
            Rows::Any => None,
            Rows::Fitting => Some((self.pair.next, survivors)),
        };
        fill(db, self.pair.previous, made, |_| true, becomes).await
    }

    /// Whether neither way says that it loses anything, and the way up puts no other values in the place of those that
    /// were there.
    fn loses_nothing(&self) -> bool {
        let replaces = |change: &TableChange| match change {
            TableChange::AlterColumn { column, using, .. } => {
                using.is_some() || column.previous.nullable && !column.next.nullable
            }
            _ => false,
        };
        let replaces = self.changes.iter().any(|change| match change {
            Change::AlterTable { changes, .. } => changes.iter().any(replaces),
            Change::AlterEnum(change) => !change.replaced.is_empty(),
            _ => false,
        });
        !replaces && losses(self.pair, self.changes).is_empty() && loses_nothing(&self.migration.down)
    }

    /// What to do about a stop: try again with other rows, or give up. What was learned goes to `notes`.
    pub(super) fn judge(&self, stop: Stop, rows: Rows, notes: &mut Vec<String>) -> Result<Rows, ProofFailure> {
        let failed = |what: &str, error: &MigrateError| ProofFailure::Wrong {
            what: what.to_owned(),
            details: vec![error.to_string()],
        };
        match stop {
            Stop::Wrong(failure) => Err(failure),
            Stop::Up(error, there) if rows == Rows::None || there == 0 => Err(failed("up.sql does not run", &error)),
            Stop::Up(error, _) if rows == Rows::Any => {
                notes.push(format!("on some rows it stops: {error}"));
                Ok(Rows::Fitting)
            }
            Stop::Up(error, _) if matches!(*error, MigrateError::Check { .. }) || self.may_stop_on_rows() => {
                notes.clear();
                notes.push(format!("where there are rows it may stop: {error}"));
                Ok(Rows::None)
            }
            Stop::Up(error, _) => Err(failed("up.sql fails where there are rows", &error)),
            Stop::Down(error, there) if rows == Rows::None || there == 0 => {
                Err(failed("down.sql does not run", &error))
            }
            Stop::Down(error, _) if self.loses_nothing() => Err(failed(
                "down.sql fails where there are rows, and says that it loses nothing",
                &error,
            )),
            Stop::Down(error, _) => {
                notes.push(format!("where there are rows down.sql may stop: {error}"));
                Ok(Rows::None)
            }
        }
    }

    /// Whether it asks something of rows that made-up ones may not be able to meet.
    fn may_stop_on_rows(&self) -> bool {
        let asks = |change: &TableChange| match change {
            TableChange::AddColumn { column, backfill } => {
                let filled = column.default.is_some() || column.generated.is_some() || column.identity.is_some();
                !column.nullable && !filled && backfill.is_none()
            }
            TableChange::AlterColumn { column, using, .. } => {
                using.is_some() || column.previous.r#type != column.next.r#type
            }
            TableChange::Check { check } => check.next.is_some(),
            _ => false,
        };
        self.changes.iter().any(|change| match change {
            Change::AlterTable { changes, .. } => changes.iter().any(asks),
            Change::AlterEnum(change) => has_lost_values(change),
            _ => false,
        })
    }

    /// The part of it that has to be there to try it, and how many tables are left out.
    pub(super) fn part(&self) -> (Pair<Catalog>, usize) {
        part::part(self.pair, self.changes, &survivors(self.pair, self.changes))
    }
}

fn has_lost_values(change: &EnumChange) -> bool {
    change
        .removed()
        .iter()
        .any(|value| !change.replaced.contains_key(*value))
}

impl Ran {
    fn say_without(&mut self, filled: &Filled) {
        for (table, reason) in &filled.without {
            let note = format!("no rows could be made for {table}: {reason}");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

async fn differs(
    db: &Db,
    url: &str,
    all: Expected<'_>,
    expected: Option<&Introspected>,
    what: &str,
) -> Result<Option<Stop>, DatabaseError> {
    let Some(expected) = expected else { return Ok(None) };
    let mut live = introspect(db).await?;
    // What goes must be gone, and what comes must not be there before.
    let known: Vec<_> = [all.0.previous, all.0.next].into_iter().flatten().collect();
    let known: Vec<_> = known.iter().map(|found| &found.catalog).collect();
    set_objects_aside(&mut live, &known);
    let details = settled_differences(url, &live.catalog, &expected.catalog).await?;
    Ok((!details.is_empty()).then(|| wrong(what, details)))
}

fn wrong(what: &str, details: Vec<String>) -> Stop {
    Stop::Wrong(ProofFailure::Wrong {
        what: what.to_owned(),
        details,
    })
}

/// An error and what caused it, without saying the same twice.
/// Where the server went away, nothing is proved or refuted.
pub(super) fn unless_lost(error: MigrateError) -> Result<Box<MigrateError>, DatabaseError> {
    let error = Box::new(error);
    if error.is_lost() {
        Err(DatabaseError::LostMigrating(error))
    } else {
        Ok(error)
    }
}

pub(super) fn with_source(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

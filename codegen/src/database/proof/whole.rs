//! The proof of a whole history.

use std::collections::BTreeMap;

use tablesmith::migrate::Migrator;

use super::fill::Rows;
use super::place::Place;
use super::run::{Expected, Ran, Step, Stop, unless_lost, with_source};
use super::{Proof, ProofFailure};
use crate::catalog::{Catalog, Pair};
use crate::database::{DatabaseError, canonical, in_scratch, with_list};
use crate::dialect::{DialectName, Introspected};
use crate::diff::{Change, apply};
use crate::history::{History, SnapshotError};

/// Runs a history from its beginning on a throwaway database, with made-up rows before each migration: each goes up,
/// down and up again, and leads to what its changes say; the last one to the snapshot.
///
/// # Errors
/// Whatever keeps the history from being read or the place from being used. What is wrong with a migration is
/// [`Proof::failure`], which names it.
pub async fn verify(place: &Place, dialect: DialectName, history: &History) -> Result<Proof, VerifyError> {
    let mut catalogs = vec![Catalog::empty(dialect)];
    let mut changes: Vec<Vec<Change>> = Vec::new();
    for migration in &history.migrations {
        let file = history.changes(migration).map_err(SnapshotError::from)?;
        let mut next = catalogs.last().cloned().unwrap_or_else(|| Catalog::empty(dialect));
        apply(&mut next, &file.changes).map_err(|source| SnapshotError::Apply {
            folder: migration.folder.clone(),
            source,
        })?;
        catalogs.push(next);
        changes.push(file.changes);
    }
    let steps = history.migrations.iter().zip(&changes).zip(catalogs.windows(2));
    let steps = steps.map(|((migration, changes), pair)| Step {
        pair: Pair {
            previous: &pair[0],
            next: &pair[1],
        },
        changes,
        migration,
    });
    let mut whole = Whole {
        place,
        dialect,
        history,
        steps: steps.collect(),
        expected: BTreeMap::new(),
        proof: Proof {
            tables: catalogs.last().map_or(0, |catalog| catalog.tables.len()),
            ..Proof::default()
        },
    };
    whole.run().await?;
    Ok(whole.proof)
}

/// A history could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Its files do not fit together.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The throwaway database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

struct Whole<'a> {
    place: &'a Place,
    dialect: DialectName,
    history: &'a History,
    steps: Vec<Step<'a>>,
    /// What the server makes of the catalog before each step, and of the last one; none where it does not take it.
    expected: BTreeMap<usize, Option<Introspected>>,
    proof: Proof,
}

impl Whole<'_> {
    async fn run(&mut self) -> Result<(), DatabaseError> {
        let (mut from, mut rows) = (0, Rows::Any);
        let mut learned = Vec::new();
        while from < self.steps.len() {
            let Some((stopped_at, stop)) = self.run_from(from, rows, &mut learned).await? else {
                return Ok(());
            };
            if stopped_at > from {
                rows = Rows::Any;
            }
            let step = self.steps[stopped_at];
            let folder = &step.migration.folder;
            match step.judge(stop, rows, &mut learned) {
                Ok(others) => (from, rows) = (stopped_at, others),
                Err(failure) => {
                    self.proof.failure = Some(named(failure, &folder.to_string()));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Goes on from one step, on a fresh database, with these rows for it and any for the later ones. Gives where it
    /// stopped.
    async fn run_from(
        &mut self,
        from: usize,
        rows: Rows,
        learned: &mut Vec<String>,
    ) -> Result<Option<(usize, Stop)>, DatabaseError> {
        let (dialect, url, list) = (self.dialect, self.place.url.clone(), &self.history.migrations);
        in_scratch(&url, dialect, async |db| {
            with_list(dialect, list, async |migrations| {
                let migrator = Migrator::new(migrations);
                if let Err(error) = migrator.up_by(db, from).await {
                    return Ok(Some((from, Stop::Up(unless_lost(error)?, 0))));
                }
                for index in from..self.steps.len() {
                    self.expect(index, &url).await?;
                    self.expect(index + 1, &url).await?;
                    let step = self.steps[index];
                    let rows = if index == from { rows } else { Rows::Any };
                    let of = |index: usize| self.expected.get(&index).and_then(Option::as_ref);
                    let expected = Expected(Pair {
                        previous: of(index),
                        next: of(index + 1),
                    });
                    let Ran { rows, notes } = match step.run(db, &url, &migrator, rows, expected).await? {
                        Ok(ran) => ran,
                        Err(stop) => return Ok(Some((index, stop))),
                    };
                    self.proof.rows = self.proof.rows.max(rows);
                    for note in learned.drain(..).chain(notes) {
                        self.proof.notes.push(format!("{}: {note}", step.migration.folder));
                    }
                    if let Err(error) = migrator.up_by(db, 1).await {
                        return Ok(Some((index, Stop::Up(unless_lost(error)?, 0))));
                    }
                    // What is no longer needed goes: a long history has many catalogs.
                    self.expected.remove(&index);
                }
                Ok(None)
            })
            .await
        })
        .await
    }

    async fn expect(&mut self, index: usize, url: &str) -> Result<(), DatabaseError> {
        if self.expected.contains_key(&index) {
            return Ok(());
        }
        let catalog = match self.steps.get(index) {
            Some(step) => step.pair.previous,
            None => match self.steps.last() {
                Some(step) => step.pair.next,
                None => return Ok(()),
            },
        };
        let expected = match canonical(url, catalog).await {
            Ok(expected) => Some(expected),
            // What a migration by hand has made, a function say, is not there when the catalog is built.
            Err(DatabaseError::Refused(error)) => {
                let told = with_source(&error);
                let note = format!("what some migrations lead to could not be compared: {told}");
                if !self.proof.notes.contains(&note) {
                    self.proof.notes.push(note);
                }
                None
            }
            Err(error) => return Err(error),
        };
        self.expected.insert(index, expected);
        Ok(())
    }
}

fn named(failure: ProofFailure, folder: &str) -> ProofFailure {
    match failure {
        ProofFailure::Wrong { what, details } => ProofFailure::Wrong {
            what: format!("{folder}: {what}"),
            details,
        },
        ProofFailure::Untried(why) => ProofFailure::Untried(format!("{folder}: {why}")),
    }
}

//! The proof of one migration.

use tablesmith::migrate::Migrator;

use super::fill::Rows;
use super::place::Place;
use super::run::{Expected, Step, unless_lost, with_source};
use super::{Proof, ProofFailure};
use crate::catalog::{Catalog, Pair};
use crate::database::{DatabaseError, build, canonical, in_scratch, with_list};
use crate::diff::Change;
use crate::history::History;

/// A migration to be proved.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What it leads from and to.
    pub pair: Pair<&'a Catalog>,
    /// What it does, as data.
    pub changes: &'a [Change],
    /// The history that it is the last of.
    pub history: &'a History,
    /// How many tables it may concern to be tried: making many takes a database longer and longer.
    pub most: Option<usize>,
}

impl Case<'_> {
    /// Says that it is too large, where it is.
    fn too_large(&self, pair: Pair<&Catalog>) -> Option<Proof> {
        let tables = pair.previous.tables.len().max(pair.next.tables.len());
        let most = self.most.filter(|most| tables > *most)?;
        let why =
            format!("it concerns {tables} tables, and more than {most} take long (--prove tries it all the same)");
        Some(Proof {
            failure: Some(ProofFailure::Untried(why)),
            ..Proof::default()
        })
    }
}

/// Runs the last migration of a history on throwaway databases: the tables that it concerns are built from the catalog
/// before it. Where a migration before it was written by hand, whose statements may have made what no catalog says, the
/// whole history is run instead.
///
/// # Errors
/// [`DatabaseError`] when the place cannot be used. What is wrong with the migration is [`Proof::failure`].
pub async fn prove(place: &Place, case: Case<'_>) -> Result<Proof, DatabaseError> {
    let Some((migration, before)) = case.history.migrations.split_last() else {
        return Ok(Proof::default());
    };
    let whole = Step {
        pair: case.pair,
        changes: case.changes,
        migration,
    };
    if before.iter().any(|migration| migration.head.footprint.is_none()) {
        if let Some(proof) = case.too_large(case.pair) {
            return Ok(proof);
        }
        return attempt(place, whole, Start::History(&case.history.migrations)).await;
    }
    let (part, left_out) = whole.part();
    let step = Step {
        pair: Pair {
            previous: &part.previous,
            next: &part.next,
        },
        ..whole
    };
    if let Some(proof) = case.too_large(step.pair) {
        return Ok(proof);
    }
    let mut proof = attempt(place, step, Start::Catalog(std::slice::from_ref(migration))).await?;
    if left_out > 0 {
        proof
            .notes
            .push(format!("{left_out} more tables that only point at these were left out"));
    }
    Ok(proof)
}

/// What a run begins with; the last of the migrations is the one in question.
#[derive(Debug, Clone, Copy)]
enum Start<'a> {
    /// The catalog before, made by statements of its own.
    Catalog(&'a [crate::history::Migration]),
    /// The migrations before.
    History(&'a [crate::history::Migration]),
}

async fn attempt(place: &Place, step: Step<'_>, start: Start<'_>) -> Result<Proof, DatabaseError> {
    let Pair { previous, next } = step.pair;
    let (dialect, url) = (previous.dialect, place.url.as_str());
    let mut proof = Proof {
        tables: previous.tables.len().max(next.tables.len()),
        ..Proof::default()
    };
    let expected = async { Ok((canonical(url, previous).await?, canonical(url, next).await?)) };
    let expected = match (expected.await, start) {
        (Ok(expected), _) => Some(expected),
        // What a migration by hand has made, a function say, is not there when the catalog is built.
        (Err(DatabaseError::Refused(error)), Start::History(_)) => {
            proof.notes.push(format!(
                "what it leads to could not be compared: {}",
                with_source(&error)
            ));
            None
        }
        (Err(DatabaseError::Refused(error)), Start::Catalog(_)) => {
            proof.failure = Some(ProofFailure::Untried(with_source(&error)));
            return Ok(proof);
        }
        (Err(error), _) => return Err(error),
    };
    let expected = Expected(Pair {
        previous: expected.as_ref().map(|(previous, _)| previous),
        next: expected.as_ref().map(|(_, next)| next),
    });
    let (Start::Catalog(list) | Start::History(list)) = start;
    let mut rows = Rows::Any;
    let mut learned = Vec::new();
    loop {
        let ran = in_scratch(url, dialect, async |db| {
            with_list(dialect, list, async |migrations| {
                let migrator = Migrator::new(migrations);
                match start {
                    Start::Catalog(_) => build(db, previous).await?,
                    Start::History(list) if list.len() > 1 => {
                        let before = migrator.up_by(db, list.len() - 1).await;
                        if let Err(error) = before {
                            let error = unless_lost(error)?;
                            let told = format!("the migrations before it do not run: {}", with_source(&error));
                            return Ok(Err(told));
                        }
                    }
                    Start::History(_) => {}
                }
                Ok(Ok(step.run(db, url, &migrator, rows, expected).await?))
            })
            .await
        });
        match ran.await? {
            Err(untried) => {
                proof.failure = Some(ProofFailure::Untried(untried));
                break;
            }
            Ok(Ok(ran)) => {
                proof.rows = ran.rows;
                proof.notes.extend(ran.notes);
                break;
            }
            Ok(Err(stop)) => match step.judge(stop, rows, &mut learned) {
                Ok(others) => rows = others,
                Err(failure) => {
                    proof.failure = Some(failure);
                    break;
                }
            },
        }
    }
    proof.notes.extend(learned);
    proof.notes.dedup();
    Ok(proof)
}

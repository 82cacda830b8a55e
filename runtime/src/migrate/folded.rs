//! Migrations that were folded into one: a database that has all of them has that one too. Pure, but for the writing.
//!
//! The folded ones are known by id and hash. With all of them in the history table, their rows give way to the row of
//! the one they were folded into; with none, it is run like any other; with some, nothing can be done here, because the
//! rest of them is in no file any more.

use std::time::Duration;

use super::error::MigrateError;
use super::journal::{self, Entry, State};
use super::migration::{Migration, Replaced};
use super::report::Ran;
use super::session::Session;

/// A row to be written without running anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    entry: Entry,
    /// The ids of the rows that it stands for, which go.
    replaced: Vec<String>,
}

impl Record {
    /// The row of a migration that the database has, in place of these.
    pub(super) fn new(migration: &Migration<'_>, rows: &[&Entry]) -> Self {
        let last = rows.last();
        Self {
            entry: Entry {
                id: migration.id.to_owned(),
                name: migration.name.to_owned(),
                hash: migration.hash.to_owned(),
                step_hashes: Vec::new(),
                batch: last.map_or(0, |last| last.batch),
                step: 0,
                state: State::Applied,
                applied_at: last.map_or_else(String::new, |last| last.applied_at.clone()),
                duration: rows.iter().fold(Duration::ZERO, |sum, row| sum + row.duration),
                applied_by: last.map_or_else(String::new, |last| last.applied_by.clone()),
            },
            replaced: rows.iter().map(|row| row.id.clone()).collect(),
        }
    }
}

/// The history table as it is once all is noted.
#[derive(Debug)]
pub(super) struct Recognised {
    /// Its rows.
    pub(super) entries: Vec<Entry>,
    /// What is to be written for that.
    pub(super) records: Vec<Record>,
}

/// What the database has of the migrations that were folded into one.
#[derive(Debug)]
pub(super) enum Fold<'e> {
    /// Nothing; or none were folded into it; or the database has the one itself.
    None,
    /// All of them.
    Whole { rows: Vec<&'e Entry> },
    /// Some.
    Part { rows: Vec<&'e Entry>, lacks: Vec<String> },
}

/// Sees the rows of folded migrations as that of the one they were folded into.
pub(super) fn recognise(migrations: &[Migration<'_>], entries: &[Entry]) -> Result<Recognised, MigrateError> {
    let mut found = Recognised {
        entries: entries.to_vec(),
        records: Vec::new(),
    };
    for migration in migrations {
        match fold_of(migration, entries) {
            Fold::None => {}
            Fold::Whole { rows } => {
                if let Some(row) = rows.iter().find(|row| row.state != State::Applied) {
                    return Err(MigrateError::HalfApplied {
                        migration: super::plan::entry_name(row),
                    });
                }
                let record = Record::new(migration, &rows);
                found.entries.retain(|entry| !rows.contains(&entry));
                found.entries.push(record.entry.clone());
                found.records.push(record);
            }
            Fold::Part { rows, lacks } => {
                return Err(MigrateError::PartlyFolded {
                    migration: migration.to_string(),
                    has: rows.into_iter().map(super::plan::entry_name).collect(),
                    lacks,
                });
            }
        }
    }
    Ok(found)
}

/// What the database has of the migrations that were folded into this one.
pub(super) fn fold_of<'e>(migration: &Migration<'_>, entries: &'e [Entry]) -> Fold<'e> {
    let own = |entry: &Entry| entry.id == migration.id && entry.hash == migration.hash;
    if migration.replaces.is_empty() || entries.iter().any(own) {
        return Fold::None;
    }
    let (mut rows, mut lacks) = (Vec::new(), Vec::new());
    held(migration.replaces, entries, &mut rows, &mut lacks);
    match (rows.is_empty(), lacks.is_empty()) {
        (true, _) => Fold::None,
        (false, true) => Fold::Whole { rows },
        (false, false) => Fold::Part { rows, lacks },
    }
}

/// Each stands behind what had been folded into it, so the list is read from its end.
fn held<'e>(replaced: &[Replaced<'_>], entries: &'e [Entry], rows: &mut Vec<&'e Entry>, lacks: &mut Vec<String>) {
    let Some((one, before)) = replaced.split_last() else {
        return;
    };
    let (earlier, inner) = before.split_at(before.len().saturating_sub(one.folds));
    held(earlier, entries, rows, lacks);
    let row = entries
        .iter()
        .find(|entry| entry.id == one.id && entry.hash == one.hash);
    if let Some(row) = row {
        rows.push(row);
        return;
    }
    let (mut inner_rows, mut inner_lacks) = (Vec::new(), Vec::new());
    held(inner, entries, &mut inner_rows, &mut inner_lacks);
    if inner_rows.is_empty() {
        lacks.push(one.to_string());
    } else {
        rows.append(&mut inner_rows);
        lacks.append(&mut inner_lacks);
    }
}

/// Writes rows, inside of a transaction.
pub(super) async fn write(
    session: &mut impl Session,
    records: Vec<Record>,
    batch: u64,
) -> Result<Vec<Ran>, MigrateError> {
    let mut noted = Vec::new();
    for Record { mut entry, replaced } in records {
        if replaced.is_empty() {
            entry.batch = batch;
        }
        let deleted = replaced.iter().map(|id| journal::delete_sql(session, id));
        let mut statements: Vec<_> = deleted.collect();
        statements.push(journal::write_sql(session, &entry));
        for sql in statements {
            session.run(&sql).await.map_err(|failure| MigrateError::Database {
                doing: "writing the history table",
                source: failure.error,
            })?;
        }
        noted.push(Ran {
            id: entry.id,
            name: entry.name,
            duration: Duration::ZERO,
        });
    }
    Ok(noted)
}

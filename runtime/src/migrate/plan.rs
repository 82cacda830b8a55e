//! What is to be run, from what there is and what the database has. Pure.

use std::collections::BTreeMap;

use super::error::MigrateError;
use super::journal::{Entry, State};
use super::migration::{Migration, checksum};

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// All that is not applied.
    All,
    /// That many.
    Count(usize),
    /// Up to this one, and it too.
    Through(&'a str),
}

/// A migration to run, and its row.
#[derive(Debug, Clone)]
pub(super) struct Pending<'a> {
    pub(super) migration: Migration<'a>,
    pub(super) entry: Option<Entry>,
}

/// A name for messages of a row without files.
pub(super) fn entry_name(entry: &Entry) -> String {
    format!("{}_{}", entry.id, entry.name)
}

/// Checks that the list is a chain, and that each migration is what it was when it was written.
pub(super) fn check_list(migrations: &[Migration<'_>]) -> Result<(), MigrateError> {
    let mut parent = None;
    for migration in migrations {
        if migration.parent != parent {
            return Err(MigrateError::Chain {
                migration: migration.to_string(),
            });
        }
        if checksum(migration.up, migration.down) != migration.hash {
            return Err(MigrateError::Edited {
                migration: migration.to_string(),
            });
        }
        parent = Some(migration.id);
    }
    Ok(())
}

/// What the way up has to run, in order.
pub(super) fn up<'a>(
    migrations: &[Migration<'a>],
    entries: &[Entry],
    target: Target<'_>,
) -> Result<Vec<Pending<'a>>, MigrateError> {
    let by_id = known(migrations, entries)?;
    let end = match target {
        Target::Through(id) => position(migrations, id)? + 1,
        Target::All | Target::Count(_) => migrations.len(),
    };
    let mut pending = Vec::new();
    for migration in &migrations[..end] {
        match by_id.get(migration.id) {
            Some(entry) if entry.state == State::Applied => {}
            Some(entry) if matches!(entry.state, State::Reverting | State::RevertStarted) => {
                return Err(MigrateError::HalfReverted {
                    migration: migration.to_string(),
                });
            }
            entry => pending.push(Pending {
                migration: *migration,
                entry: entry.map(|entry| (*entry).clone()),
            }),
        }
    }
    if let Target::Count(count) = target {
        pending.truncate(count);
    }
    check_order(migrations, &pending, &by_id)?;
    Ok(pending)
}

/// What the way down has to run, in order: the last `count` that are applied.
pub(super) fn down<'a>(
    migrations: &[Migration<'a>],
    entries: &[Entry],
    count: usize,
) -> Result<Vec<Pending<'a>>, MigrateError> {
    let by_id = known(migrations, entries)?;
    let mut pending = Vec::new();
    for migration in migrations.iter().rev() {
        if pending.len() == count {
            break;
        }
        let Some(entry) = by_id.get(migration.id) else { continue };
        if matches!(entry.state, State::Applying | State::Started) {
            return Err(MigrateError::HalfApplied {
                migration: migration.to_string(),
            });
        }
        pending.push(Pending {
            migration: *migration,
            entry: Some((*entry).clone()),
        });
    }
    Ok(pending)
}

/// What the way down has to run to get to a migration, which stays: all later ones that are applied.
pub(super) fn down_to<'a>(
    migrations: &[Migration<'a>],
    entries: &[Entry],
    id: &str,
) -> Result<Vec<Pending<'a>>, MigrateError> {
    let position = position(migrations, id)?;
    let later = (migrations[position + 1..].iter())
        .filter(|migration| entries.iter().any(|entry| entry.id == migration.id))
        .count();
    down(migrations, entries, later)
}

/// The migrations up to one (or all) that are not known to be applied.
pub(super) fn baseline<'a>(
    migrations: &[Migration<'a>],
    entries: &[Entry],
    last: Option<&str>,
) -> Result<Vec<Migration<'a>>, MigrateError> {
    let by_id = known(migrations, entries)?;
    let end = match last {
        Some(id) => position(migrations, id)? + 1,
        None => migrations.len(),
    };
    let mut had = Vec::new();
    for migration in &migrations[..end] {
        match by_id.get(migration.id).map(|entry| entry.state) {
            None => had.push(*migration),
            Some(State::Applied) => {}
            Some(State::Applying | State::Started) => {
                return Err(MigrateError::HalfApplied {
                    migration: migration.to_string(),
                });
            }
            Some(State::Reverting | State::RevertStarted) => {
                return Err(MigrateError::HalfReverted {
                    migration: migration.to_string(),
                });
            }
        }
    }
    Ok(had)
}

/// The migrations that were applied with another text, each with its row.
pub(super) fn edited<'m, 'e, 'a>(
    migrations: &'m [Migration<'a>],
    entries: &'e [Entry],
) -> Result<Vec<(&'m Migration<'a>, &'e Entry)>, MigrateError> {
    check_list(migrations)?;
    let mut found = Vec::new();
    for entry in entries {
        let Some(migration) = migrations.iter().find(|migration| migration.id == entry.id) else {
            return Err(MigrateError::Unknown {
                migration: entry_name(entry),
            });
        };
        if entry.state == State::Applied && entry.hash != migration.hash {
            found.push((migration, entry));
        }
    }
    Ok(found)
}

/// The rows by id, when each is of a migration that is what it was when it was applied.
fn known<'e>(migrations: &[Migration<'_>], entries: &'e [Entry]) -> Result<BTreeMap<&'e str, &'e Entry>, MigrateError> {
    check_list(migrations)?;
    let ids: BTreeMap<_, _> = migrations.iter().map(|migration| (migration.id, migration)).collect();
    for entry in entries {
        let Some(migration) = ids.get(entry.id.as_str()) else {
            return Err(MigrateError::Unknown {
                migration: entry_name(entry),
            });
        };
        // One that is not finished may be mended; its finished steps are compared one by one.
        if entry.state == State::Applied && entry.hash != migration.hash {
            return Err(MigrateError::AppliedEdited {
                migration: migration.to_string(),
            });
        }
    }
    Ok(entries.iter().map(|entry| (entry.id.as_str(), entry)).collect())
}

fn position(migrations: &[Migration<'_>], id: &str) -> Result<usize, MigrateError> {
    let found = migrations
        .iter()
        .position(|migration| migration.id == id || migration.to_string() == id);
    found.ok_or_else(|| MigrateError::NoSuchMigration(id.to_owned()))
}

/// One in the middle may be applied late only when it and all later ones that are applied have nothing in common.
fn check_order(
    migrations: &[Migration<'_>],
    pending: &[Pending<'_>],
    by_id: &BTreeMap<&str, &Entry>,
) -> Result<(), MigrateError> {
    let Some(last) = migrations
        .iter()
        .rposition(|migration| by_id.contains_key(migration.id))
    else {
        return Ok(());
    };
    for late in pending.iter().filter(|pending| pending.entry.is_none()) {
        let later = migrations[..=last]
            .iter()
            .skip_while(|migration| migration.id != late.migration.id)
            .filter(|migration| by_id.contains_key(migration.id));
        for applied in later {
            let reason = match (late.migration.footprint, applied.footprint) {
                (Some(one), Some(other)) => match one.meets(&other) {
                    None => continue,
                    Some(thing) => Some(thing.to_owned()),
                },
                _ => None,
            };
            return Err(MigrateError::OutOfOrder {
                migration: late.migration.to_string(),
                applied: applied.to_string(),
                reason,
            });
        }
    }
    Ok(())
}

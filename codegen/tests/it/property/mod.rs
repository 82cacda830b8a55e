//! Random pairs of schemas with rows: the migration from one to the other leads to the other, loses nothing that stays,
//! and goes back; a second look finds nothing to do.
//!
//! `TABLESMITH_CASES` says how many pairs (200), `PROPTEST_RNG_SEED` which (1 unless set).

mod model;

use std::collections::BTreeSet;

use codegen::catalog::{Catalog, Pair};
use codegen::dialect::DialectName;
use codegen::diff::Decisions;
use codegen::generate::{Allowed, Options, Project, Proposal, Refusal};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::live::Live;
use crate::{equal, rows};
use model::{Numbers, Schema};

const ROWS: usize = 5;

#[test]
fn sqlite() {
    run(DialectName::Sqlite);
}

#[test]
fn postgres() {
    run(DialectName::Postgres);
}

fn run(dialect: DialectName) {
    let number = |name: &str| -> Option<u32> { std::env::var(name).ok()?.parse().ok() };
    let config = Config {
        cases: number("TABLESMITH_CASES").unwrap_or(200),
        rng_seed: RngSeed::Fixed(number("PROPTEST_RNG_SEED").unwrap_or(1).into()),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let steps = |range| prop::collection::vec(any::<Numbers>(), range);
    let result = TestRunner::new(config).run(&(steps(2..16), steps(1..7)), |(build, edit)| {
        case(dialect, &build, &edit).map_err(TestCaseError::fail)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// The same checks on one pair; says what went wrong with both schemas.
fn case(dialect: DialectName, build: &[Numbers], edit: &[Numbers]) -> Result<(), String> {
    let previous = Schema::build(build);
    let next = previous.edit(edit);
    let check = std::panic::catch_unwind(|| migrate(dialect, &previous, &next));
    let told = match check {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(told)) => told,
        Err(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "panicked".to_owned()),
    };
    Err(format!(
        "{told}\n--- from\n{}\n--- to\n{}",
        previous.toml(dialect.as_str()),
        next.toml(dialect.as_str())
    ))
}

fn migrate(dialect: DialectName, previous: &Schema, next: &Schema) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let live = Live::new(dialect);

    generate(&folder, &previous.toml(dialect.as_str()))?;
    live.migrate(folder.path(), &["up"]);
    let before = snapshot(&folder, dialect);
    live.load(&rows::inserts(&before, ROWS));

    let toml = next.toml(dialect.as_str());
    if !generate(&folder, &toml)? {
        return Ok(());
    }
    if generate(&folder, &toml)? {
        return Err("a second run found something to do".to_owned());
    }
    let after = snapshot(&folder, dialect);
    let kept = kept(
        previous,
        next,
        Pair {
            previous: &before,
            next: &after,
        },
    );

    let values: Vec<_> = kept.iter().map(|(was, _)| live.rows(&was.0, &was.1)).collect();
    live.migrate(folder.path(), &["up"]);
    equal::assert_equal(&live, &after);
    for ((was, is), values) in kept.iter().zip(&values) {
        let now = live.rows(&is.0, &is.1);
        if now != *values {
            return Err(format!("up: {was:?} held {values:?}, {is:?} holds {now:?}"));
        }
    }
    live.migrate(folder.path(), &["down"]);
    equal::assert_equal(&live, &before);
    for ((was, _), values) in kept.iter().zip(&values) {
        let now = live.rows(&was.0, &was.1);
        if now != *values {
            return Err(format!("down: {was:?} held {values:?}, holds {now:?}"));
        }
    }
    Ok(())
}

/// Generates; whether there was anything to do.
fn generate(folder: &tempfile::TempDir, toml: &str) -> Result<bool, String> {
    let file = folder.path().join("schema.toml");
    std::fs::write(&file, toml).map_err(|error| error.to_string())?;
    let project = Project::read(&file).map_err(|refusal| said(&refusal))?;
    let mut options = Options {
        now: "2026-11-21T09:30:00Z".parse().map_err(|_| "the time is valid")?,
        allowed: Allowed {
            all: true,
            named: BTreeSet::new(),
        },
        decisions: Decisions::default(),
        ..Options::default()
    };
    let proposal: Proposal = loop {
        match project.propose(&options) {
            // What the edit did not call a rename is none.
            Err(Refusal::Ambiguous(found)) => {
                options
                    .decisions
                    .drops
                    .extend(found.into_iter().flat_map(|(_, found)| found).map(|found| found.drop));
            }
            result => break result.map_err(|refusal| said(&refusal))?,
        }
    };
    let changed = !proposal.migrations.is_empty();
    proposal.staging.commit().map_err(|error| error.to_string())?;
    Ok(changed)
}

fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Diagnostics { diagnostics, sources } => {
            codegen::diagnostic::render(diagnostics, sources, codegen::diagnostic::Style::Plain)
        }
        other => other.to_string(),
    }
}

fn snapshot(folder: &tempfile::TempDir, dialect: DialectName) -> Catalog {
    let history = codegen::history::History::read(folder.path().join("generated/migrations").join(dialect.as_str()))
        .unwrap_or_else(|error| panic!("{error}"));
    history
        .snapshot(dialect)
        .unwrap_or_else(|error| panic!("{error}"))
        .catalog
}

type Place = (String, Vec<String>);

/// The tables and columns of both schemas whose values an edit may not touch: where they were, and where they are.
fn kept(previous: &Schema, next: &Schema, catalogs: Pair<&Catalog>) -> Vec<(Place, Place)> {
    let mut kept = Vec::new();
    for table in next.tables.iter().filter(|table| table.was.is_some()) {
        let was_name = table.was.as_deref().unwrap_or_default();
        let Some(before) = previous.tables.iter().find(|before| before.name == was_name) else {
            continue;
        };
        let keys: &[&str] = if table.key == 4 { &["first", "second"] } else { &["id"] };
        let mut columns: (Vec<String>, Vec<String>) =
            keys.iter().map(|key| (rows::quote(key), rows::quote(key))).unzip();
        for column in &table.columns {
            let Some(was) = column.was.as_deref().filter(|_| !column.touched) else {
                continue;
            };
            if before.columns.iter().any(|before| before.name == was) {
                columns.0.push(as_text(catalogs.previous, was));
                columns.1.push(as_text(catalogs.next, &column.name));
            }
        }
        kept.push((
            (rows::quote(was_name), columns.0),
            (rows::quote(&table.name), columns.1),
        ));
    }
    kept
}

/// JSON and the like come back as text on both databases as they are; nothing needs a cast but on PostgreSQL.
fn as_text(catalog: &Catalog, column: &str) -> String {
    match catalog.dialect {
        DialectName::Postgres => format!("{}::text", rows::quote(column)),
        DialectName::Sqlite => rows::quote(column),
    }
}

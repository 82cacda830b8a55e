//! Random pairs of schemas with rows: the migration from one to the other leads to the other, loses nothing that stays,
//! and goes back; a second look finds nothing to do.
//!
//! `TABLESMITH_CASES` says how many pairs (200), `PROPTEST_RNG_SEED` which (1 unless set).

mod constraint;
mod edit;
mod enumeration;
mod model;
mod toml;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use codegen::catalog::{Catalog, Pair};
use codegen::dialect::DialectName;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tablesmith::migrate::MigrateError;

use crate::proof::{Bench, Folder, Refused};
use crate::rows;
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
    let bench = RefCell::new(Bench::new(dialect));
    let steps = |range| prop::collection::vec(any::<Numbers>(), range);
    let result = TestRunner::new(config).run(&(steps(2..16), steps(1..9)), |(build, edit)| {
        case(&bench, &build, &edit).map_err(TestCaseError::fail)
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// The checks on one pair; says what went wrong with both schemas.
fn case(bench: &RefCell<Bench>, build: &[Numbers], edit: &[Numbers]) -> Result<(), String> {
    let previous = Schema::build(build);
    let next = previous.edit(edit);
    let dialect = bench.borrow().dialect;
    let checked = catch_unwind(AssertUnwindSafe(|| migrate(&mut bench.borrow_mut(), &previous, &next)));
    let told = match checked {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(told)) => told,
        Err(panic) => {
            *bench.borrow_mut() = Bench::new(dialect);
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            text.unwrap_or_else(|| "panicked".to_owned())
        }
    };
    Err(format!(
        "{told}\n--- from\n{}\n--- to\n{}",
        previous.toml(dialect, None),
        next.toml(dialect, Some(&previous))
    ))
}

fn migrate(bench: &mut Bench, previous: &Schema, next: &Schema) -> Result<(), String> {
    let dialect = bench.dialect;
    let folder = Folder::new();
    let start = folder.generate(&previous.toml(dialect, None)).map_err(told)?;
    let start = &start.sides[&dialect];
    bench.begin();
    bench
        .up(&start.history, 1)
        .map_err(|error| format!("before: {error}"))?;
    let before = bench.live();
    bench.load(&rows::inserts(&start.catalog, ROWS));

    let after = folder.generate(&next.toml(dialect, Some(previous))).map_err(told)?;
    let after = &after.sides[&dialect];
    if after.new.is_none() {
        return Ok(());
    }
    let canonical = Pair {
        previous: before,
        next: bench.canonical(&after.catalog),
    };
    let kept = kept(previous, next, dialect);
    let values: Vec<_> = kept.iter().map(|(was, _)| bench.rows(&was.0, &was.1)).collect();
    let rows = bench.all_rows(&start.catalog);

    if let Err(error) = bench.up(&after.history, 1) {
        refused(bench, next, "up", &error, &canonical.previous)?;
        let found = bench.all_rows(&start.catalog);
        return if found == rows {
            Ok(())
        } else {
            Err(format!(
                "refused ({error}), and the rows are {found:?} instead of {rows:?}"
            ))
        };
    }
    is(bench, "up", &canonical.next)?;
    for ((was, now), values) in kept.iter().zip(&values) {
        let found = bench.rows(&now.0, &now.1);
        if found != *values {
            return Err(format!("up: {was:?} held {values:?}, {now:?} holds {found:?}"));
        }
    }
    if let Err(error) = bench.down(&after.history) {
        return refused(bench, next, "down", &error, &canonical.next);
    }
    is(bench, "down", &canonical.previous)?;
    for ((was, _), values) in kept.iter().zip(&values) {
        let found = bench.rows(&was.0, &was.1);
        if found != *values {
            return Err(format!("down: {was:?} held {values:?}, holds {found:?}"));
        }
    }
    Ok(())
}

fn is(bench: &mut Bench, way: &str, expected: &Catalog) -> Result<(), String> {
    let found = bench.differences(expected);
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{way}:\n{}", found.join("\n")))
    }
}

/// Where the rows do not allow what is asked for, that must be what is said, and nothing may have changed.
fn refused(
    bench: &mut Bench,
    next: &Schema,
    way: &str,
    error: &MigrateError,
    unchanged: &Catalog,
) -> Result<(), String> {
    if !next.may_be_refused() || !is_about_rows(error, bench.dialect) {
        return Err(format!("{way}: {error}"));
    }
    is(bench, &format!("{way}, refused ({error})"), unchanged)
}

/// Whether the rows are what is in the way, and not a statement that the database does not understand, or rows that the
/// migration itself has lost.
fn is_about_rows(error: &MigrateError, dialect: DialectName) -> bool {
    let source = match error {
        MigrateError::Check { .. } => return true,
        MigrateError::CheckRefused { source, .. } | MigrateError::Step { source, .. } => source,
        _ => return false,
    };
    let code = source.code.as_deref().unwrap_or_default();
    match dialect {
        // Data exceptions, and violations of integrity constraints (manual, appendix A).
        DialectName::Postgres => code.starts_with("22") || code.starts_with("23"),
        // The low byte of an extended result code is the primary one: SQLITE_CONSTRAINT.
        DialectName::Sqlite => {
            let is_constraint = code.parse::<u32>().is_ok_and(|code| code & 0xff == 19);
            is_constraint && !source.message.contains("was copied")
        }
    }
}

fn told(refused: Refused) -> String {
    match refused {
        Refused::MissingUsings(told) | Refused::Other(told) => told,
    }
}

type Place = (String, Vec<String>);

/// The tables and columns of both schemas whose values an edit may not touch: where they were, and where they are.
fn kept(previous: &Schema, next: &Schema, dialect: DialectName) -> Vec<(Place, Place)> {
    let both = previous.tables.iter().zip(&next.tables);
    both.filter(|(_, table)| !table.dropped)
        .map(|(before, table)| {
            let keys: &[&str] = match (table.key, table.part) {
                (4, _) => &["first", "second"],
                (_, Some(_)) => &["id", "part"],
                (_, None) => &["id"],
            };
            let mut columns: (Vec<String>, Vec<String>) =
                keys.iter().map(|key| (rows::quote(key), rows::quote(key))).unzip();
            for link in &table.links {
                if before.links.iter().any(|there| there.id == link.id) {
                    columns.0.extend(link.columns().map(|name| rows::quote(&name)));
                    columns.1.extend(link.columns().map(|name| rows::quote(&name)));
                }
            }
            for column in table.columns.iter().filter(|column| next.keeps(previous, column)) {
                if let Some(was) = before.column(column.id) {
                    columns.0.push(rows::quote(&was.name));
                    columns.1.push(rows::quote(&column.name));
                }
            }
            (
                (rows::name(&before.object_name(dialect)), columns.0),
                (rows::name(&table.object_name(dialect)), columns.1),
            )
        })
        .collect()
}

//! Peers' hard cases, which lie beside the repository: the way from one real database to another and back.

use std::path::{Path, PathBuf};

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::database::{introspect, settled_differences};
use codegen::dialect::{DialectName, Introspected};
use codegen::diff::{Change, Decisions, diff, invert};
use codegen::plan::{Plan, StepMode};
use codegen::render::{Templates, sql};
use tablesmith::Db;
use testing::postgres::Server;

use super::wait;

/// How a pair went.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Up and down, each time to what was wanted.
    Equal,
    /// It holds what a catalog cannot say, or SQL that this server does not take.
    Beyond,
    /// It did not.
    Failed(String),
}

fn folder() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = here.ancestors().map(|folder| folder.join("shared/pairs"));
    folders.find(|folder| folder.is_dir())
}

/// Changes from one to the other; whatever looks like a rename is none.
fn changes(pair: Pair<&Catalog>) -> Vec<Change> {
    let mut decisions = Decisions::default();
    for _ in 0..3 {
        match diff(pair, &Hints::default(), &decisions) {
            Ok(diff) => return diff.changes,
            Err(ambiguities) => decisions
                .drops
                .extend(ambiguities.into_iter().map(|ambiguity| ambiguity.drop)),
        }
    }
    panic!("every question has been answered");
}

/// Runs a plan as the migrator would.
async fn run(db: &Db, pair: Pair<&Catalog>, changes: &[Change]) -> Result<(), String> {
    let name = pair.next.dialect;
    let dialect = name.dialect();
    let capabilities = dialect.capabilities(dialect.default_version());
    let plan = dialect
        .plan(pair, changes, &capabilities)
        .map_err(|error| error.to_string())?;
    for steps in plan
        .steps
        .chunk_by(|one, other| one.mode == other.mode && one.mode != StepMode::Alone)
    {
        let mode = &steps[0].mode;
        let plan = Plan { steps: steps.to_vec() };
        let text = sql(&plan, name, &Templates::embedded()).map_err(|error| error.to_string())?;
        let text = match mode {
            // There are no rows: a check returns none, and one batch is all.
            StepMode::Alone | StepMode::Check { .. } | StepMode::Batches { .. } => text,
            StepMode::Transaction | StepMode::OwnTransaction => format!("begin;\n{text}\n;commit;"),
            StepMode::ForeignKeysOff => {
                format!("pragma foreign_keys = off;\nbegin;\n{text}\n;commit;\npragma foreign_keys = on;")
            }
        };
        db.batch(&text).await.map_err(|error| format!("{error}\n{text}"))?;
    }
    Ok(())
}

async fn way(url: &str, db: &Db, pair: Pair<&Introspected>, changes: &[Change]) -> Result<(), String> {
    run(db, pair.map(|found| &found.catalog), changes).await?;
    let reached = introspect(db).await.map_err(|error| error.to_string())?;
    let lines = settled_differences(url, &reached.catalog, &pair.next.catalog).await;
    let lines = lines.map_err(|error| error.to_string())?;
    if lines.is_empty() {
        Ok(())
    } else {
        Err(lines.join("\n"))
    }
}

async fn try_pair(urls: Pair<&str>, folder: &Path) -> Outcome {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    let connect = async |url: &str| Db::builder().max(1).connect(url).await.expect("the database is there");
    let (previous, next) = (connect(urls.previous).await, connect(urls.next).await);
    let taken = (
        previous.batch(&text("before.sql")).await,
        next.batch(&text("after.sql")).await,
    );
    let (Ok(()), Ok(())) = taken else {
        return Outcome::Beyond;
    };
    let read = async |db: &Db| introspect(db).await.expect("it can be read");
    let found = Pair {
        previous: read(&previous).await,
        next: read(&next).await,
    };
    if !found.previous.unmodelled.is_empty() || !found.next.unmodelled.is_empty() {
        return Outcome::Beyond;
    }
    let pair = Pair {
        previous: &found.previous,
        next: &found.next,
    };
    let catalogs = pair.map(|found| &found.catalog);
    let up = changes(catalogs);
    if let Err(message) = way(urls.previous, &previous, pair, &up).await {
        return Outcome::Failed(format!("up: {message}"));
    }
    let down = invert(catalogs, &up);
    match way(urls.previous, &previous, pair.flip(), &down).await {
        Ok(()) => Outcome::Equal,
        Err(message) => Outcome::Failed(format!("down: {message}")),
    }
}

/// Tries every `of`th pair, from `first` on: several tests share the work.
fn try_pairs(dialect: DialectName, first: usize, of: usize) {
    let Some(folder) = folder() else {
        // Past the test runner, which would keep it to itself.
        let told = format!("not here: the pairs of {}\n", dialect.title());
        let _ = std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes());
        return;
    };
    let core = std::fs::read_to_string(folder.join("core.txt")).expect("the list can be read");
    let prefix = format!("{dialect}/");
    let names = core
        .lines()
        .filter(|line| line.starts_with(&prefix))
        .skip(first)
        .step_by(of);
    let (mut equal, mut beyond, mut failed) = (0, Vec::new(), Vec::new());
    for name in names {
        let outcome = match dialect {
            DialectName::Postgres => {
                let (one, other) = (Server::shared().database(), Server::shared().database());
                let urls = Pair {
                    previous: one.url(),
                    next: other.url(),
                };
                wait(try_pair(urls, &folder.join(name)))
            }
            DialectName::Sqlite => {
                let urls = Pair {
                    previous: "sqlite::memory:",
                    next: "sqlite::memory:",
                };
                wait(try_pair(urls, &folder.join(name)))
            }
        };
        match outcome {
            Outcome::Equal => equal += 1,
            Outcome::Beyond => beyond.push(name),
            Outcome::Failed(message) => failed.push(format!("{name}\n{message}")),
        }
    }
    assert!(
        failed.is_empty(),
        "{equal} equal, beyond: {beyond:?}\n\n{}",
        failed.join("\n\n")
    );
    assert!(equal > beyond.len(), "{equal} equal, beyond: {beyond:?}");
}

#[test]
fn postgres_pairs_go_up_and_down_first_third() {
    try_pairs(DialectName::Postgres, 0, 3);
}

#[test]
fn postgres_pairs_go_up_and_down_second_third() {
    try_pairs(DialectName::Postgres, 1, 3);
}

#[test]
fn postgres_pairs_go_up_and_down_last_third() {
    try_pairs(DialectName::Postgres, 2, 3);
}

#[test]
fn sqlite_pairs_go_up_and_down() {
    try_pairs(DialectName::Sqlite, 0, 1);
}

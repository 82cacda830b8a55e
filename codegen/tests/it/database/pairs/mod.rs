//! Peers' hard cases, which lie beside the repository: the way from one real database to another and back, with rows in
//! the tables where rows can be made, judged by the databases' own dumps.
//!
//! Each pair is loaded into two databases. The first is filled, brought to the second by what `codegen diff --sql` prints,
//! through the migrator, and compared with it; then back. Where made-up rows themselves stand in the way (a value that a
//! new check refuses, a NULL in a column that becomes NOT NULL), the pair is tried once more without rows, and counted
//! apart.

mod dump;
mod way;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::dialect::DialectName;

use way::Outcome;

/// How many databases are worked on at a time.
const WORKERS: usize = 3;

fn folder(dialect: DialectName) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = here.ancestors().map(|folder| folder.join("shared/pairs"));
    let found = folders.find(|folder| folder.is_dir());
    if found.is_none() {
        say(&format!("not here: the pairs of {}", dialect.title()));
    }
    found
}

/// Past the test runner, which would keep it to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

/// The pairs that are within tables, columns, constraints, indexes and enums.
fn core(folder: &Path, dialect: DialectName) -> Vec<String> {
    let list = std::fs::read_to_string(folder.join("core.txt")).expect("the list can be read");
    let prefix = format!("{dialect}/");
    let names = list.lines().filter(|line| line.starts_with(&prefix));
    names.map(str::to_owned).collect()
}

/// Every pair that lies there.
fn all(folder: &Path, dialect: DialectName) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(dialect.as_str())).expect("the folder can be read");
    let mut names: Vec<_> = entries
        .flatten()
        .map(|entry| format!("{dialect}/{}", entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

/// How many of the pairs go both ways, and with rows.
#[derive(Debug, PartialEq, Eq)]
struct Count {
    of: usize,
    equal: usize,
    with_rows: usize,
}

fn try_pairs(folder: &Path, dialect: DialectName, names: &[String]) -> Count {
    let outcomes = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = super::wait(way::there_and_back(dialect, &folder.join(name)));
                    outcomes
                        .lock()
                        .expect("no thread panicked with it")
                        .push((name, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().expect("all threads have ended");
    outcomes.sort_by_key(|(name, _)| *name);
    let mut count = Count {
        of: names.len(),
        equal: 0,
        with_rows: 0,
    };
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::EqualWithRows => {
                count.equal += 1;
                count.with_rows += 1;
            }
            Outcome::Equal { stood_in_the_way } => {
                count.equal += 1;
                say(&format!(
                    "{name}: without rows, since {}",
                    stood_in_the_way.replace('\n', " ")
                ));
            }
            Outcome::Short(why) => say(&format!("{name}: falls short: {why}")),
        }
    }
    say(&format!(
        "{}: {} of {} pairs there and back, {} of them with rows",
        dialect.title(),
        count.equal,
        count.of,
        count.with_rows
    ));
    count
}

fn counted(dialect: DialectName, list: fn(&Path, DialectName) -> Vec<String>) -> Option<Count> {
    let folder = folder(dialect)?;
    let only = std::env::var("TABLESMITH_PAIRS").ok();
    let mut names = list(&folder, dialect);
    if let Some(only) = &only {
        names.retain(|name| name.contains(only));
    }
    let count = try_pairs(&folder, dialect, &names);
    // A part of them proves nothing about the count.
    only.is_none().then_some(count)
}

/// Every fourth: the whole takes minutes of servers that make and drop databases.
#[test]
fn a_quarter_of_the_postgres_core_pairs_go_there_and_back() {
    let quarter = |folder: &Path, dialect| core(folder, dialect).into_iter().step_by(4).collect();
    if let Some(count) = counted(DialectName::Postgres, quarter) {
        assert_eq!(count.equal, count.of);
    }
}

#[test]
#[ignore = "minutes; run by name"]
fn postgres_core_pairs_go_there_and_back() {
    if let Some(count) = counted(DialectName::Postgres, core) {
        assert_eq!((count.equal, count.of), (234, 234));
    }
}

#[test]
fn sqlite_core_pairs_go_there_and_back() {
    if let Some(count) = counted(DialectName::Sqlite, core) {
        assert_eq!((count.equal, count.of), (17, 17));
    }
}

/// Views, functions, triggers and the like among them.
#[test]
#[ignore = "twice the work of the core; run by name"]
fn all_postgres_pairs_go_there_and_back() {
    if let Some(count) = counted(DialectName::Postgres, all) {
        assert_eq!((count.equal, count.of), (387, 425));
    }
}

/// Views, functions, triggers and the like among them.
#[test]
fn all_sqlite_pairs_go_there_and_back() {
    if let Some(count) = counted(DialectName::Sqlite, all) {
        assert_eq!((count.equal, count.of), (22, 22));
    }
}

//! Peers' hard cases, which lie beside the repository: the way from one real database to another and back, with rows in
//! the tables where rows can be made, judged by the databases' own dumps.
//!
//! Each pair is loaded into two databases. The first is filled, brought to the second by what `codegen diff --sql` prints,
//! through the migrator, and compared with it; then back. Where made-up rows themselves stand in the way (a value that a
//! new check refuses, a NULL in a column that becomes NOT NULL), the pair is tried once more without rows, and counted
//! apart.

mod way;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::dialect::DialectName;

use way::Outcome;

/// How many databases are worked on at a time.
const WORKERS: usize = 2;

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

/// Says what became of each, and names those that fall short.
fn try_pairs(folder: &Path, dialect: DialectName, names: &[String]) -> BTreeSet<String> {
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
    let mut short = BTreeSet::new();
    let mut with_rows = 0;
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::EqualWithRows => with_rows += 1,
            Outcome::Equal { stood_in_the_way } => say(&format!(
                "{name}: without rows, since {}",
                stood_in_the_way.replace('\n', " ")
            )),
            Outcome::Short(why) => {
                say(&format!("{name}: falls short: {why}"));
                short.insert(name.clone());
            }
        }
    }
    say(&format!(
        "{}: {} of {} pairs there and back, {with_rows} of them with rows",
        dialect.title(),
        names.len() - short.len(),
        names.len(),
    ));
    short
}

/// The pairs of a part that fall short, by name.
fn short(dialect: DialectName, list: impl Fn(&Path, DialectName) -> Vec<String>) -> Option<BTreeSet<String>> {
    let folder = folder(dialect)?;
    let mut names = list(&folder, dialect);
    if let Ok(only) = std::env::var("TABLESMITH_PAIRS") {
        names.retain(|name| name.contains(&only));
    }
    Some(try_pairs(&folder, dialect, &names))
}

/// Those that are known to fall short, each with the reason.
fn known() -> BTreeSet<String> {
    let names = include_str!("short.txt")
        .lines()
        .filter_map(|line| line.split_once(':'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The core goes there and back. `TABLESMITH_PAIRS=text` runs every pair with that text in its name, `/` all of them, which
/// takes twice as long: those in `short.txt` fall short, and one that comes to go is to be taken off that list.
macro_rules! postgres_parts {
    ($($test:ident $part:literal)*) => {
        const PARTS: usize = [$($part),*].len();

        $(
            #[test]
            fn $test() {
                let part = |folder: &Path, dialect| {
                    let every = std::env::var_os("TABLESMITH_PAIRS").is_some();
                    let names = if every { all(folder, dialect) } else { core(folder, dialect) }.into_iter();
                    names.skip($part).step_by(PARTS).collect::<Vec<_>>()
                };
                let Some(short) = short(DialectName::Postgres, part) else { return };
                let Some(folder) = folder(DialectName::Postgres) else { return };
                let mine = part(&folder, DialectName::Postgres);
                let wanted = std::env::var("TABLESMITH_PAIRS").unwrap_or_default();
                let known = known().into_iter().filter(|name| mine.contains(name) && name.contains(&wanted));
                assert_eq!(short, known.collect());
            }
        )*
    };
}

postgres_parts! {
    postgres_pairs_go_there_and_back_1 0
    postgres_pairs_go_there_and_back_2 1
    postgres_pairs_go_there_and_back_3 2
    postgres_pairs_go_there_and_back_4 3
}

#[test]
fn sqlite_pairs_go_there_and_back() {
    if let Some(short) = short(DialectName::Sqlite, all) {
        assert_eq!(short, BTreeSet::new());
    }
}

/// Those of our own, each for a fault that was found.
#[test]
fn pairs_of_our_own_go_there_and_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs");
    let names = all(&folder, DialectName::Postgres);
    assert_eq!(try_pairs(&folder, DialectName::Postgres, &names), BTreeSet::new());
}

/// Tables, columns, constraints, indexes and enums are what this is for.
#[test]
fn none_of_the_core_is_known_to_fall_short() {
    if let Some(folder) = folder(DialectName::Postgres) {
        let core = core(&folder, DialectName::Postgres);
        assert!(core.iter().all(|name| !known().contains(name)));
    }
}

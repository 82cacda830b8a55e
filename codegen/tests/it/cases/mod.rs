//! `tests/cases`: a folder per behaviour, `group/name`, run on real databases with rows.
//!
//! A case is `before.toml` and `after.toml`, and where made-up rows do not do, `rows.sql` (or `rows.postgres.sql`,
//! `rows.sqlite.sql`). Where the way back needs hints of its own, `back.toml` says what `before.toml` says with them.
//! What comes of it stands beside them: `expected.<dialect>.sql`, all of `up.sql`, and `expected.txt`: what was asked, the
//! changes, hazards, and the rows. `UPDATE_CASES=1` writes both; `CASE=text` runs the cases with that text in their name.
//!
//! Whatever these files say, this holds of every case on both databases:
//! - generating a second time finds nothing to do;
//! - the way up leads to what the snapshot says, and so do the way down, and up again; going up twice does nothing;
//! - no row goes with a table that stays, and no value of a column that the author says nothing about;
//! - rows that are not what they were after up and down are admitted by a step that is labelled so;
//! - what the database refuses leaves it as it was;
//! - the way from `after.toml` to `before.toml`, as an edit, leads there too, and back.
//!
//! `traps` are what migration tools are known to get wrong. Two of those are no pairs of schemas: many migrators at once
//! (08) and branches that meet (09) are in the tests of the migrator and of `history`.

mod report;
mod run;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::dialect::DialectName;

use crate::proof::Bench;

/// One case.
struct Case {
    folder: PathBuf,
    name: String,
}

impl Case {
    fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }
}

fn cases(wanted: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the folder of the cases is there");
        let paths = entries.map(|entry| entry.expect("it can be read").path());
        paths.filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<_> = folders(&root)
        .iter()
        .flat_map(|group| folders(group))
        .map(|folder| Case {
            name: folder.strip_prefix(&root).expect("it is below").display().to_string(),
            folder,
        })
        .filter(|case| case.name.contains(wanted))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Compares with what is expected, or writes it.
fn settle(case: &Case, found: &BTreeMap<String, String>, update: bool) -> Result<(), String> {
    let files = DialectName::ALL.map(|dialect| format!("expected.{dialect}.sql"));
    let mut wrong = Vec::new();
    for file in files.iter().map(String::as_str).chain(["expected.txt"]) {
        let path = case.folder.join(file);
        let (expected, found) = (case.text(file), found.get(file));
        if expected.as_ref() == found {
            continue;
        }
        match found {
            Some(found) if update => fs::write(path, found).map_err(|error| error.to_string())?,
            None if update => fs::remove_file(path).map_err(|error| error.to_string())?,
            Some(found) => wrong.push(format!(
                "{file} is\n{found}\n--- expected\n{}",
                expected.unwrap_or_default()
            )),
            None => wrong.push(format!("{file} is not made any more")),
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

#[test]
fn cases_of_checks_go_up_and_down_and_are_as_expected() {
    go_up_and_down(&cases("checks/"));
}

/// All, or those whose names hold what `CASE` says.
#[test]
#[ignore = "takes minutes; run by name"]
fn every_case_goes_up_and_down_and_is_as_expected() {
    go_up_and_down(&cases(&std::env::var("CASE").unwrap_or_default()));
}

fn go_up_and_down(cases: &[Case]) {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let work = || {
        let mut benches = DialectName::ALL.map(Bench::new);
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let found = run::run(case, &mut benches)?;
                settle(case, &found, update)
            }));
            let result = ran.unwrap_or_else(|_| {
                benches = DialectName::ALL.map(Bench::new);
                Err("it panicked, see above".to_owned())
            });
            if let Err(message) = result {
                let mut failed = failed.lock().expect("no one panics with it");
                failed.push(format!("=== {}\n{message}", case.name));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut failed = failed.into_inner().expect("no one panics with it");
    failed.sort();
    assert!(
        failed.is_empty(),
        "{} of {} cases:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n\n")
    );
    assert!(!cases.is_empty(), "no case is there");
}

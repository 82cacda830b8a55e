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

/// The folders in a folder, in order of their names.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of the cases is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn groups() -> Vec<String> {
    let names = folders(&root());
    let names = names.iter().filter_map(|folder| folder.file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn cases(group: &str) -> Vec<Case> {
    let folders = folders(&root().join(group));
    let case = |folder: PathBuf| Case {
        name: format!("{group}/{}", folder.file_name().unwrap_or_default().to_string_lossy()),
        folder,
    };
    folders.into_iter().map(case).collect()
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

/// A test for each folder of cases: the runner has something to spread over the processors, and says which one failed.
macro_rules! groups {
    ($($group:ident)*) => {
        $(
            #[test]
            fn $group() {
                go_up_and_down(stringify!($group));
            }
        )*

        #[test]
        fn every_group_has_its_test() {
            assert_eq!(groups(), [$(stringify!($group)),*], "folders of tests/cases and the tests of them");
        }
    };
}

groups! {
    checks columns defaults enums foreign_keys generated identity indexes inheritance keys namespaces nulls only partitions row_security tables traps types unique views
}

/// Runs the cases of a group: all, or those whose names hold what `CASE` says.
fn go_up_and_down(group: &str) {
    let wanted = std::env::var("CASE").ok();
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut benches = DialectName::ALL.map(Bench::new);
    let mut failed = Vec::new();
    let cases = cases(group);
    assert!(!cases.is_empty(), "no case is in {group}");
    for case in &cases {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !case.name.contains(wanted.as_str()))
        {
            continue;
        }
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let found = run::run(case, &mut benches)?;
            settle(case, &found, update)
        }));
        let result = ran.unwrap_or_else(|_| {
            benches = DialectName::ALL.map(Bench::new);
            Err("it panicked, see above".to_owned())
        });
        if let Err(message) = result {
            failed.push(format!("=== {}\n{message}", case.name));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cases:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n\n")
    );
}

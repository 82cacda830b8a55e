//! Schemas of real applications: pulled whole, and proved by a database built of them, whose own dump is the same.
//!
//! A dump is compared as [`crate::dump`] says it. `TABLESMITH_CORPORA=text` runs those with that text in their name.

use codegen::dialect::DialectName;

use super::{pull, start};
use crate::corpora::{files, sql};
use crate::live::Live;

/// Past the test runner, which would keep it to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

/// Pulls each and gives the names of those that fall short, with a line for each in a table.
fn short(dialect: DialectName) -> Vec<String> {
    let wanted = std::env::var("TABLESMITH_CORPORA").unwrap_or_default();
    let mut short = Vec::new();
    for path in files(dialect) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !name.contains(&wanted) {
            continue;
        }
        let (project, live) = start(dialect, &sql(&path));
        let ran = pull(&project, &live, &["--verify", "--json"]);
        if !matches!(ran.code, Some(0 | 1)) {
            say(&format!("{dialect:9} {name:15} {}", ran.stderr));
            short.push(name);
            continue;
        }
        let report = ran.json();
        let count = |key: &str| report[key].as_array().map_or(0, Vec::len);
        let built = Live::new(dialect);
        built.migrate(project.path(), &["up"]);
        let difference = built.dump().difference(&live.dump());
        let is_equal = count("not_taken") == 0 && count("differences") == 0 && difference.is_none();
        let verdict = if is_equal {
            "equal".to_owned()
        } else {
            let lines = difference.as_deref().map_or(0, |text| text.lines().count());
            format!(
                "{} not taken, {} differ; {lines} lines of the dump:\n{}",
                count("not_taken"),
                count("differences"),
                difference.unwrap_or_default()
            )
        };
        say(&format!(
            "{dialect:9} {name:15} {:4} tables {:4} enums {:4} objects  {verdict}",
            report["tables"], report["enums"], report["objects"]
        ));
        assert_eq!(
            project.run(&["generate"]).expect(0).stdout,
            "nothing changed\n",
            "{name}"
        );
        if !is_equal {
            short.push(name);
        }
    }
    short
}

#[test]
fn sqlite_corpora_are_pulled() {
    assert_eq!(short(DialectName::Sqlite), Vec::<String>::new());
}

#[test]
fn postgres_corpora_are_pulled() {
    assert_eq!(short(DialectName::Postgres), Vec::<String>::new());
}

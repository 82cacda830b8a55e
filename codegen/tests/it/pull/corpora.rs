//! Schemas of real applications: pulled whole, and proved by a database built of them.

use codegen::dialect::DialectName;

use super::{pull, start};
use crate::corpora::{files, sql};

/// Past the test runner, which would keep it to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

/// Pulls each and gives the names of those that fall short, with a line for each in a table.
fn short(dialect: DialectName) -> Vec<String> {
    let mut short = Vec::new();
    for path in files(dialect) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (project, live) = start(dialect, &sql(&path));
        let ran = pull(&project, &live, &["--verify", "--json"]);
        if !matches!(ran.code, Some(0 | 1)) {
            say(&format!("{dialect:9} {name:15} {}", ran.stderr));
            short.push(name);
            continue;
        }
        let report = ran.json();
        let count = |key: &str| report[key].as_array().map_or(0, Vec::len);
        let is_equal = count("not_taken") == 0 && count("differences") == 0;
        let verdict = if is_equal {
            "equal".to_owned()
        } else {
            format!("{} not taken, {} differ", count("not_taken"), count("differences"))
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

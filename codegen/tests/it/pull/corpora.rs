//! Schemas of real applications, which lie beside the repository: pulled whole, and proved by a database built of them.

use std::path::{Path, PathBuf};

use codegen::dialect::DialectName;

use super::{pull, start};

/// Past the test runner, which would keep it to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

fn files(dialect: DialectName) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = here
        .ancestors()
        .map(|folder| folder.join("shared/corpora").join(dialect.as_str()));
    let Some(folder) = folders.find(|folder| folder.is_dir()) else {
        say(&format!("not here: the corpora of {}", dialect.title()));
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the folder has files");
    files
}

/// Pulls each and gives the names of those that fall short, with a line for each in a table.
fn short(dialect: DialectName) -> Vec<String> {
    let mut short = Vec::new();
    for path in files(dialect) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let sql = std::fs::read_to_string(&path).expect("the file can be read");
        let lines = sql
            .lines()
            .filter(|line| !line.starts_with('\\') && !line.starts_with('.'));
        let (project, live) = start(dialect, &lines.collect::<Vec<_>>().join("\n"));
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

/// These have what no catalog can say: inheritance, partitions, an aggregate.
const SHORT: &[&str] = &["concourse", "hatchet", "pagila"];

#[test]
fn sqlite_corpora_are_pulled() {
    assert_eq!(short(DialectName::Sqlite), Vec::<String>::new());
}

#[test]
fn postgres_corpora_are_pulled() {
    if !files(DialectName::Postgres).is_empty() {
        assert_eq!(short(DialectName::Postgres), SHORT);
    }
}

//! Real SQL of other people: nothing panics, and each place is one of the text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use codegen::dialect::DialectName;
use codegen::lint::{Input, Runner, Settings, lint_all};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            found.push(path);
        }
    }
}

#[test]
fn real_sql_is_read() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = if shared.exists() {
        shared
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
    };
    let mut total = 0;
    for kind in ["corpora", "histories"] {
        for dialect in DialectName::ALL {
            let mut found = Vec::new();
            files(&shared.join(kind).join(dialect.as_str()), &mut found);
            total += found.len();
            let texts: Vec<_> = found
                .iter()
                .map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("files can be read")).into_owned())
                .collect();
            let inputs: Vec<_> = texts
                .iter()
                .map(|text| Input {
                    text,
                    dialect: dialect.dialect(),
                    runner: Runner::InTransaction,
                    version: None,
                    catalog: None,
                })
                .collect();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for (findings, text) in lint_all(&inputs, &Settings::default()).iter().zip(&texts) {
                for finding in findings {
                    assert!(
                        text.get(finding.at.clone()).is_some_and(|sql| !sql.contains('\n')),
                        "{finding:?}"
                    );
                    *counts.entry(finding.code).or_default() += 1;
                }
            }
            let unparsed = counts.get("UNPARSED").copied().unwrap_or_default();
            assert!(unparsed <= 25, "{kind}, {dialect}: {unparsed} statements are not read");
            say(&format!("{kind}, {dialect}: {} files, {counts:?}", found.len()));
        }
    }
    if total == 0 {
        say("not here: real SQL");
    }
}

/// Past the test runner, which would keep it to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

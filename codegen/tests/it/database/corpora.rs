//! Schemas of real applications, which lie beside the repository: reading them fails nowhere and drops nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use codegen::catalog::snapshot::Snapshot;
use codegen::database::differences;
use codegen::dialect::{DialectName, Introspected};

use super::{read_postgres, read_sqlite};

/// The files of a dialect; none, with a word about it, where the corpora are not there.
fn files(dialect: DialectName) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here
        .ancestors()
        .map(|folder| folder.join("shared/corpora").join(dialect.as_str()))
        .find(|folder| folder.is_dir());
    let Some(folder) = folder else {
        let told = format!("not here: the corpora of {}\n", dialect.title());
        // Past the test runner, which would keep it to itself.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes());
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the folder has files");
    files
}

/// The SQL of a dump, without the commands of the client that wrote it.
fn sql(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('\\') && !line.starts_with('.'));
    lines.collect::<Vec<_>>().join("\n")
}

/// What was read holds every CREATE TABLE, survives a snapshot, and does not differ from itself.
fn check(path: &Path, found: &Introspected) {
    let name = path.display();
    let snapshot = Snapshot::new(found.catalog.clone(), BTreeSet::new());
    let read = Snapshot::read(&snapshot.to_text()).expect("what was written can be read");
    assert_eq!(read, snapshot, "{name}");
    assert_eq!(
        differences(&read.catalog, &found.catalog),
        Vec::<String>::new(),
        "{name}"
    );
    let text = sql(path).to_ascii_lowercase();
    let written = text
        .lines()
        .filter(|line| line.starts_with("create table") || line.starts_with("create virtual table"));
    let objects: Vec<_> = found.catalog.objects.keys().map(ToString::to_string).collect();
    let told = |kind: &str| {
        let all = found.unmodelled.iter().chain(&objects);
        all.filter(|object| object.starts_with(kind)).count()
    };
    // SQLite makes shadow tables for a virtual one; a dump writes CREATE TABLE for a partition.
    let held = found.catalog.tables.len() + told("partition ") + told("virtual table ");
    assert_eq!(held, written.count(), "{name}: {:?}", found.unmodelled);
    let views = text
        .lines()
        .filter(|line| line.starts_with("create view") || line.starts_with("create or replace view"));
    assert_eq!(told("view "), views.count(), "{name}: {:?}", found.unmodelled);
    let triggers = text.lines().filter(|line| line.starts_with("create trigger"));
    assert_eq!(told("trigger "), triggers.count(), "{name}: {:?}", found.unmodelled);
}

#[test]
fn postgres_schemas_are_read() {
    for path in files(DialectName::Postgres) {
        let sql = sql(&path);
        check(&path, &read_postgres(&sql));
    }
}

#[test]
fn sqlite_schemas_are_read() {
    for path in files(DialectName::Sqlite) {
        let sql = sql(&path);
        check(&path, &read_sqlite(&sql));
    }
}

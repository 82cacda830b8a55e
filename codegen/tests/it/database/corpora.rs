//! Schemas of real applications: reading them fails nowhere and drops nothing.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::catalog::snapshot::Snapshot;
use codegen::database::differences;
use codegen::dialect::{DialectName, Introspected};

use super::{read_postgres, read_sqlite};
use crate::corpora::{files, sql};

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
    // SQLite makes shadow tables for a virtual one.
    let held = found.catalog.tables.len() + told("virtual table ");
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

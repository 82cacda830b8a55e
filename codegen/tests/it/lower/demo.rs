//! The demo schema, as each database holds it.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::catalog::snapshot::Snapshot;
use codegen::diagnostic::Diagnostics;
use codegen::dialect::{DialectName, lower};

fn snapshot(dialect: DialectName) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.toml");
    let schema = codegen::schema::load(&path).schema.expect("the demo schema is right");
    let mut diagnostics = Diagnostics::new();
    let lowered = lower(&schema, dialect, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    Snapshot::new(lowered.catalog, BTreeSet::new()).to_text()
}

#[test]
fn on_postgres() {
    insta::assert_snapshot!(snapshot(DialectName::Postgres));
}

#[test]
fn on_sqlite() {
    insta::assert_snapshot!(snapshot(DialectName::Sqlite));
}

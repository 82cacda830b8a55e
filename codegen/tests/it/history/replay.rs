//! Where a history leads, on real servers; and that both packages agree on what a migration is.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::catalog::snapshot::Snapshot;
use codegen::catalog::{Catalog, Hints, Pair};
use codegen::database::replay;
use codegen::dialect::DialectName;
use codegen::diff::{Decisions, diff, invert};
use codegen::history::{FolderName, History, NewMigration, Staging};
use codegen::render::{Templates, sql};
use tempfile::TempDir;

/// A catalog of tables with a key and a column each.
fn catalog(dialect: DialectName, tables: &[&str]) -> Catalog {
    let integer = match dialect {
        DialectName::Postgres => "integer",
        DialectName::Sqlite => "INTEGER",
    };
    let table = |name: &&str| {
        serde_json::json!({
            "name": name,
            "columns": [{ "name": "id", "type": integer }, { "name": "size", "type": integer, "nullable": true }],
            "primary_key": { "name": format!("{name}_pkey"), "columns": ["id"] },
        })
    };
    let tables: Vec<_> = tables.iter().map(table).collect();
    serde_json::from_value(serde_json::json!({ "dialect": dialect, "tables": tables })).expect("a catalog")
}

/// Writes the migration from one catalog to the next, as `generate` does.
fn generate(root: &Path, folder: &str, next: &Catalog) {
    let history = History::read(root).expect("in order");
    let snapshot = history.snapshot(next.dialect).expect("a snapshot");
    let dialect = next.dialect.dialect();
    let pair = Pair {
        previous: &snapshot.catalog,
        next,
    };
    let changes = diff(pair, &Hints::default(), &Decisions::default())
        .expect("clear")
        .changes;
    let capabilities = dialect.capabilities(dialect.oldest_version());
    let text = |pair: Pair<&Catalog>, changes: &[_]| {
        sql(
            &dialect.plan(pair, changes, &capabilities).expect("planned"),
            next.dialect,
            &Templates::embedded(),
        )
        .expect("rendered")
    };
    let new = NewMigration {
        folder: folder.parse::<FolderName>().expect("a folder"),
        up: text(pair, &changes),
        down: text(pair.flip(), &invert(pair, &changes)),
        changes,
        used_hints: BTreeSet::new(),
    };
    let mut staging = Staging::new(root);
    history.append(snapshot.clone(), new, &mut staging).expect("it fits");
    staging.commit().expect("committed");
}

const SECOND: &str = "20261121T093001_tags";

fn history(dialect: DialectName) -> (TempDir, Snapshot) {
    let root = tempfile::tempdir().expect("a folder");
    generate(root.path(), "20261121T093000_initial", &catalog(dialect, &["user"]));
    generate(root.path(), SECOND, &catalog(dialect, &["tag", "user"]));
    let snapshot = History::read(root.path())
        .expect("in order")
        .snapshot(dialect)
        .expect("a snapshot");
    (root, snapshot)
}

async fn on_both(test: impl AsyncFn(DialectName, &str)) {
    test(DialectName::Sqlite, "sqlite::memory:").await;
    let database = testing::postgres::Server::shared().database();
    test(DialectName::Postgres, database.url()).await;
}

#[tokio::test]
async fn a_history_leads_to_its_snapshot_there_and_back() {
    on_both(async |dialect, url| {
        let (root, snapshot) = history(dialect);
        let history = History::read(root.path()).expect("in order");
        for back in 0..=2 {
            let found = replay(url, &history, back, &snapshot.catalog).await.expect("replayed");
            assert_eq!(found.differences, [""; 0]);
        }
    })
    .await;
}

#[tokio::test]
async fn an_edit_that_leads_elsewhere_is_found() {
    on_both(async |dialect, url| {
        let (root, snapshot) = history(dialect);
        let up = root.path().join(SECOND).join("up.sql");
        let text = std::fs::read_to_string(&up).expect("there");
        std::fs::write(&up, text.replace("\"tag\"", "\"tags\"")).expect("written");
        let history = History::read_edited(root.path()).expect("in order");
        let found = replay(url, &history, 0, &snapshot.catalog).await.expect("replayed");
        assert_eq!(
            found.differences,
            [
                "table tags: is in the database, and should not be",
                "table tag: is not in the database, and should be"
            ]
        );
    })
    .await;
}

#[test]
fn both_packages_hash_alike() {
    for (up, down) in [("", ""), ("a", "b"), ("a;\r\nb;\n", "c\r\n"), ("é", "\n")] {
        assert_eq!(
            codegen::history::checksum(up, down),
            tablesmith::migrate::checksum(up, down)
        );
    }
}

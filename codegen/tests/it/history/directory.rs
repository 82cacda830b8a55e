//! Reading and appending.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use codegen::catalog::{ObjectName, Table};
use codegen::dialect::DialectName;
use codegen::diff::Change;
use codegen::history::{History, Migration, NewMigration, SnapshotError, SqlLocation, Staging, embedded};
use tempfile::TempDir;

fn table(name: &str) -> Table {
    serde_json::from_value(serde_json::json!({ "name": name, "columns": [] })).expect("a table")
}

fn new(folder: &str) -> NewMigration {
    let folder: codegen::history::FolderName = folder.parse().expect("a folder");
    NewMigration {
        up: format!("-- up of {folder}\n"),
        down: format!("-- down of {folder}\n"),
        changes: vec![Change::CreateTable {
            object: table(&folder.name),
        }],
        used_hints: BTreeSet::from([format!("rename table old to {}", folder.name)]),
        folder,
    }
}

/// A directory with migrations of these names, one second apart.
fn directory(folders: &[&str]) -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for folder in folders {
        append(root.path(), folder);
    }
    root
}

fn append(root: &Path, folder: &str) {
    let history = History::read(root).expect("in order");
    let mut staging = Staging::new(root);
    let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
    let next = history.append(snapshot, new(folder), &mut staging).expect("it fits");
    staging.commit().expect("committed");
    assert_eq!(
        next.lock().to_string(),
        fs::read_to_string(root.join("history.lock")).expect("there")
    );
}

const FIRST: &str = "20261121T093000_initial";
const SECOND: &str = "20261121T093001_tags";
const THIRD: &str = "20261121T093002_categories";

fn problems(root: &Path) -> String {
    let error = History::read(root).expect_err("not in order");
    error.to_string().replace(&root.display().to_string(), "[root]")
}

#[test]
fn what_is_not_there_is_an_empty_history() {
    let history = History::read("nowhere/at/all").expect("in order");
    assert!(history.migrations.is_empty() && history.unfinished.is_empty());
}

#[test]
fn a_history_comes_back_as_it_was_written() {
    let root = directory(&[FIRST, SECOND]);
    let history = History::read(root.path()).expect("in order");
    let names: Vec<_> = history
        .migrations
        .iter()
        .map(|migration| migration.folder.to_string())
        .collect();
    assert_eq!(names, [FIRST, SECOND]);
    let last = history.last().expect("two");
    assert_eq!(last.parents.to_string(), "20261121T093000");
    assert_eq!(last.up, format!("-- up of {SECOND}\n"));
    let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
    assert_eq!(last.head.snapshot, snapshot.content_hash());
    let tables: Vec<_> = snapshot.catalog.tables.keys().map(|name| name.name.as_str()).collect();
    assert_eq!(tables, ["initial", "tags"]);
    assert_eq!(snapshot.used_hints.len(), 2);
    let changes = history.changes(last).expect("readable");
    assert_eq!(changes.changes, new(SECOND).changes);
    let footprint = last.head.footprint.clone().expect("known");
    assert_eq!(
        footprint.changes,
        BTreeSet::from([format!("table {}", ObjectName::new("tags"))])
    );
}

#[test]
fn an_edit_by_hand_is_named_and_can_be_taken_in() {
    let root = directory(&[FIRST, SECOND]);
    fs::write(root.path().join(FIRST).join("down.sql"), "edited").expect("written");
    insta::assert_snapshot!(problems(root.path()), @"
    the history in `[root]` is not in order
      `20261121T093000_initial` was edited after it was written: its hash is not the one in `history.lock`
        help: undo the edit, or take it in with `codegen migrate hash 20261121T093000`
    ");
    fs::write(root.path().join(SECOND).join("up.sql"), "edited too").expect("written");
    let mut history = History::read_edited(root.path()).expect("in order");
    assert!(history.migrations.iter().all(Migration::is_edited));
    assert_eq!(history.edited().len(), 2);
    let first = history.migrations[0].folder.id;
    let mut staging = Staging::new(root.path());
    assert!(history.accept_edit(first, &mut staging).expect("readable"));
    assert!(
        !history.accept_edit(first, &mut staging).expect("readable"),
        "taken in already"
    );
    staging.commit().expect("committed");
    let said = problems(root.path());
    assert!(!said.contains(FIRST) && said.contains(SECOND), "{said}");

    let mut history = History::read_edited(root.path()).expect("in order");
    let mut staging = Staging::new(root.path());
    history.accept_edits(&mut staging).expect("readable");
    staging.commit().expect("committed");
    let history = History::read(root.path()).expect("in order");
    assert_eq!(history.migrations[0].down, "edited");
    assert_eq!(
        history.migrations[0].head.footprint, None,
        "nobody knows what the edit touches"
    );
    history.snapshot(DialectName::Sqlite).expect("as before");
}

/// A directory with `SECOND` and `THIRD` behind `FIRST`, each made on a branch of its own, and both lines kept.
fn two_branches(table_of_each: [&str; 2]) -> TempDir {
    let [ours, theirs] = [(SECOND, table_of_each[0]), (THIRD, table_of_each[1])].map(|(folder, made)| {
        let root = directory(&[FIRST]);
        let history = History::read(root.path()).expect("in order");
        let mut staging = Staging::new(root.path());
        let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
        let mut object = table(made);
        object.indexes = vec![
            serde_json::from_value(serde_json::json!({ "name": format!("{}_idx", &made[..1]), "parts": [] }))
                .expect("an index"),
        ];
        let new = NewMigration {
            changes: vec![Change::CreateTable { object }],
            ..new(folder)
        };
        history.append(snapshot, new, &mut staging).expect("it fits");
        staging.commit().expect("committed");
        root
    });
    fs::rename(theirs.path().join(THIRD), ours.path().join(THIRD)).expect("moved");
    let lock = |root: &TempDir| fs::read_to_string(root.path().join("history.lock")).expect("there");
    let their_line = lock(&theirs).lines().last().expect("a line").to_owned();
    fs::write(
        ours.path().join("history.lock"),
        format!("{}{their_line}\n", lock(&ours)),
    )
    .expect("written");
    ours
}

#[test]
fn two_branches_with_something_in_common_are_both_named() {
    let root = two_branches(["tag", "tag"]);
    insta::assert_snapshot!(problems(root.path()), @"
    the history in `[root]` is not in order
      `20261121T093001_tags` and `20261121T093002_categories` were made on two branches after `20261121T093000`, and have in common: table tag, the name t_idx, the name tag
        `20261121T093001_tags` changes table tag
        `20261121T093002_categories` changes table tag
        help: make one of them again on top of the other: `codegen rebase`
    ");
    let history = History::read_forked(root.path()).expect("let pass");
    assert_eq!(history.forks().expect("readable").len(), 1);
}

#[test]
fn two_things_of_one_name_are_something_in_common() {
    let root = two_branches(["tag", "topic"]);
    let said = problems(root.path());
    assert!(said.contains(", and have in common: the name t_idx\n"), "{said}");
}

#[test]
fn two_branches_with_nothing_in_common_run_in_the_order_of_their_ids() {
    let root = two_branches(["tag", "category"]);
    let history = History::read(root.path()).expect("in order");
    let names: Vec<_> = (history.migrations.iter())
        .map(|migration| migration.folder.to_string())
        .collect();
    assert_eq!(names, [FIRST, SECOND, THIRD]);
    assert_eq!(history.heads().to_string(), "20261121T093001,20261121T093002");
    let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
    assert_eq!(snapshot.catalog.tables.len(), 3);
    assert!(!history.is_settled(&snapshot), "the snapshot on disk is of one branch");

    append(root.path(), "20261121T093005_both");
    let history = History::read(root.path()).expect("in order");
    assert_eq!(
        history.last().expect("four").parents.to_string(),
        "20261121T093001,20261121T093002"
    );
    assert!(history.open_forks().expect("readable").is_empty());
    let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
    assert!(history.is_settled(&snapshot));
    assert_eq!(snapshot, history.rebuild(DialectName::Sqlite).expect("the same"));
}

#[test]
fn two_lines_of_one_migration_that_differ_are_named() {
    let root = directory(&[FIRST, SECOND]);
    let lock = fs::read_to_string(root.path().join("history.lock")).expect("there");
    let last = lock.lines().last().expect("a line");
    let other = last.replace(last.split(' ').next_back().expect("a hash"), &"0".repeat(64));
    fs::write(root.path().join("history.lock"), format!("{lock}{last}\n")).expect("written");
    History::read(root.path()).expect("twice the same is once");
    fs::write(root.path().join("history.lock"), format!("{lock}{other}\n")).expect("written");
    let said = problems(root.path());
    assert!(
        said.contains("`history.lock` has two lines for `20261121T093001_tags`, and they differ"),
        "{said}"
    );
}

#[test]
fn the_order_is_that_of_the_parents() {
    let root = directory(&[FIRST, SECOND, THIRD]);
    let lock = fs::read_to_string(root.path().join("history.lock")).expect("there");
    let mut lines: Vec<_> = lock.lines().collect();
    lines.swap(2, 4);
    fs::write(root.path().join("history.lock"), lines.join("\n")).expect("written");
    let history = History::read(root.path()).expect("in order");
    let names: Vec<_> = history
        .migrations
        .iter()
        .map(|migration| migration.folder.to_string())
        .collect();
    assert_eq!(names, [FIRST, SECOND, THIRD]);
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let root = directory(&[FIRST, SECOND]);
    fs::remove_dir_all(root.path().join(FIRST)).expect("removed");
    fs::remove_file(root.path().join(SECOND).join("up.sql")).expect("removed");
    insta::assert_snapshot!(problems(root.path()), @"
    the history in `[root]` is not in order
      the folder `20261121T093000_initial` is missing
        help: get it back from version control
      `20261121T093001_tags/up.sql` is missing
        help: get it back from version control
    ");
}

#[test]
fn a_line_that_hangs_in_the_air_is_named() {
    let root = directory(&[FIRST, SECOND, THIRD]);
    let lock = fs::read_to_string(root.path().join("history.lock")).expect("there");
    let without: Vec<_> = lock.lines().filter(|line| !line.contains(SECOND)).collect();
    fs::write(root.path().join("history.lock"), without.join("\n")).expect("written");
    let said = problems(root.path());
    assert!(
        said.contains("`20261121T093002_categories` follows `20261121T093001`, which `history.lock` does not have"),
        "{said}"
    );
}

#[test]
fn an_unfinished_run_is_reported_and_cleared_by_the_next_write() {
    let root = directory(&[FIRST]);
    let whole = directory(&[FIRST, SECOND]);
    fs::rename(whole.path().join(SECOND), root.path().join(SECOND)).expect("moved");
    fs::create_dir(root.path().join(THIRD)).expect("made");
    let history = History::read(root.path()).expect("in order");
    let unfinished: Vec<_> = history.unfinished.iter().map(ToString::to_string).collect();
    assert_eq!(unfinished, [SECOND, THIRD]);

    append(root.path(), "20261121T093005_again");
    assert!(!root.path().join(SECOND).exists());
    assert!(!root.path().join(THIRD).exists());
    assert!(History::read(root.path()).expect("in order").unfinished.is_empty());
}

#[test]
fn a_finished_migration_of_another_branch_is_never_cleared() {
    let root = directory(&[FIRST, SECOND]);
    let other = directory(&[FIRST, THIRD]);
    fs::rename(other.path().join(THIRD), root.path().join(THIRD)).expect("moved");
    insta::assert_snapshot!(problems(root.path()), @"
    the history in `[root]` is not in order
      `history.lock` does not name `20261121T093002_categories`, and that is no unfinished run: it follows another migration
        help: take it in with `codegen rebase`, or remove the folder `20261121T093002_categories` and generate again
    ");
}

#[test]
fn a_folder_with_files_of_someone_else_is_never_cleared() {
    let root = directory(&[FIRST]);
    fs::create_dir(root.path().join(SECOND)).expect("made");
    fs::write(root.path().join(SECOND).join("notes.md"), "mine").expect("written");
    assert!(problems(root.path()).contains("does not name `20261121T093001_tags`"));
}

#[test]
fn changes_of_a_newer_version_are_told_apart() {
    let root = directory(&[FIRST, SECOND]);
    fs::write(root.path().join(FIRST).join("changes.json"), r#"{ "format": 9 }"#).expect("written");
    fs::write(root.path().join(SECOND).join("changes.json"), "{").expect("written");
    let said = problems(root.path());
    assert!(
        said.contains("changes.json` has format 9, which this version of codegen does not know"),
        "{said}"
    );
    assert!(
        said.contains("`20261121T093001_tags/changes.json` cannot be read: "),
        "{said}"
    );
}

#[test]
fn a_run_that_lost_a_race_writes_nothing() {
    let root = directory(&[FIRST]);
    let history = History::read(root.path()).expect("in order");
    let mut staging = Staging::new(root.path());
    let snapshot = history.snapshot(DialectName::Sqlite).expect("a snapshot");
    history.append(snapshot, new(SECOND), &mut staging).expect("it fits");
    append(root.path(), THIRD);
    staging.commit().expect_err("refused");
    let history = History::read(root.path()).expect("in order");
    assert_eq!(history.last().expect("two").folder.to_string(), THIRD);
}

#[test]
fn a_snapshot_that_is_not_the_last_one_is_rebuilt() {
    let root = directory(&[FIRST, SECOND]);
    let wanted = fs::read_to_string(root.path().join("snapshot.json")).expect("there");
    let other = directory(&[FIRST]);
    fs::copy(other.path().join("snapshot.json"), root.path().join("snapshot.json")).expect("copied");
    let snapshot = || {
        let history = History::read(root.path()).expect("in order");
        history.snapshot(DialectName::Sqlite).map(|snapshot| snapshot.to_text())
    };
    assert_eq!(snapshot().expect("rebuilt"), wanted);
    fs::remove_file(root.path().join("snapshot.json")).expect("removed");
    assert_eq!(snapshot().expect("rebuilt"), wanted);
}

#[test]
fn a_snapshot_of_a_newer_version_is_refused() {
    let root = directory(&[FIRST]);
    fs::write(root.path().join("snapshot.json"), r#"{ "format": 9 }"#).expect("written");
    let history = History::read(root.path()).expect("in order");
    let error = history.snapshot(DialectName::Sqlite).expect_err("refused");
    assert!(error.to_string().contains("the snapshot has format 9"), "{error}");
}

#[test]
fn changes_that_were_edited_are_found_out() {
    let root = directory(&[FIRST, SECOND]);
    fs::remove_file(root.path().join("snapshot.json")).expect("removed");
    let path = root.path().join(FIRST).join("changes.json");
    let changes = fs::read_to_string(&path).expect("there");
    let error = |text: &str| {
        fs::write(&path, text).expect("written");
        let history = History::read(root.path()).expect("in order");
        history.snapshot(DialectName::Sqlite).expect_err("refused")
    };
    let renamed = error(&changes.replace("initial", "other"));
    assert!(matches!(renamed, SnapshotError::Diverged(_)), "{renamed}");
    let twice = error(&changes.replace("\"initial\"", "\"tags\""));
    assert!(matches!(twice, SnapshotError::Apply { .. }), "{twice}");
}

#[test]
fn the_migrations_are_embedded_as_rust() {
    let root = directory(&[FIRST, SECOND]);
    let history = History::read(root.path()).expect("in order");
    let templates = codegen::render::Templates::embedded();
    let embed = |location| {
        let histories = BTreeMap::from([(DialectName::Sqlite, history.clone())]);
        embedded(&histories, &location, &templates).expect("rendered")
    };
    insta::assert_snapshot!(embed(SqlLocation::Relative("../migrations".to_owned())), @r##"
    // Generated by codegen from schema.toml; do not edit.

    /// The migrations of each database, in the order in which they run.
    pub static MIGRATIONS: tablesmith::migrate::Migrations<'static> = tablesmith::migrate::Migrations {
        postgres: None,
        sqlite: Some(SQLITE),
    };

    #[rustfmt::skip]
    const SQLITE: &[tablesmith::migrate::Migration<'static>] = &[
        tablesmith::migrate::Migration {
            id: "20261121T093000",
            name: "initial",
            parent: None,
            up: include_str!("../migrations/sqlite/20261121T093000_initial/up.sql"),
            down: include_str!("../migrations/sqlite/20261121T093000_initial/down.sql"),
            hash: "67bc42183fefc29d3832a9c17f31fb23d99abf5eef7d7e71f37e1478b6809318",
            footprint: Some(tablesmith::migrate::Footprint { changes: &["table initial"], uses: &[] }),
            replaces: &[],
        },
        tablesmith::migrate::Migration {
            id: "20261121T093001",
            name: "tags",
            parent: Some("20261121T093000"),
            up: include_str!("../migrations/sqlite/20261121T093001_tags/up.sql"),
            down: include_str!("../migrations/sqlite/20261121T093001_tags/down.sql"),
            hash: "6bc75c63d1ad3fc62dd6f0ec0d9326abf45430852b4919f3066dcf21d0d9686a",
            footprint: Some(tablesmith::migrate::Footprint { changes: &["table tags"], uses: &[] }),
            replaces: &[],
        },
    ];
    "##);
    let package = embed(SqlLocation::Package("migrations".to_owned()));
    let up = "up: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/migrations/sqlite/20261121T093000_initial/up.sql\"))";
    assert!(package.contains(up), "{package}");
}

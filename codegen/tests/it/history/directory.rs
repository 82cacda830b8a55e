//! Reading and appending.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use codegen::catalog::{ObjectName, Table};
use codegen::diff::Change;
use codegen::history::{History, NewMigration, SnapshotText, Staging};
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
        snapshot: SnapshotText {
            text: format!("{{ \"after\": \"{folder}\" }}\n"),
            hash: format!("hash of {folder}"),
        },
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
    let next = history.append(new(folder), &mut staging);
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
    assert_eq!(
        last.parent.map(|parent| parent.to_string()).as_deref(),
        Some("20261121T093000")
    );
    assert_eq!(last.up, format!("-- up of {SECOND}\n"));
    assert_eq!(last.head.snapshot, format!("hash of {SECOND}"));
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
    let mut history = History::read_edited(root.path()).expect("in order");
    let mut staging = Staging::new(root.path());
    history.accept_edits(&mut staging);
    staging.commit().expect("committed");
    assert_eq!(
        History::read(root.path()).expect("in order").migrations[0].down,
        "edited"
    );
}

#[test]
fn two_branches_are_both_named() {
    let root = directory(&[FIRST, SECOND]);
    let lock = fs::read_to_string(root.path().join("history.lock")).expect("there");
    let branch = lock.lines().last().expect("a line").replace(SECOND, THIRD);
    fs::write(root.path().join("history.lock"), format!("{lock}{branch}\n")).expect("written");
    fs::create_dir(root.path().join(THIRD)).expect("made");
    insta::assert_snapshot!(problems(root.path()), @"
    the history in `[root]` is not in order
      `20261121T093001_tags` and `20261121T093002_categories` both follow `20261121T093000`: two branches each added a migration
        help: keep one of them: remove the line and the folder of `20261121T093002_categories`, then generate it again
    ");
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
        said.contains("`20261121T093002_categories` follows `20261121T093001`, which `history.lock` does not lead to"),
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
        help: add its line to `history.lock`, or remove the folder `20261121T093002_categories` and generate again
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
    let _ = history.append(new(SECOND), &mut staging);
    append(root.path(), THIRD);
    staging.commit().expect_err("refused");
    let history = History::read(root.path()).expect("in order");
    assert_eq!(history.last().expect("two").folder.to_string(), THIRD);
}

//! `codegen migrate hash`: edits by hand are taken in when the history still ends at the snapshot.

use codegen::dialect::DialectName;

use super::generated;
use crate::command::Project;
use crate::live::Live;

fn up_file(dialect: DialectName) -> String {
    format!("generated/migrations/{dialect}/20260101T000000_create_user/up.sql")
}

fn edit(project: &Project, dialect: DialectName, change: impl Fn(&str) -> String) {
    let file = up_file(dialect);
    let text = project.read(&file);
    let edited = change(&text);
    assert_ne!(edited, text);
    project.write(&file, &edited);
}

#[test]
fn nothing_was_edited() {
    let project = generated();
    insta::assert_snapshot!(project.run(&["migrate", "hash"]).seen(), @"
    exit code 0
    --- stdout
    nothing was edited
    ");
    insta::assert_snapshot!(project.run(&["migrate", "hash", "20300101T000000"]).seen(), @"
    exit code 2
    --- stderr
    error: there is no migration 20300101T000000
    ");
    project.run(&["migrate", "hash", "yesterday"]).expect(2);
}

#[test]
fn an_edit_that_ends_at_the_snapshot_is_taken_in() {
    let project = generated();
    edit(&project, DialectName::Sqlite, |text| {
        format!("{text}\nCREATE TABLE \"scratch\" (\"a\" TEXT);\nDROP TABLE \"scratch\";\n")
    });
    project.run(&["generate"]).expect(2);
    let before = project.files();
    project.run(&["migrate", "hash", "--dry-run"]).expect(0);
    assert_eq!(project.files(), before);

    let ran = project.run(&["migrate", "hash", "20260101T000000"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 0
    --- stdout
    took in sqlite/20260101T000000_create_user: the history still ends at the snapshot
    ");
    project.run(&["check"]).expect(0);
    project.run(&["migrate", "up"]).expect(0);
}

#[test]
fn an_edit_that_ends_elsewhere_is_refused() {
    let project = generated();
    edit(&project, DialectName::Sqlite, |text| {
        text.replacen("\"name\" TEXT", "\"name\" BLOB", 1)
    });
    let before = project.files();
    insta::assert_snapshot!(project.run(&["migrate", "hash"]).seen(), @r#"
    exit code 2
    --- stderr
    error: the edited history does not end at the snapshot; nothing was taken in
      table user: column name: type is "BLOB", and should be "TEXT"
      help: what a migration makes must stay the same; put other changes into schema.toml and a new migration
    "#);
    assert_eq!(project.files(), before);
}

#[test]
fn an_edit_that_does_not_run_is_refused() {
    let project = generated();
    edit(&project, DialectName::Sqlite, |text| format!("{text}\nnonsense;\n"));
    let before = project.files();
    let ran = project.run(&["migrate", "hash"]).expect(3);
    assert!(ran.stderr.contains("nonsense"), "{}", ran.stderr);
    assert_eq!(project.files(), before);
}

#[test]
fn postgresql_is_tried_on_the_shadow_server() {
    let project = generated();
    edit(&project, DialectName::Postgres, |text| format!("{text}\nSELECT 1;\n"));
    let before = project.files();
    insta::assert_snapshot!(project.run(&["migrate", "hash"]).seen(), @"
    exit code 2
    --- stderr
    error: a PostgreSQL migration was edited, and there is no server to try it on; nothing was taken in
      help: set SHADOW_DATABASE_URL to a server on which databases may be made and dropped
    ");
    let nowhere = [("SHADOW_DATABASE_URL", "postgres://me:hunter2@127.0.0.1:1/small")];
    let ran = project.run_with(&nowhere, &["migrate", "hash"]).expect(3);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    assert_eq!(project.files(), before);

    let live = Live::new(DialectName::Postgres);
    let server = live.url();
    let there = [("SHADOW_DATABASE_URL", server.as_str())];
    let ran = project.run_with(&there, &["migrate", "hash"]).expect(0);
    assert!(
        ran.stdout.starts_with("took in postgres/20260101T000000_create_user"),
        "{}",
        ran.stdout
    );
    project.run(&["check"]).expect(0);
    project.run(&["migrate", "up", "--url", &server]).expect(0);

    edit(&project, DialectName::Postgres, |text| {
        text.replacen("\"bio\" text", "\"bio\" varchar", 1)
    });
    let ran = project.run_with(&there, &["migrate", "hash"]).expect(2);
    assert!(ran.stderr.contains("does not end at the snapshot"), "{}", ran.stderr);
}

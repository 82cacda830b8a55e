//! `codegen verify`.

use testing::postgres::Server;

use super::{SCHEMA, generated};
use crate::command::Project;

/// A project with some migrations.
fn three() -> Project {
    let project = generated();
    project.edit(&[(
        "bio = { type = \"text\", nullable = true }",
        "bio = { type = \"text\", nullable = true }\nage = { type = \"integer\", nullable = true, check = \"age >= 18\" }",
    )]);
    project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    let schema = project
        .read("schema.toml")
        .replace("age = {", "years = { renamed_from = \"age\",");
    let schema = schema.replace("age >= 18", "years >= 18");
    let post = "\n[table.post.columns]\nid = { type = \"bigint\", identity = true, primary_key = true }\n\
                user_id = { references = \"user\", on_delete = \"cascade\" }\n\
                state = { type = \"state\", default = \"open\" }\n\n[enum.state]\nvalues = [\"open\", \"done\"]\n";
    project.write("schema.toml", &format!("{schema}{post}"));
    project.run(&["generate", "--id", "20260103T000000"]).expect(0);
    project
}

#[test]
fn a_history_in_order_is_verified() {
    let project = three();
    let before = project.files();
    insta::assert_snapshot!(project.run(&["verify"]).seen(), @"
    exit code 0
    --- stdout
    sqlite: 3 migrations verified on SQLite x.y in memory: 2 tables, 6 rows
    postgres: not verified: no PostgreSQL to try it on (SHADOW_DATABASE_URL names one, --prove starts one)
    ");
    let shadow = [("SHADOW_DATABASE_URL", Server::shared().url())];
    let report = project.run_with(&shadow, &["verify", "--json"]).expect(0).json();
    for dialect in report["dialects"].as_array().expect("a list") {
        assert_eq!(dialect["proof"]["proved"], true, "{report}");
        assert_eq!(dialect["migrations"], 3, "{report}");
        assert!(dialect["proof"]["rows"].as_u64() > Some(3), "{report}");
    }
    assert_eq!(project.files(), before);
}

#[test]
fn an_edit_by_hand_is_found() {
    let project = three();
    let up = "generated/migrations/sqlite/20260102T000000_add_user_age/up.sql";
    let text = project.read(up);
    project.write(up, &format!("{text}\nCREATE TABLE \"extra\" (\"a\" TEXT);\n"));
    insta::assert_snapshot!(project.run(&["verify"]).seen(), @"
    exit code 1
    --- stdout
    sqlite: 3 migrations run on SQLite x.y in memory, and something differs
      20260102T000000_add_user_age: up.sql leads elsewhere than it should
      table extra: is in the database, and should not be
      20260102T000000_add_user_age was edited and not taken in: undo that, or `codegen migrate hash 20260102T000000`
    postgres: not verified: no PostgreSQL to try it on (SHADOW_DATABASE_URL names one, --prove starts one)
    ");
    let report = project.run(&["verify", "--json"]).expect(1).json();
    assert_eq!(report["dialects"][0]["proof"]["proved"], false, "{report}");
}

#[test]
fn a_way_down_that_does_not_undo_is_found() {
    let project = generated();
    let down = "generated/migrations/sqlite/20260101T000000_create_user/down.sql";
    project.write(down, "-- nothing comes back\nSELECT 1;\n");
    let ran = project.run(&["verify"]).expect(1);
    assert!(
        ran.stdout.contains("down.sql does not lead back to what was before"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_schema_that_is_ahead_is_said() {
    let project = generated();
    project.edit(&[("bio =", "note = \"text\"\nbio =")]);
    let ran = project.run(&["verify"]).expect(1);
    assert!(
        ran.stdout.contains("schema.toml is ahead of the history: "),
        "{}",
        ran.stdout
    );
}

#[test]
fn nothing_to_verify_is_in_order() {
    let project = Project::new(SCHEMA);
    project.write("schema.toml", "[database]\nname = \"x\"\ndialects = [\"sqlite\"]\n");
    let ran = project.run(&["verify"]).expect(0);
    assert!(ran.stdout.contains("sqlite: 0 migrations verified"), "{}", ran.stdout);
}

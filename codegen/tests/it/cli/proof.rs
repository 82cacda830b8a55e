//! Migrations are tried before they are written.

use codegen::dialect::DialectName;
use testing::postgres::Server;

use super::{SCHEMA, generated};
use crate::command::Project;

const NOTE: (&str, &str) = (
    "bio = { type = \"text\", nullable = true }",
    "bio = { type = \"text\", nullable = true }\nnote = { type = \"text\", default = \"none\" }",
);

#[test]
fn the_summary_says_what_was_proved_and_where() {
    let project = generated();
    project.edit(&[NOTE]);
    let ran = project.run(&["generate", "--id", "20260102T000000"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 0
    --- stdout
    wrote sqlite migration 20260102T000000_add_user_note
      add column user.note
      proved on SQLite x.y in memory: 1 table, 3 rows
    wrote postgres migration 20260102T000000_add_user_note
      add column user.note
      not proved: no PostgreSQL to try it on (SHADOW_DATABASE_URL names one, --prove starts one)
    wrote 12 files
    ");
}

#[test]
fn json_says_it_too() {
    let project = generated();
    project.edit(&[NOTE]);
    let report = project.run(&["generate", "--json"]).expect(0).json();
    let proof = &report["migrations"][0]["proof"];
    assert_eq!(
        (&proof["proved"], &proof["rows"]),
        (&true.into(), &3.into()),
        "{report}"
    );
    let skipped = &report["migrations"][1]["proof"];
    assert_eq!(skipped["proved"], false, "{report}");
    assert!(skipped["skipped"].is_string(), "{report}");

    let project = generated();
    project.edit(&[NOTE]);
    let report = project.run(&["generate", "--json", "--no-verify"]).expect(0).json();
    assert!(report["migrations"][0].get("proof").is_none(), "{report}");
}

#[test]
fn postgresql_is_tried_on_the_shadow_server() {
    let project = generated();
    project.edit(&[NOTE]);
    let shadow = [("SHADOW_DATABASE_URL", Server::shared().url())];
    let report = project.run_with(&shadow, &["generate", "--json"]).expect(0).json();
    let proof = &report["migrations"][1]["proof"];
    assert_eq!(
        (&proof["proved"], &proof["rows"]),
        (&true.into(), &3.into()),
        "{report}"
    );
    let on = proof["on"].as_str().unwrap_or_default();
    assert!(
        on.starts_with("PostgreSQL ") && on.ends_with(" on the shadow server"),
        "{on}"
    );

    let gone = [("SHADOW_DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/none")];
    project.edit(&[("note =", "remark = \"text\"\nnote =")]);
    let before = project.files();
    let ran = project.run_with(&gone, &["generate"]).expect(3);
    assert!(ran.stderr.contains("SHADOW_DATABASE_URL"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    assert_eq!(project.files(), before);
}

#[test]
fn a_private_server_is_started_where_it_is_asked_for() {
    let project = Project::new(SCHEMA);
    let report = project.run(&["generate", "--json", "--prove"]).expect(0).json();
    let proof = &report["migrations"][1]["proof"];
    assert_eq!(proof["proved"], true, "{report}");
    let on = proof["on"].as_str().unwrap_or_default();
    assert!(on.ends_with(" on a private server"), "{on}");
}

/// Makes a project with a template of its own, that is to be caught.
#[track_caller]
fn is_caught(schema: &str, edit: (&str, &str), template: (&str, &str), variables: &[(&str, &str)]) -> String {
    let project = Project::new(schema);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    let (name, text) = template;
    project.write(&format!("templates/{name}"), text);
    project.edit(&[edit]);
    let before = project.files();
    let ran = project
        .run_with(variables, &["generate", "--id", "20260102T000000"])
        .expect(2);
    assert_eq!(project.files(), before);
    project
        .run_with(variables, &["generate", "--id", "20260102T000000", "--no-verify"])
        .expect(0);
    ran.stderr
}

#[test]
fn a_template_that_adds_another_column_is_caught() {
    let template = (
        "sqlite/add_column.sql",
        "ALTER TABLE {{ table }} ADD COLUMN \"other\" TEXT;\n",
    );
    let said = is_caught(SCHEMA, NOTE, template, &[]);
    insta::assert_snapshot!(crate::command::without_versions(&said), @"
    error: the SQLite migration does not stand its proof; nothing was written
      up.sql leads elsewhere than it should
      table user: column other: is in the database, and should not be
      table user: column note: is not in the database, and should be
      help: it was tried on SQLite x.y in memory, with made-up rows; to see its text: codegen generate --dry-run --no-verify
      help: templates of yours had a part in it: templates/sqlite/add_column.sql
      help: --no-verify writes it all the same
    ");
}

#[test]
fn a_template_that_the_database_refuses_is_caught() {
    let template = (
        "sqlite/add_column.sql",
        "ALTER TABLE {{ table }} ADD COLUMN {{ definition }} REFERENCES;\n",
    );
    // The parser takes it for a column option without a table, or refuses it: either way nothing is written.
    let project = generated();
    project.write(&format!("templates/{}", template.0), template.1);
    project.edit(&[NOTE]);
    let before = project.files();
    project.run(&["generate"]).expect(2);
    assert_eq!(project.files(), before);
}

#[test]
fn a_template_that_changes_rows_is_caught() {
    let template = (
        "sqlite/add_column.sql",
        "ALTER TABLE {{ table }} ADD COLUMN {{ definition }};\nUPDATE {{ table }} SET \"name\" = 'nobody';\n",
    );
    let said = is_caught(SCHEMA, NOTE, template, &[]);
    assert!(said.contains("up.sql changes rows that it should keep"), "{said}");
    assert!(said.contains("templates/sqlite/add_column.sql"), "{said}");
}

#[test]
fn a_template_that_does_not_go_back_is_caught() {
    let template = (
        "sqlite/drop_column.sql",
        "SELECT {{ table }}, {{ column }} FROM (SELECT 1 AS {{ table }}, 2 AS {{ column }});\n",
    );
    let said = is_caught(SCHEMA, NOTE, template, &[]);
    assert!(
        said.contains("down.sql does not lead back to what was before"),
        "{said}"
    );
}

#[test]
fn a_template_for_postgresql_is_caught_on_the_shadow_server() {
    let template = (
        "postgres/add_column.sql",
        "ALTER TABLE {{ table }} ADD COLUMN {{ column }};\nDELETE FROM {{ table }};\n",
    );
    let said = is_caught(
        SCHEMA,
        NOTE,
        template,
        &[("SHADOW_DATABASE_URL", Server::shared().url())],
    );
    assert!(said.contains("had 3 rows, and has 0 now"), "{said}");
}

#[test]
fn a_check_that_no_made_up_row_meets_is_said() {
    let schema = SCHEMA.replace(
        "name = \"text\"",
        "name = { type = \"text\", check = \"name like '%q%q%' and length(name) = 77 and name not like 'q%' and name <> upper(name)\" }",
    );
    let project = Project::new(&schema);
    let ran = project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    assert!(ran.stdout.contains("no rows"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("note: no rows could be made for user: no row was found that the check"),
        "{}",
        ran.stdout
    );
}

#[test]
fn rows_that_stop_a_migration_are_said() {
    let project = generated();
    project.edit(&[("bio = { type = \"text\", nullable = true }", "bio = \"text\"")]);
    let ran = project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    assert!(ran.stdout.contains("note: on some rows it stops: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("proved on SQLite"), "{}", ran.stdout);
}

#[test]
fn what_a_migration_by_hand_has_made_is_there() {
    let project = generated();
    project
        .run(&["generate", "--empty", "--name", "helper", "--id", "20260102T000000"])
        .expect(0);
    let up = "generated/migrations/sqlite/20260102T000000_helper/up.sql";
    project.write(up, "CREATE VIEW \"names\" AS SELECT \"name\" FROM \"user\";\n");
    let down = "generated/migrations/sqlite/20260102T000000_helper/down.sql";
    project.write(down, "DROP VIEW \"names\";\n");
    project.run(&["migrate", "hash"]).expect(0);
    project.edit(&[(
        "name = \"text\"",
        "title = { type = \"text\", renamed_from = \"name\" }",
    )]);
    let ran = project.run(&["generate", "--id", "20260103T000000"]).expect(0);
    assert!(ran.stdout.contains("proved on SQLite"), "{}", ran.stdout);
    assert_eq!(project.migrations(DialectName::Sqlite).len(), 3);
}

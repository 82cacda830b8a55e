//! Tables that are written anew while nobody else uses them, and plain plans.

use codegen::dialect::DialectName;

use crate::command::Project;
use crate::live::Live;

const SCHEMA: &str = r#"[database]
name     = "large"
dialects = ["postgres"]

[generate]
rewrite_rows = 2

[table.reading.columns]
id    = { type = "bigint", primary_key = true }
value = "integer"
"#;

/// A project whose migration writes a table anew.
fn project() -> Project {
    let project = Project::new(SCHEMA);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project.edit(&[("value = \"integer\"", "value = \"bigint\"")]);
    project
}

#[test]
fn a_large_table_is_written_anew_only_where_that_is_allowed() {
    let project = project();
    let ran = project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    assert!(
        ran.stdout
            .contains("\n  rewrites the table while it is locked: reading.value\n"),
        "{}",
        ran.stdout
    );
    let live = Live::new(DialectName::Postgres);
    let url = live.url();
    let migrate = |arguments: &[&str]| project.run(&[&["migrate"], arguments, &["--url", &url]].concat());
    migrate(&["up", "1"]).expect(0);
    live.run_script("insert into reading values (1, 1), (2, 2), (3, 3)");

    insta::assert_snapshot!(migrate(&["up"]).seen(), @r#"
    exit code 3
    --- stderr
    error: `20260102T000000_alter_reading_value/up.sql`, line 1: REWRITE_TOO_LARGE: reading has more than 2 rows, and nobody could read or write it while all of them are written anew for value: make the change with `generate --phased`, or allow this way with `--allow rewrite:reading.value`
      more than 2
    nothing was changed; this query lists the rows:
      SELECT 'more than 2' AS "rows"
      FROM "reading"
      LIMIT 1 OFFSET 2;
    "#);
    migrate(&["up", "--allow", "rewrite:reading.id"]).expect(3);
    let refused = migrate(&["up", "--allow", "drop-column:reading.value"]).expect(2);
    assert!(
        refused.stderr.contains("this is nothing that could be allowed"),
        "{}",
        refused.stderr
    );
    migrate(&["up", "--allow", "rewrite:reading.value"]).expect(0);
    migrate(&["down"]).expect(3);
    migrate(&["down", "--allow", "rewrite:reading.value"]).expect(0);

    live.run_script("delete from reading where id = 3");
    migrate(&["up"]).expect(0);
}

#[test]
fn what_is_allowed_when_it_is_made_is_not_asked_again() {
    let project = project();
    let up = |arguments: &[&str]| {
        let all = [&["generate", "--dry-run", "--json"], arguments].concat();
        let said = project.run(&all).expect(0).json();
        said["migrations"][0]["up"].as_str().expect("there is one").to_owned()
    };
    let marker = "-- step: check REWRITE_TOO_LARGE allow=rewrite:reading.value \"reading has more than 2 rows, ";
    assert!(up(&[]).starts_with(marker), "{}", up(&[]));
    assert!(up(&["--allow", "rewrite:reading.id"]).starts_with(marker));
    assert!(up(&["--allow-data-loss"]).starts_with(marker));
    assert!(!up(&["--allow", "rewrite:reading.value"]).contains("REWRITE"));
    // Nobody else uses the database then.
    assert!(!up(&["--simple"]).contains("REWRITE"));
}

#[test]
fn the_schema_can_ask_for_plain_statements() {
    let project = Project::new(SCHEMA);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project.edit(&[(
        "value = \"integer\"",
        "value = { type = \"integer\", check = \"value > 0\" }",
    )]);
    let up = |arguments: &[&str]| {
        let all = [&["generate", "--dry-run", "--json"], arguments].concat();
        let said = project.run(&all).expect(0).json();
        said["migrations"][0]["up"].as_str().expect("there is one").to_owned()
    };
    let (online, simple) = (up(&[]), up(&["--simple"]));
    assert!(
        online.contains("NOT VALID") && !simple.contains("NOT VALID"),
        "{online}\n{simple}"
    );
    project.edit(&[("rewrite_rows = 2", "simple = true")]);
    assert_eq!(up(&[]), simple);
}

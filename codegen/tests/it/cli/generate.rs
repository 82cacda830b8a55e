//! `codegen generate`.

use codegen::dialect::DialectName;

use super::{SCHEMA, generated};
use crate::command::Project;

#[test]
fn first_run_then_nothing_to_do() {
    let project = Project::new(SCHEMA);
    let first = project.run(&["generate", "--id", "20260101T000000"]);
    insta::assert_snapshot!(first.seen(), @"
    exit code 0
    --- stdout
    wrote sqlite migration 20260101T000000_create_user
      create table user
      proved on SQLite x.y in memory: 1 table, 3 rows
    wrote postgres migration 20260101T000000_create_user
      create table user
      not proved: no PostgreSQL to try it on (SHADOW_DATABASE_URL names one, --prove starts one)
    wrote 14 files
    ");
    let before = project.files();
    for arguments in [&[][..], &["generate"], &["generate", "--check"], &["--check"]] {
        let again = project.run(arguments);
        insta::allow_duplicates! {
            insta::assert_snapshot!(again.seen(), @"
            exit code 0
            --- stdout
            nothing changed
            ");
        }
    }
    assert_eq!(project.files(), before);
}

#[test]
fn a_dry_run_shows_the_sql_and_writes_nothing() {
    let project = Project::new(SCHEMA);
    let before = project.files();
    let ran = project
        .run(&["generate", "--id", "20260101T000000", "--dry-run"])
        .expect(0);
    assert!(
        ran.stdout
            .contains("would write sqlite migration 20260101T000000_create_user")
    );
    assert!(ran.stdout.contains("CREATE TABLE \"user\""), "{}", ran.stdout);
    assert_eq!(project.files(), before);
}

#[test]
fn a_check_says_what_would_be_written_and_writes_nothing() {
    let project = Project::new(SCHEMA);
    let before = project.files();
    let ran = project.run(&["generate", "--id", "20260101T000000", "--check"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 1
    --- stdout
    would write sqlite migration 20260101T000000_create_user
      create table user
    would write postgres migration 20260101T000000_create_user
      create table user
    would write 14 files
    ");
    assert_eq!(project.files(), before);
}

#[test]
fn json_says_all_of_it() {
    let project = Project::new(SCHEMA);
    let ran = project
        .run(&["generate", "--id", "20260101T000000", "--json"])
        .expect(0);
    assert_eq!(ran.stderr, "");
    let json = ran.json();
    assert_eq!(json["changed"], true);
    assert_eq!(json["dry_run"], false);
    let migrations = json["migrations"].as_array().expect("a list");
    assert_eq!(migrations.len(), 2);
    for migration in migrations {
        let dialect = migration["dialect"].as_str().expect("text");
        let folder = migration["folder"].as_str().expect("text");
        assert_eq!(folder, "20260101T000000_create_user");
        assert_eq!(migration["changes"], serde_json::json!(["create table user"]));
        for side in ["up", "down"] {
            let file = format!("generated/migrations/{dialect}/{folder}/{side}.sql");
            assert_eq!(migration[side], project.read(&file), "{file}");
        }
    }
    let written = json["written"].as_array().expect("a list");
    assert_eq!(written.len(), 14);
    for path in written {
        project.read(path.as_str().expect("text"));
    }

    let again = project.run(&["--json"]).expect(0).json();
    assert_eq!(again["changed"], false);
    assert_eq!(again["written"], serde_json::json!([]));
}

#[test]
fn name_purpose_and_id_are_the_users() {
    let project = generated();
    project.edit(&[
        ("bio =", "about ="),
        ("nullable = true", "nullable = true, renamed_from = \"bio\""),
    ]);
    let arguments = [
        "--name",
        "Better words!",
        "--purpose",
        "The word is better.\nReally.",
        "--id",
        "20260102T000000",
    ];
    project.run(&arguments).expect(0);
    for dialect in DialectName::ALL {
        let migrations = project.migrations(dialect);
        assert_eq!(
            migrations,
            ["20260101T000000_create_user", "20260102T000000_better_words"]
        );
        let up = project.read(&format!("generated/migrations/{dialect}/{}/up.sql", migrations[1]));
        assert!(up.starts_with("-- The word is better.\n-- Really.\n"), "{up}");
        assert!(up.contains("RENAME COLUMN \"bio\" TO \"about\""), "{up}");
    }
    project.run(&["generate", "--check"]).expect(0);
}

#[test]
fn an_empty_migration_is_filled_by_hand() {
    let project = generated();
    let ran = project.run(&["generate", "--empty", "--name", "fill", "--id", "20260102T000000"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 0
    --- stdout
    wrote sqlite migration 20260102T000000_fill
    wrote postgres migration 20260102T000000_fill
    wrote 9 files
    ");
    project.run(&["migrate", "up"]).expect(0);
    project.run(&["generate", "--check"]).expect(0);
}

#[test]
fn an_id_must_be_one_and_the_newest() {
    let project = generated();
    let before = project.files();
    // Also where nothing else is to be done.
    for (id, says) in [
        ("tomorrow", "`tomorrow` is not a migration's id"),
        ("20251231T000000", "not greater"),
    ] {
        let ran = project.run(&["generate", "--empty", "--id", id]).expect(2);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    project.run(&["generate", "--id", "tomorrow"]).expect(2);
    assert_eq!(project.files(), before);
}

#[test]
fn common_options_stand_before_a_command_or_behind_it() {
    let project = generated();
    let moved = project.path().join("other.toml");
    std::fs::rename(project.path().join("schema.toml"), moved).expect("it can be moved");
    project
        .run(&["--schema", "other.toml", "generate", "--check"])
        .expect(0);
    project
        .run(&["generate", "--check", "--schema", "other.toml"])
        .expect(0);
    project
        .run(&["-q", "--schema", "other.toml", "migrate", "status"])
        .expect(0);

    let ran = project.run(&["--empty", "--schema", "other.toml", "check"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: an option of `generate` stands before the command
      help: write it behind, as in: codegen generate --check
    ");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let project = Project::new("");
    assert!(!project.run(&["generate"]).stderr.contains('\u{1b}'));
    assert!(
        project
            .run(&["generate", "--color", "always"])
            .stderr
            .contains('\u{1b}')
    );
    assert!(!project.run(&["generate", "--color", "never"]).stderr.contains('\u{1b}'));
}

#[test]
fn json_says_what_each_statement_locks() {
    let schema = |name: &str| {
        format!("{SCHEMA}\n[table.tag.columns]\nid = {{ type = \"bigint\", primary_key = true }}\nname = {name}\n")
    };
    let project = Project::new(&schema("\"text\""));
    project.run(&["generate"]).expect(0);
    project.write("schema.toml", &schema("{ type = \"text\", unique = true }"));
    let statements = |arguments: &[&str]| {
        let json = project.run(arguments).expect(0).json();
        let migrations = json["migrations"].as_array().expect("a list").clone();
        let postgres = migrations
            .into_iter()
            .find(|migration| migration["dialect"] == "postgres");
        postgres.expect("one of PostgreSQL")["statements"]["up"].clone()
    };
    assert_eq!(
        statements(&["generate", "--dry-run", "--json"]),
        serde_json::json!([
            {
                "statement": "check",
                "step": "check",
                "comment": "tag has rows that are alike in name, which tag_name_key forbids",
                "data": "lossless",
                "locks": [],
                "work": "metadata",
                "hazards": [],
            },
            {
                "statement": "create_index",
                "step": "alone",
                "comment": "Builds the index of the unique constraint tag_name_key; reads and writes of tag go on meanwhile.",
                "data": "lossless",
                "locks": [{ "table": "tag", "level": "share_update_exclusive" }],
                "work": "scan",
                "hazards": [],
            },
            {
                "statement": "add_constraint_using_index",
                "step": "transaction",
                "comment": "Turns the index into the unique constraint tag_name_key; locks tag for a moment.",
                "data": "lossless",
                "locks": [{ "table": "tag", "level": "access_exclusive" }],
                "work": "metadata",
                "hazards": [],
            },
        ])
    );
    let simple = statements(&["generate", "--dry-run", "--json", "--simple"]);
    let steps: Vec<_> = simple
        .as_array()
        .expect("a list")
        .iter()
        .map(|statement| &statement["step"])
        .collect();
    assert_eq!(steps, ["check", "transaction"]);
}

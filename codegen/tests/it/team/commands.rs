//! `codegen migrate to|redo|baseline`, what the database makes of an edit, and steps that are reserved.

use codegen::dialect::DialectName;

use super::repository::{AGE, FIRST, TAG, THEIRS, assert_complete, repository};
use crate::command::{Project, Ran};
use crate::live::Live;

const LAST: &str = "20260103T000000";

fn three() -> Project {
    let project = repository();
    for (edit, id) in [(TAG, THEIRS), (AGE, LAST)] {
        project.edit(&[edit]);
        project.run(&["generate", "--id", id]).expect(0);
    }
    project
}

fn migrate(project: &Project, live: &Live, arguments: &[&str]) -> Ran {
    let url = live.url();
    project.run(&[["migrate"].as_slice(), arguments, ["--url", &url].as_slice()].concat())
}

fn applied(project: &Project, live: &Live) -> usize {
    let json = migrate(project, live, &["status", "--json"]).expect(0).json();
    let list = json.as_array().expect("a list");
    list.iter().filter(|line| line["state"] == "applied").count()
}

#[test]
fn to_a_migration() {
    let project = three();
    for live in DialectName::ALL.map(Live::new) {
        let ran = migrate(&project, &live, &["to", THEIRS]).expect(0);
        assert!(
            ran.stdout.starts_with("applied 20260101T000000_create_user"),
            "{}",
            ran.stdout
        );
        assert_eq!(applied(&project, &live), 2);
        migrate(&project, &live, &["up"]).expect(0);
        let dry = migrate(&project, &live, &["to", FIRST, "--dry-run"]).expect(0);
        assert!(
            dry.stdout.starts_with("would take back 20260103T000000_add_user_age\n"),
            "{}",
            dry.stdout
        );
        assert!(!dry.stdout.contains("create_user"), "{}", dry.stdout);
        assert_eq!(applied(&project, &live), 3);
        let json = migrate(&project, &live, &["to", FIRST, "--json"]).expect(0).json();
        assert_eq!(json["taken_back"].as_array().map(Vec::len), Some(2));
        assert_eq!(applied(&project, &live), 1);
        assert_eq!(
            migrate(&project, &live, &["to", FIRST]).expect(0).stdout,
            "nothing to do\n"
        );
        let ran = migrate(&project, &live, &["to", "20990101T000000"]).expect(2);
        assert!(
            ran.stderr.contains("there is no migration `20990101T000000`"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn redo() {
    let project = three();
    for live in DialectName::ALL.map(Live::new) {
        migrate(&project, &live, &["up", "1"]).expect(0);
        live.run_script("INSERT INTO \"user\" (id, name) VALUES (1, 'Ada'), (2, 'Bob')");
        migrate(&project, &live, &["up"]).expect(0);
        let ran = migrate(&project, &live, &["redo", "2"]).expect(0);
        let lines: Vec<_> = ran
            .stdout
            .lines()
            .map(|line| line.split(" (").next().unwrap_or_default())
            .collect();
        assert_eq!(
            lines,
            [
                "took back 20260103T000000_add_user_age",
                "took back 20260102T000000_create_tag",
                "applied 20260102T000000_create_tag",
                "applied 20260103T000000_add_user_age"
            ]
        );
        assert_complete(&project, &live);
        migrate(&project, &live, &["redo", "--dry-run"]).expect(0);
    }
}

#[test]
fn a_database_that_has_it_all_is_noted_as_it_is() {
    let project = three();
    for live in DialectName::ALL.map(Live::new) {
        let ran = migrate(&project, &live, &["baseline"]).expect(2);
        assert!(
            ran.stderr
                .contains("the database is not what these migrations make; nothing was noted"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("table user"), "{}", ran.stderr);

        // As if somebody else's tool had made it.
        migrate(&project, &live, &["up", "2"]).expect(0);
        live.run_script(
            "INSERT INTO \"user\" (id, name) VALUES (1, 'Ada'), (2, 'Bob'); DROP TABLE _tablesmith_migrations",
        );
        let dry = migrate(&project, &live, &["baseline", THEIRS, "--dry-run"]).expect(0);
        assert_eq!(
            dry.stdout,
            "would note 20260101T000000_create_user as applied\nwould note 20260102T000000_create_tag as applied\n"
        );
        assert_eq!(applied(&project, &live), 0);
        let json = migrate(&project, &live, &["baseline", THEIRS, "--json"])
            .expect(0)
            .json();
        assert_eq!(json["recorded"].as_array().map(Vec::len), Some(2));
        assert_eq!(applied(&project, &live), 2);
        migrate(&project, &live, &["up"]).expect(0);
        assert_complete(&project, &live);
        assert_eq!(
            migrate(&project, &live, &["baseline"]).expect(0).stdout,
            "nothing to do\n"
        );
    }
}

#[test]
fn noted_without_looking() {
    let project = three();
    let live = Live::new(DialectName::Sqlite);
    migrate(&project, &live, &["baseline", "--no-verify"]).expect(0);
    assert_eq!(applied(&project, &live), 3);
    assert_eq!(migrate(&project, &live, &["up"]).expect(0).stdout, "nothing to do\n");
}

#[test]
fn an_edit_of_an_applied_migration_is_caught_in_files_and_database() {
    let project = three();
    for dialect in DialectName::ALL {
        let live = Live::new(dialect);
        migrate(&project, &live, &["up"]).expect(0);
        let file = format!("generated/migrations/{dialect}/{THEIRS}_create_tag/up.sql");
        let text = project.read(&file);
        project.write(&file, &format!("{text}\n-- a remark\nSELECT 1;\n"));
        for command in ["check", "generate"] {
            let ran = project.run(&[command]).expect(2);
            assert!(ran.stderr.contains("was edited after it was written"), "{}", ran.stderr);
        }
        let server = Live::new(DialectName::Postgres);
        let url = server.url();
        project
            .run_with(&[("SHADOW_DATABASE_URL", &url)], &["migrate", "hash"])
            .expect(0);
        project.run(&["check"]).expect(0);
        let ran = migrate(&project, &live, &["up"]).expect(2);
        assert!(
            ran.stderr
                .contains("`20260102T000000_create_tag` is applied, but its files were changed since"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_database_that_ran_another_text_is_repaired() {
    let project = three();
    let server = Live::new(DialectName::Postgres);
    for dialect in DialectName::ALL {
        let live = Live::new(dialect);
        migrate(&project, &live, &["up", "2"]).expect(0);
        assert_eq!(
            migrate(&project, &live, &["repair"]).expect(0).stdout,
            "nothing to do\n"
        );
        let file = format!("generated/migrations/{dialect}/{THEIRS}_create_tag/up.sql");
        let text = project.read(&file);
        project.write(&file, &format!("{text}\n-- a remark\nSELECT 1;\n"));
        let url = server.url();
        project
            .run_with(&[("SHADOW_DATABASE_URL", &url)], &["migrate", "hash"])
            .expect(0);
        migrate(&project, &live, &["up"]).expect(2);

        live.run_script("ALTER TABLE tag ADD COLUMN stray integer");
        let ran = migrate(&project, &live, &["repair"]).expect(2);
        let said = "the database is not what these migrations make; nothing was noted";
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert!(ran.stderr.contains("stray"), "{}", ran.stderr);
        migrate(&project, &live, &["up"]).expect(2);

        live.run_script("ALTER TABLE tag DROP COLUMN stray");
        let dry = migrate(&project, &live, &["repair", "--dry-run"]).expect(0);
        assert_eq!(dry.stdout, "would note 20260102T000000_create_tag as it is now\n");
        migrate(&project, &live, &["up"]).expect(2);
        let json = migrate(&project, &live, &["repair", "--json"]).expect(0).json();
        assert_eq!(json["recorded"][0], "20260102T000000_create_tag");
        migrate(&project, &live, &["up"]).expect(0);
        migrate(&project, &live, &["down", "3"]).expect(0);
    }
}

#[test]
fn a_step_in_rust_is_reserved() {
    let project = repository();
    project
        .run(&["generate", "--empty", "--name", "fill", "--id", THEIRS])
        .expect(0);
    project.edit(&[AGE]);
    project.run(&["generate", "--id", LAST]).expect(0);
    let file = format!("generated/migrations/sqlite/{THEIRS}_fill/up.sql");
    project.write(&file, "-- step: rust fill_slugs\n");
    let ran = project.run(&["migrate", "hash"]).expect(2);
    assert!(
        ran.stderr
            .contains("`step: rust fill_slugs` is reserved for Rust functions"),
        "{}",
        ran.stderr
    );
}

#[test]
fn completions_know_the_commands() {
    let project = Project::new("");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = project.run(&["completions", shell]).expect(0);
        for word in ["rebase", "squash", "carry-data-migrations"] {
            assert!(ran.stdout.contains(word), "{shell}: {word}");
        }
    }
    project.run(&["completions", "dos"]).expect(2);
}

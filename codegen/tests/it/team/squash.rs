//! Migrations folded into one.

use codegen::dialect::DialectName;

use super::repository::{AGE, CITY, FIRST, NOTE, TAG, THEIRS, assert_complete, commit, repository};
use crate::command::Project;
use crate::live::Live;

const LAST: &str = "20260104T000000";

/// A repository with four migrations.
fn four() -> Project {
    let project = repository();
    for (edit, id) in [(TAG, THEIRS), (AGE, "20260103T000000"), (NOTE, LAST)] {
        project.edit(&[edit]);
        project.run(&["generate", "--id", id]).expect(0);
    }
    commit(&project);
    project
}

/// A database that has the first so many migrations, with rows.
fn database(project: &Project, dialect: DialectName, count: usize) -> Live {
    let live = Live::new(dialect);
    live.migrate(project.path(), &["up", "1"]);
    live.run_script("INSERT INTO \"user\" (id, name) VALUES (1, 'Ada'), (2, 'Bob')");
    if count > 1 {
        live.migrate(project.path(), &["up", &(count - 1).to_string()]);
    }
    live
}

fn shadowed(project: &Project, arguments: &[&str]) -> crate::command::Ran {
    let server = Live::new(DialectName::Postgres);
    project.run_with(&[("SHADOW_DATABASE_URL", &server.url())], arguments)
}

fn journal(live: &Live) -> Vec<Vec<Option<String>>> {
    live.query("SELECT id, name, state FROM _tablesmith_migrations ORDER BY id")
}

#[test]
fn databases_that_have_them_all_recognise_the_one() {
    let project = four();
    let old = DialectName::ALL.map(|dialect| database(&project, dialect, 4));
    let before = project.files();
    shadowed(&project, &["squash", "--dry-run"]).expect(0);
    assert_eq!(project.files(), before);

    let ran = shadowed(&project, &["squash"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 0
    --- stdout
    folded 4 sqlite migrations into 20260104T000000_baseline, which ends at the same snapshot
    folded 4 postgres migrations into 20260104T000000_baseline, which ends at the same snapshot
    --- stderr
    databases that have only some of these must get the rest from the version before: tag it
    ");
    project.run(&["check"]).expect(0);
    assert_eq!(project.migrations(DialectName::Sqlite), ["20260104T000000_baseline"]);
    let embedded = project.read("generated/src/migrations.rs");
    assert!(
        embedded.contains("Replaced { id: \"20260101T000000\", name: \"create_user\""),
        "{embedded}"
    );

    for live in &old {
        let url = live.url();
        let ran = project.run(&["migrate", "status", "--url", &url]).expect(0);
        assert!(
            ran.stdout.contains("20260104T000000_baseline  applied"),
            "{}",
            ran.stdout
        );
        let ran = project.run(&["migrate", "up", "--url", &url]).expect(0);
        assert_eq!(ran.stdout, "noted 20260104T000000_baseline as applied\n");
        let row = [LAST, "baseline", "applied"].map(|text| Some(text.to_owned()));
        assert_eq!(journal(live), [row.to_vec()]);
        assert_complete(&project, live);
    }

    // What comes next runs on both kinds of database alike.
    project.edit(&[CITY]);
    project.run(&["generate"]).expect(0);
    let new = DialectName::ALL.map(|dialect| database(&project, dialect, 1));
    for live in old.iter().chain(&new) {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        assert_eq!(journal(live).len(), 2);
    }
}

#[test]
fn a_database_that_has_some_of_them_is_told_how_to_go_on() {
    let project = four();
    for dialect in DialectName::ALL {
        let live = database(&project, dialect, 2);
        shadowed(&project, &["squash"]).expect(0);
        let before = journal(&live);
        let ran = project.run(&["migrate", "up", "--url", &live.url()]).expect(2);
        assert!(
            ran.stderr
                .contains("it lacks `20260103T000000_add_user_age`, `20260104T000000_create_note`"),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("from the version of the files before"),
            "{}",
            ran.stderr
        );
        assert_eq!(journal(&live), before);
        let ran = project
            .run(&["migrate", "status", "--exit-code", "--url", &live.url()])
            .expect(1);
        assert!(ran.stdout.contains("folded, 2 of 4 applied"), "{}", ran.stdout);

        super::repository::git(&project, &["stash", "-u", "-q"]).expect(0);
        live.migrate(project.path(), &["up"]);
        super::repository::git(&project, &["stash", "pop", "-q"]).expect(0);
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, &live);
        super::repository::git(&project, &["checkout", "-q", "."]).expect(0);
        super::repository::git(&project, &["clean", "-fdq"]).expect(0);
    }
}

#[test]
fn from_the_first_to_one_and_the_last_so_many() {
    for (arguments, folders) in [
        (
            ["--to", "20260103T000000"],
            ["20260103T000000_baseline", "20260104T000000_create_note"].as_slice(),
        ),
        (
            ["--last", "3"],
            ["20260101T000000_create_user", "20260104T000000_baseline"].as_slice(),
        ),
    ] {
        let project = four();
        let mut databases = Vec::new();
        for dialect in DialectName::ALL {
            databases.push(database(&project, dialect, 4));
        }
        shadowed(&project, &[["squash"].as_slice(), &arguments].concat()).expect(0);
        project.run(&["check"]).expect(0);
        for dialect in DialectName::ALL {
            assert_eq!(project.migrations(dialect), folders);
            databases.push(database(&project, dialect, 1));
        }
        for live in &databases {
            live.migrate(project.path(), &["up"]);
            assert_complete(&project, live);
        }
    }
}

#[test]
fn folding_again() {
    let project = four();
    let old = DialectName::ALL.map(|dialect| database(&project, dialect, 4));
    shadowed(&project, &["squash", "--to", "20260103T000000"]).expect(0);
    let folded = DialectName::ALL.map(|dialect| database(&project, dialect, 2));
    shadowed(&project, &["squash", "--name", "everything"]).expect(0);
    project.run(&["check"]).expect(0);
    for live in old.iter().chain(&folded) {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        assert_eq!(journal(live).len(), 1);
    }
}

#[test]
fn what_was_written_by_hand_is_named_and_carried_only_when_told() {
    let project = repository();
    project
        .run(&["generate", "--empty", "--name", "add_bob", "--id", THEIRS])
        .expect(0);
    for dialect in DialectName::ALL {
        let file = format!("generated/migrations/{dialect}/{THEIRS}_add_bob/up.sql");
        project.write(
            &file,
            "INSERT INTO \"user\" (id, name) VALUES (1, 'Ada'), (2, 'Bob');\n",
        );
        project.write(&file.replace("up.sql", "down.sql"), "DELETE FROM \"user\";\n");
    }
    let server = Live::new(DialectName::Postgres);
    let url = server.url();
    let shadow = [("SHADOW_DATABASE_URL", url.as_str())];
    project.run_with(&shadow, &["migrate", "hash"]).expect(0);
    project.edit(&[AGE]);
    project.run(&["generate", "--id", LAST]).expect(0);

    let before = project.files();
    let ran = project.run_with(&shadow, &["squash"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: what was written by hand cannot be made from the schema
      sqlite/20260102T000000_add_bob
      postgres/20260102T000000_add_bob
      help: leave them out with --to or --last, or let them run at the end of the new migration: --carry-data-migrations
    ");
    assert_eq!(project.files(), before);
    project
        .run_with(&shadow, &["squash", "--carry-data-migrations"])
        .expect(0);
    for dialect in DialectName::ALL {
        let live = Live::new(dialect);
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, &live);
    }
}

#[test]
fn what_stands_in_the_way() {
    let project = repository();
    let ran = project.run(&["squash"]).expect(2);
    assert!(ran.stderr.contains("there is nothing to fold"), "{}", ran.stderr);
    let ran = project.run(&["squash", "--to", "20990101T000000"]).expect(2);
    assert!(
        ran.stderr.contains("there is no migration 20990101T000000"),
        "{}",
        ran.stderr
    );
    let file = format!("generated/migrations/sqlite/{FIRST}_create_user/up.sql");
    project.edit(&[AGE]);
    project.run(&["generate", "--id", THEIRS]).expect(0);
    project.write(
        &file,
        &format!("{}\nCREATE TABLE x (a); DROP TABLE x;\n", project.read(&file)),
    );
    project.run(&["migrate", "hash"]).expect(0);
    let ran = project.run(&["squash"]).expect(2);
    assert!(ran.stderr.contains("what was edited by hand"), "{}", ran.stderr);
}

#[test]
fn a_branch_that_left_from_a_folded_migration_is_told() {
    let project = four();
    super::repository::git(&project, &["checkout", "-q", "-b", "theirs", "main"]).expect(0);
    for dialect in DialectName::ALL {
        let file = format!("generated/migrations/{dialect}/history.lock");
        let lock = project.read(&file);
        // As a branch made before the last two migrations has it.
        let kept: Vec<_> = lock.lines().filter(|line| !line.contains("create_note")).collect();
        project.write(&file, &format!("{}\n", kept.join("\n")));
    }
    shadowed(&project, &["check"]);
    super::repository::git(&project, &["checkout", "-q", "-f", "main"]).expect(0);
    shadowed(&project, &["squash"]).expect(0);
    for dialect in DialectName::ALL {
        let file = format!("generated/migrations/{dialect}/history.lock");
        let line = format!("20260105T000000_late 20260103T000000 {}\n", "0".repeat(64));
        project.write(&file, &format!("{}{line}", project.read(&file)));
    }
    let ran = project.run(&["check"]).expect(2);
    assert!(
        ran.stderr.contains(
            "`20260105T000000_late` follows `20260103T000000`, which was folded into `20260104T000000_baseline`"
        ),
        "{}",
        ran.stderr
    );
}

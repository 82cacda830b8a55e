//! `codegen diff FROM TO`: every kind of side, every way to say it, every exit code.

use codegen::dialect::DialectName;
use testing::postgres::Server;

use super::generated;
use crate::command::Project;
use crate::live::Live;

const SQLITE: &str = "generated/migrations/sqlite";

/// The project with a column more in its schema than in its history.
fn edited() -> Project {
    let project = generated();
    project.edit(&[(
        "name = \"text\"",
        "name = \"text\"\nage = { type = \"integer\", nullable = true }",
    )]);
    project
}

#[test]
fn a_schema_against_its_snapshot() {
    let project = generated();
    for dialect in DialectName::ALL {
        let snapshot = format!("generated/migrations/{dialect}/snapshot.json");
        let folder = format!("generated/migrations/{dialect}");
        for from in [&snapshot, &folder] {
            let ran = project.run(&["diff", from, "schema.toml", "--exit-code"]).expect(0);
            assert_eq!(ran.stdout, "no difference\n");
        }
        let ran = project
            .run(&["diff", &snapshot, "schema.toml", "--sql", "--exit-code"])
            .expect(0);
        assert_eq!(ran.seen(), "exit code 0\n");
    }
    let project = edited();
    insta::assert_snapshot!(project.run(&["diff", SQLITE, "schema.toml"]).seen(), @"
    exit code 0
    --- stdout
    add column user.age
    ");
    insta::assert_snapshot!(project.run(&["diff", "schema.toml", SQLITE, "--exit-code"]).seen(), @"
    exit code 1
    --- stdout
    drop column user.age
    loses data: drop-column:user.age
    ");
}

/// `--sql` is what `generate` writes.
#[test]
fn sql_is_that_of_generate_and_nothing_else() {
    let project = edited();
    let shown = DialectName::ALL.map(|dialect| {
        let ran = project.run(&[
            "diff",
            &format!("generated/migrations/{dialect}"),
            "schema.toml",
            "--sql",
        ]);
        let ran = ran.expect(0);
        assert_eq!(ran.stderr, "");
        ran.stdout
    });
    project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    for (dialect, shown) in DialectName::ALL.into_iter().zip(shown) {
        let folder = &project.migrations(dialect)[1];
        let written = project.read(&format!("generated/migrations/{dialect}/{folder}/up.sql"));
        assert_eq!(shown, written, "{dialect}");
    }
}

#[test]
fn json_has_everything() {
    let project = edited();
    let json = project.run(&["diff", "schema.toml", SQLITE, "--json"]).expect(0).json();
    assert_eq!(json["dialect"], "sqlite");
    assert_eq!(json["compared"], "authored");
    assert_eq!(json["differs"], true);
    assert_eq!(json["changes"][0], "drop column user.age");
    assert_eq!(json["losses"][0], "drop-column:user.age");
    assert!(json["sql"].as_str().is_some_and(|sql| sql.contains("DROP COLUMN")));
    assert_eq!(json["not_compared"]["both"].as_array().map(Vec::len), Some(0));
    assert!(json["steps"].as_array().is_some_and(|steps| !steps.is_empty()));
}

/// A database, a SQL file, a schema, a snapshot: every one against every other says the same.
#[test]
fn every_kind_of_side() {
    for dialect in DialectName::ALL {
        let project = generated();
        let live = Live::new(dialect);
        live.migrate(project.path(), &["up"]);
        let url = live.url();
        let (up, snapshot) = (
            format!("generated/migrations/{dialect}/20260101T000000_create_user/up.sql"),
            format!("generated/migrations/{dialect}/snapshot.json"),
        );
        let shadow = [("SHADOW_DATABASE_URL", Server::shared().url())];
        let before = [up.as_str(), &snapshot, &url];
        for one in before {
            for other in before {
                let arguments = ["diff", one, other, "--exit-code", "--dialect", dialect.as_str()];
                let ran = project.run_with(&shadow, &arguments).expect(0);
                assert_eq!(ran.seen(), "exit code 0\n--- stdout\nno difference\n", "{one} {other}");
            }
        }
        project.edit(&[("name = \"text\"", "name = \"text\"\nage = \"integer\"")]);
        for one in before {
            let arguments = ["diff", one, "schema.toml", "--exit-code", "--dialect", dialect.as_str()];
            let ran = project.run_with(&shadow, &arguments).expect(1);
            assert_eq!(ran.stdout, "add column user.age\n", "{one}");
        }
    }
}

/// What `--sql` gives leads from a database to a schema.
#[test]
fn the_sql_leads_there() {
    for dialect in DialectName::ALL {
        let project = generated();
        let live = Live::new(dialect);
        live.migrate(project.path(), &["up"]);
        project.edit(&[
            ("name = \"text\"", "name = { type = \"text\", unique = true }"),
            (
                "bio = { type = \"text\", nullable = true }",
                "age = { type = \"integer\", nullable = true }",
            ),
        ]);
        let url = live.url();
        let arguments = ["diff", &url, "schema.toml", "--scratch", Server::shared().url()];
        let sql = project.run(&[&arguments[..], &["--sql"]].concat()).expect(0).stdout;
        let script: Vec<_> = sql.split("-- step: alone").map(str::to_owned).collect();
        for part in script {
            live.run_script(&part);
        }
        let ran = project.run(&[&arguments[..], &["--exit-code"]].concat()).expect(0);
        assert_eq!(ran.stdout, "no difference\n", "{dialect}\n{sql}");
    }
}

#[test]
fn renames_are_asked_for_and_said() {
    let project = generated();
    project.edit(&[("bio =", "about =")]);
    insta::assert_snapshot!(project.run(&["diff", SQLITE, "schema.toml"]).seen(), @"
    exit code 2
    --- stderr
    error: something vanishes while something like it appears
      the column user.bio
      help: if it is about now: --rename user.bio=about
      help: if it is gone for good: --allow drop-column:user.bio
      help: if nothing was renamed at all: --no-renames
    ");
    let run = |arguments: &[&str]| project.run(&[&["diff", SQLITE, "schema.toml"], arguments].concat());
    assert_eq!(
        run(&["--rename", "user.bio=about"]).expect(0).stdout,
        "rename column user.bio to about\n"
    );
    for arguments in [&["--allow", "drop-column:user.bio"][..], &["--no-renames"]] {
        let ran = run(arguments).expect(0);
        assert!(
            ran.stdout.contains("loses data: drop-column:user.bio"),
            "{}",
            ran.stdout
        );
    }
    insta::assert_snapshot!(run(&["--rename", "user.biography=about"]).seen(), @"
    exit code 2
    --- stderr
    error: `user.biography=about`: no table, enum, column, value, constraint or index is called so before and after
    ");
    insta::assert_snapshot!(run(&["--rename", "user.bio"]).seen(), @"
    exit code 2
    --- stderr
    error: `user.bio` says no rename: write OLD=NEW, as in user.bio=about or item=order_line
    ");
    run(&["--allow", "bio"]).expect(2);
}

#[test]
fn what_is_no_side_or_fits_no_other_is_refused() {
    let project = generated();
    project.write("a.sql", "create table a (id integer);");
    project.write("note.txt", "hello");
    let seen = |arguments: &[&str]| project.run(&[&["diff"], arguments].concat()).seen();
    insta::assert_snapshot!(seen(&["a.sql", "schema.toml"]), @"
    exit code 2
    --- stderr
    error: it is not clear which database is meant: FROM is a SQL file, TO is a schema for SQLite and PostgreSQL
      help: say --dialect postgres or --dialect sqlite
    ");
    insta::assert_snapshot!(seen(&["a.sql", "schema.toml", "--dialect", "postgres", "--scratch", "none"]), @"
    exit code 2
    --- stderr
    error: FROM: there is no PostgreSQL server to run a SQL file on
      help: set SHADOW_DATABASE_URL, or pass --scratch, with a server on which databases may be made and dropped
    ");
    insta::assert_snapshot!(seen(&[SQLITE, "generated/migrations/postgres"]), @"
    exit code 2
    --- stderr
    error: TO is a snapshot of PostgreSQL, and what is compared is SQLite
    ");
    insta::assert_snapshot!(seen(&["note.txt", "schema.toml"]), @"
    exit code 2
    --- stderr
    error: note.txt: it is not clear what this is
      help: its name must end in .toml (a schema), .json (a snapshot) or .sql
    ");
    insta::assert_snapshot!(seen(&["generated/migrations", "schema.toml"]), @"
    exit code 2
    --- stderr
    error: generated/migrations: this folder holds the histories of several databases
      help: say --dialect postgres or --dialect sqlite, or name the folder of one
    ");
    insta::assert_snapshot!(seen(&["sqlite:nothing.db", "schema.toml"]), @"
    exit code 2
    --- stderr
    error: there is no database nothing.db
    ");
    let none = project
        .run(&[
            "diff",
            "postgres://nobody@127.0.0.1:1/x?connect_timeout=1s",
            "schema.toml",
        ])
        .expect(3);
    assert!(none.stderr.contains("FROM: "), "{}", none.stderr);
    project.write("broken.sql", "create table (;");
    let ran = project
        .run(&["diff", "a.sql", "broken.sql", "--dialect", "sqlite"])
        .expect(3);
    assert!(ran.stderr.contains("TO: "), "{}", ran.stderr);
}

/// A private server is started where none is named; without any the texts are compared as they are, and that is said.
#[test]
fn without_a_scratch_place_text_is_compared() {
    let project = generated();
    let live = Live::new(DialectName::Postgres);
    live.migrate(project.path(), &["up"]);
    let ran = project.run(&["diff", &live.url(), "schema.toml"]).expect(0);
    assert_eq!(ran.stderr, "");
    let ran = project
        .run(&["diff", &live.url(), "schema.toml", "--scratch", "none"])
        .expect(0);
    assert!(ran.stderr.starts_with("compared as text:"), "{}", ran.stderr);
}

/// What no catalog can say is told by name, and is a difference where it is on one side alone.
#[test]
fn what_is_not_modelled_is_told() {
    let project = generated();
    project.write("a.sql", "create table a (id integer primary key on conflict replace);");
    project.write(
        "b.sql",
        "create table a (id integer primary key); create table b (id integer);",
    );
    let run = |arguments: &[&str]| project.run(&[&["diff", "--dialect", "sqlite", "--exit-code"], arguments].concat());
    let ran = run(&["a.sql", "a.sql"]).expect(0);
    assert!(
        ran.stdout
            .contains("not compared, in both: ON CONFLICT REPLACE of a primary key of table a"),
        "{}",
        ran.stdout
    );
    let ran = run(&["a.sql", "b.sql", "--sql"]).expect(1);
    assert!(
        ran.stderr
            .contains("not compared, in FROM alone: ON CONFLICT REPLACE of a primary key of table a"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.starts_with("-- New table b.\nCREATE TABLE"),
        "{}",
        ran.stdout
    );
}

//! `codegen migrate up|down|status`.

use codegen::dialect::DialectName;

use super::generated;
use crate::command::Project;
use crate::live::Live;

/// A project with two migrations.
fn two_migrations() -> Project {
    let project = generated();
    project.edit(&[(
        "name = \"text\"",
        "name = \"text\"\nage = { type = \"integer\", nullable = true }",
    )]);
    project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    project
}

fn states(project: &Project, url: &str) -> Vec<(String, String)> {
    let json = project
        .run(&["migrate", "status", "--json", "--url", url])
        .expect(0)
        .json();
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let list = json.as_array().expect("a list");
    list.iter()
        .map(|line| (text(&line["name"]), text(&line["state"])))
        .collect()
}

#[test]
fn up_down_and_status_on_both_databases() {
    let project = two_migrations();
    for dialect in DialectName::ALL {
        let live = Live::new(dialect);
        let url = live.url();
        let run = |arguments: &[&str], code| {
            let mut all = vec!["migrate"];
            all.extend(arguments);
            all.extend(["--url", &url]);
            project.run(&all).expect(code)
        };
        assert_eq!(
            run(&["status", "--exit-code"], 1).stdout,
            "20260101T000000_create_user  pending\n20260102T000000_add_user_age  pending\n"
        );

        let dry = run(&["up", "--dry-run"], 0);
        assert!(
            dry.stdout.starts_with("would apply 20260101T000000_create_user\n"),
            "{}",
            dry.stdout
        );
        assert!(dry.stdout.contains("CREATE TABLE \"user\""), "{}", dry.stdout);
        let dry = run(&["up", "--dry-run", "--json"], 0).json();
        assert_eq!(dry["dry_run"], true);
        assert_eq!(dry["migrations"].as_array().map(Vec::len), Some(2));
        run(&["status", "--exit-code"], 1);

        let one = run(&["up", "1", "--json"], 0).json();
        assert_eq!(one["database"], dialect.as_str());
        assert_eq!(one["migrations"][0]["id"], "20260101T000000");
        assert_eq!(one["migrations"].as_array().map(Vec::len), Some(1));
        let pending = |name: &str, state: &str| (name.to_owned(), state.to_owned());
        assert_eq!(
            states(&project, &url),
            [pending("create_user", "applied"), pending("add_user_age", "pending")]
        );

        let rest = run(&["up"], 0);
        assert!(
            rest.stdout.starts_with("applied 20260102T000000_add_user_age ("),
            "{}",
            rest.stdout
        );
        assert_eq!(run(&["up"], 0).stdout, "nothing to do\n");
        run(&["status", "--exit-code"], 0);

        let dry = run(&["down", "--dry-run"], 0);
        assert!(
            dry.stdout.starts_with("would take back 20260102T000000_add_user_age\n"),
            "{}",
            dry.stdout
        );
        run(&["status", "--exit-code"], 0);
        let down = run(&["down", "2", "--json"], 0).json();
        assert_eq!(down["migrations"][0]["id"], "20260102T000000");
        assert_eq!(down["migrations"][1]["id"], "20260101T000000");
        assert_eq!(
            states(&project, &url),
            [pending("create_user", "pending"), pending("add_user_age", "pending")]
        );
        assert_eq!(run(&["down"], 0).stdout, "nothing to do\n");
    }
}

#[test]
fn a_failing_statement_is_the_database_saying_no() {
    for dialect in DialectName::ALL {
        let project = generated();
        let live = Live::new(dialect);
        live.load(&["CREATE TABLE \"user\" (\"mine\" integer)".to_owned()]);
        let ran = project.run(&["migrate", "up", "--url", &live.url()]).expect(3);
        assert!(ran.stderr.contains("20260101T000000"), "{}", ran.stderr);
        assert!(ran.stderr.contains("already exists"), "{}", ran.stderr);
    }
}

#[test]
fn a_history_edited_by_hand_is_refused() {
    let project = generated();
    let file = "generated/migrations/sqlite/20260101T000000_create_user/up.sql";
    project.write(file, &format!("{}-- mine\n", project.read(file)));
    for command in ["up", "down", "status"] {
        let ran = project.run(&["migrate", command]).expect(2);
        assert!(
            ran.stderr.contains("codegen migrate hash 20260101T000000"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_database_that_the_schema_is_not_for() {
    let project = Project::new(&super::SCHEMA.replace("[\"sqlite\", \"postgres\"]", "[\"sqlite\"]"));
    project.run(&["generate"]).expect(0);
    let live = Live::new(DialectName::Postgres);
    let ran = project.run(&["migrate", "up", "--url", &live.url()]).expect(2);
    assert!(
        ran.stderr
            .contains("--url is a PostgreSQL database, and the schema is for SQLite"),
        "{}",
        ran.stderr
    );
}

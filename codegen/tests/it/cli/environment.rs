//! Which database a command talks to, and that nobody reads its password.

use super::{SCHEMA, generated};
use crate::command::Project;

/// The server that is never there.
const NOWHERE: &str = "postgres://me:hunter2@127.0.0.1:1/small";

fn exists(project: &Project, file: &str) -> bool {
    project.path().join(file).is_file()
}

#[test]
fn default_url_where_nothing_else_is_said() {
    let project = generated();
    project.run(&["migrate", "up"]).expect(0);
    assert!(exists(&project, "default.db"));
}

#[test]
fn the_environment_comes_before_dotenv_and_dotenv_before_the_default() {
    let project = generated();
    project.write(".env", "DATABASE_URL=sqlite:./dotenv.db\n");
    project.run(&["migrate", "up"]).expect(0);
    assert!(exists(&project, "dotenv.db") && !exists(&project, "default.db"));

    project
        .run_with(&[("DATABASE_URL", "sqlite:./environment.db")], &["migrate", "up"])
        .expect(0);
    assert!(exists(&project, "environment.db") && !exists(&project, "default.db"));

    let arguments = ["migrate", "up", "--url", "sqlite:./said.db"];
    project
        .run_with(&[("DATABASE_URL", "sqlite:./other.db")], &arguments)
        .expect(0);
    assert!(exists(&project, "said.db") && !exists(&project, "other.db"));
}

#[test]
fn a_named_environment_of_the_schema() {
    let project = generated();
    let ran = project.run(&["migrate", "up", "--env", "staging"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: the schema has no [env.staging]
      help: it has `production`
    ");
    let ran = project.run(&["migrate", "up", "--env", "production"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: [env.production] takes its URL from PRODUCTION_URL, which is not set
    ");
    let variables = [("PRODUCTION_URL", "sqlite:./production.db"), ("DATABASE_URL", NOWHERE)];
    project
        .run_with(&variables, &["migrate", "up", "--env", "production"])
        .expect(0);
    assert!(exists(&project, "production.db"));
    let variables = [("PRODUCTION_URL", "sqlite:./again.db"), ("APP_ENV", "production")];
    project.run_with(&variables, &["migrate", "up"]).expect(0);
    assert!(exists(&project, "again.db"));
    // The application's own word for where it runs, of which the schema knows nothing.
    project.run_with(&[("APP_ENV", "review")], &["migrate", "up"]).expect(0);
    assert!(exists(&project, "default.db"));
}

#[test]
fn no_url_at_all() {
    let project = Project::new(&SCHEMA.replace("default_url = \"sqlite:./default.db\"\n", ""));
    project.run(&["generate"]).expect(0);
    insta::assert_snapshot!(project.run(&["migrate", "status"]).seen(), @"
    exit code 2
    --- stderr
    error: no database to talk to: DATABASE_URL is not set
      help: set DATABASE_URL in the environment or in .env, pass --url, or give [database] a default_url
    ");
}

#[test]
fn a_server_that_is_not_there() {
    let project = generated();
    for command in ["up", "down", "status"] {
        let ran = project.run(&["migrate", command, "--url", NOWHERE]).expect(3);
        assert!(
            ran.stderr.starts_with("error: cannot talk to the database: "),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.ends_with("  help: the URL came from --url\n"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn wrong_urls_and_no_password_in_any_message() {
    let project = generated();
    let wrong = [
        (NOWHERE, 3),
        ("postgres://me:hunter2@127.0.0.1:1/small?sslmode=require", 3),
        ("postgres://me:hunter2@host:port/small", 2),
        ("postgres://me:hunter2@[::1/small", 2),
        (
            "postgres://me:hunter2@127.0.0.1:1/small?password=hunter2&nonsense=hunter2",
            2,
        ),
        ("postgres://me:hunter2@127.0.0.1:1/small?sslmode=nonsense", 2),
        ("postgres://me:hunter2%@127.0.0.1:1/%zz", 3),
        ("postgres:me:hunter2@127.0.0.1/small", 2),
        ("mysql://me:hunter2@127.0.0.1/small", 2),
        ("hunter2", 2),
        ("sqlite:./a.db?mode=nonsense", 2),
        ("", 2),
    ];
    for (url, code) in wrong {
        let runs = [
            project.run(&["migrate", "up", "-v", "--url", url]),
            project.run_with(
                &[("PRODUCTION_URL", url)],
                &["migrate", "status", "--json", "--env", "production"],
            ),
        ];
        for (ran, by_variable) in runs.into_iter().zip([false, true]) {
            assert!(!ran.stderr.contains("hunter2"), "{url}: {}", ran.stderr);
            assert!(!ran.stdout.contains("hunter2"), "{url}: {}", ran.stdout);
            assert!(!ran.stderr.contains("panicked"), "{url}: {}", ran.stderr);
            assert!(ran.stderr.starts_with("error: "), "{url}: {}", ran.stderr);
            if !(by_variable && url.is_empty()) {
                assert_eq!(ran.code, Some(code), "{url}: {}", ran.stderr);
            }
        }
    }
    project.write(".env", "DATABASE_URL=\"postgres://me:hunter2@127.0.0.1:1/small\n");
    let ran = project.run(&["migrate", "up"]).expect(2);
    assert!(
        ran.stderr.contains(".env") && !ran.stderr.contains("hunter2"),
        "{}",
        ran.stderr
    );
}

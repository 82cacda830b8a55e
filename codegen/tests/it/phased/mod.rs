//! `generate --phased` and `--contract`: what older and newer code see of each other between the two migrations.

mod between;
mod refusals;
mod resume;
mod writers;

use codegen::dialect::DialectName;

use crate::command::{Project, Ran};
use crate::live::Live;

/// A project for both databases, with one migration.
fn project(columns: &str) -> Project {
    let project = Project::new(&schema(columns));
    generate(&project, "20260101T000000", &[]).expect(0);
    project
}

fn schema(columns: &str) -> String {
    format!(
        "[database]\nname = \"phased\"\ndialects = [\"sqlite\", \"postgres\"]\n\n[table.person.columns]\n\
         id = {{ type = \"integer\", primary_key = true }}\n{columns}\n"
    )
}

/// Generates, and tries what is generated on both databases.
fn generate(project: &Project, id: &str, arguments: &[&str]) -> Ran {
    let mut all = vec!["generate", "--id", id];
    all.extend(arguments);
    proving(project, &all)
}

fn proving(project: &Project, arguments: &[&str]) -> Ran {
    let server = testing::postgres::Server::shared();
    project.run_with(&[("SHADOW_DATABASE_URL", server.url())], arguments)
}

/// A database with all migrations so far.
fn live(project: &Project, dialect: DialectName) -> Live {
    let live = Live::new(dialect);
    live.migrate(project.path(), &["up"]);
    live
}

/// The rows of a query as one text: values with commas between, rows with semicolons, `-` for NULL.
fn told(live: &Live, sql: &str) -> String {
    let rows = live.query(sql);
    let row = |row: &Vec<Option<String>>| {
        let values = row.iter().map(|value| value.as_deref().unwrap_or("-"));
        values.collect::<Vec<_>>().join(",")
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

/// Whether a database holds what its history made, nothing less and nothing more.
fn in_order(project: &Project, live: &Live) {
    let mut arguments = vec!["drift".to_owned(), "--url".to_owned(), live.url()];
    if live.dialect() == DialectName::Postgres {
        arguments.extend([
            "--scratch".to_owned(),
            testing::postgres::Server::shared().url().to_owned(),
        ]);
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    project.run(&arguments).expect(0);
    assert!(project.run(&["check"]).expect(0).stdout.contains("in order"));
}

/// What the database has of triggers and functions.
fn leftovers(live: &Live) -> String {
    told(
        live,
        match live.dialect() {
            DialectName::Postgres => {
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
                 UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            }
            DialectName::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        },
    )
}

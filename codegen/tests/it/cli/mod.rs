//! What the command line prints and answers: stdout, stderr and exit code of each command.

mod check;
mod diff;
mod drift;
mod environment;
mod generate;
mod hash;
mod init;
mod migrate;
mod proof;
mod refusals;
mod rename;
mod rewrite;
mod verify;

use crate::command::Project;

/// A small schema for both databases.
pub(crate) const SCHEMA: &str = r#"[database]
name = "small"
dialects = ["sqlite", "postgres"]
default_url = "sqlite:./default.db"

[env.production]
url = "env:PRODUCTION_URL"

[table.user.columns]
id = { type = "text", default = "nanoid()", primary_key = true }
name = "text"
bio = { type = "text", nullable = true }
"#;

/// A project with one migration.
fn generated() -> Project {
    let project = Project::new(SCHEMA);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project
}

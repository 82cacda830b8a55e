//! A project in a git repository, and databases of it.

use std::process::Command;

use codegen::catalog::snapshot::Snapshot;
use codegen::dialect::DialectName;

use crate::command::{Project, Ran};
use crate::live::Live;

/// With room between the places that branches change, so that git has no conflict in it.
pub(super) const SCHEMA: &str = r#"[database]
name = "team"
dialects = ["sqlite", "postgres"]

[table.user.columns]
id = { type = "integer", primary_key = true }
# first column
#
#
name = "text"
#
#
bio = { type = "text", nullable = true }
#
#
# second column
#
#
# first table
#
#
#
# second table
"#;

pub(super) const TAG: (&str, &str) = (
    "# first table",
    "[table.tag.columns]\nid = { type = \"integer\", primary_key = true }\nlabel = { type = \"text\", nullable = true }",
);
pub(super) const NOTE: (&str, &str) = (
    "# second table",
    "[table.note.columns]\nid = { type = \"integer\", primary_key = true }\nwriter = { references = \"user\", nullable = true }",
);
pub(super) const AGE: (&str, &str) = ("# first column", "age = { type = \"integer\", nullable = true }");
pub(super) const CITY: (&str, &str) = ("# second column", "city = { type = \"text\", nullable = true }");

/// When the migrations of both branches are made.
pub(super) const FIRST: &str = "20260101T000000";
pub(super) const THEIRS: &str = "20260102T000000";
pub(super) const OURS: &str = "20260103T000000";

/// A repository with one migration, on the branch `main`.
pub(super) fn repository() -> Project {
    let project = Project::new(SCHEMA);
    project.run(&["generate", "--id", FIRST]).expect(0);
    git(&project, &["init", "-q", "-b", "main"]).expect(0);
    commit(&project);
    project
}

pub(super) fn git(project: &Project, arguments: &[&str]) -> Ran {
    Command::new("git")
        .args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"])
        .args(["-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(project.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs")
        .into()
}

pub(super) fn commit(project: &Project) {
    git(project, &["add", "-A"]).expect(0);
    git(project, &["commit", "-q", "-m", "a change"]).expect(0);
}

/// Two branches that each change the schema and generate; then the first one, `main`, is checked out.
pub(super) fn two_branches(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Project {
    let project = repository();
    git(&project, &["checkout", "-q", "-b", "theirs"]).expect(0);
    project.edit(theirs);
    project
        .run(&["generate", "--id", THEIRS, "--allow-data-loss"])
        .expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "main"]).expect(0);
    project.edit(ours);
    project.run(&["generate", "--id", OURS, "--allow-data-loss"]).expect(0);
    commit(&project);
    project
}

/// Merges `theirs` into `main`; the files that the generator makes conflict, the schema does not.
pub(super) fn merge(project: &Project) {
    let merged = git(project, &["merge", "theirs"]).expect(1);
    assert!(!merged.stdout.contains("conflict in schema.toml"), "{}", merged.stdout);
    for dialect in DialectName::ALL {
        assert!(lock(project, dialect).contains("<<<<<<<"), "{}", merged.stdout);
    }
}

pub(super) fn lock(project: &Project, dialect: DialectName) -> String {
    project.read(&format!("generated/migrations/{dialect}/history.lock"))
}

/// A database per dialect that has what a branch has.
pub(super) fn databases_of(project: &Project, branch: &str) -> Vec<Live> {
    git(project, &["checkout", "-q", branch]).expect(0);
    let databases: Vec<_> = DialectName::ALL.into_iter().map(Live::new).collect();
    for live in &databases {
        live.migrate(project.path(), &["up", "1"]);
        live.run_script("INSERT INTO \"user\" (id, name, bio) VALUES (1, 'Ada', 'first'), (2, 'Bob', NULL)");
        live.migrate(project.path(), &["up"]);
    }
    git(project, &["checkout", "-q", "main"]).expect(0);
    databases
}

/// The rows that [`databases_of`] put in.
pub(super) fn people(live: &Live) -> Vec<Vec<Option<String>>> {
    live.query("SELECT id, name FROM \"user\" ORDER BY id")
}

/// Fails unless a database holds what the snapshot says, and the rows of before.
#[track_caller]
pub(super) fn assert_complete(project: &Project, live: &Live) {
    let dialect = live.dialect();
    let text = project.read(&format!("generated/migrations/{dialect}/snapshot.json"));
    let snapshot = Snapshot::read(&text).expect("a snapshot");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let comparison = runtime.block_on(codegen::database::compare(&live.url(), &snapshot.catalog));
    assert_eq!(comparison.expect("compared").differences, [""; 0], "{dialect}");
    let row = |id: &str, name: &str| vec![Some(id.to_owned()), Some(name.to_owned())];
    assert_eq!(people(live), [row("1", "Ada"), row("2", "Bob")], "{dialect}");
}

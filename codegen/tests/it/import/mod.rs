//! `codegen import`: SQL migrations of other tools, and dumps, taken in.

mod faults;
mod histories;
mod layouts;

use codegen::dialect::DialectName;

use crate::command::{Project, Ran};

/// A project without a schema, with these files.
fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new("");
    std::fs::remove_file(project.path().join("schema.toml")).expect("it was there");
    for (path, text) in files {
        project.write(path, text);
    }
    project
}

/// Takes in a folder or file of it, on the server of the tests where there must be one.
fn import(project: &Project, path: &str, arguments: &[&str]) -> Ran {
    let server = testing::postgres::Server::shared();
    let all = [&["import", path], arguments].concat();
    project.run_with(&[("SHADOW_DATABASE_URL", server.url())], &all)
}

/// What the project's migrations make, as its snapshot says.
fn catalog(project: &Project, dialect: DialectName) -> codegen::catalog::Catalog {
    let text = project.read(&format!("generated/migrations/{dialect}/snapshot.json"));
    let snapshot = codegen::catalog::snapshot::Snapshot::read(&text);
    snapshot.expect("a snapshot").catalog
}

//! `codegen check`.

use super::{SCHEMA, generated};
use crate::command::Project;

#[test]
fn in_order() {
    let project = generated();
    let before = project.files();
    insta::assert_snapshot!(project.run(&["check"]).seen(), @"
    exit code 0
    --- stdout
    in order: 1 tables, 1 migrations
    ");
    let json = project.run(&["check", "--json"]).expect(0).json();
    assert_eq!(
        json,
        serde_json::json!({ "tables": 1, "migrations": 1, "pending": [], "outdated": [] })
    );
    assert_eq!(project.files(), before);
}

#[test]
fn not_generated_yet() {
    let project = generated();
    project.edit(&[("bio = { type = \"text\", nullable = true }\n", "")]);
    let before = project.files();
    let ran = project.run(&["check"]).expect(1);
    assert!(
        ran.stdout
            .contains("not generated yet, postgres: drop column user.bio\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("not up to date: generated/src/user.rs\n"),
        "{}",
        ran.stdout
    );
    let json = project.run(&["check", "--json"]).expect(1).json();
    assert_eq!(json["pending"].as_array().map(Vec::len), Some(2));
    assert_eq!(project.files(), before);
}

#[test]
fn models_that_somebody_edited() {
    let project = generated();
    let model = project.read("generated/src/user.rs");
    project.write("generated/src/user.rs", &format!("{model}// mine\n"));
    let ran = project.run(&["check"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 1
    --- stdout
    not up to date: generated/src/user.rs
    --- stderr
    run `codegen generate` to bring it up to date
    ");
    project.run(&["generate"]).expect(0);
    project.run(&["check"]).expect(0);
    assert_eq!(project.read("generated/src/user.rs"), model);
}

#[test]
fn a_schema_with_errors() {
    let project = Project::new(&SCHEMA.replace("name = \"text\"", "name = \"txet\""));
    let ran = project.run(&["check"]).expect(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("schema.toml:11:8"), "{}", ran.stderr);
    assert!(
        ran.stderr
            .ends_with("error: the schema has an error; nothing was written\n"),
        "{}",
        ran.stderr
    );
}

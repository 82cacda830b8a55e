//! `codegen init`, but for what it leads to: that is tried from the outside.

use std::fs;

use crate::command::Project;

/// A crate as `cargo new` makes it, and no schema.
fn new_crate() -> Project {
    let project = Project::new("");
    fs::remove_file(project.path().join("schema.toml")).expect("it can be removed");
    project.write(
        "Cargo.toml",
        "[package]\nname = \"my-app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n",
    );
    project.write("src/main.rs", "fn main() {}\n");
    project
}

#[test]
fn starts_a_project_and_leaves_what_is_there() {
    let project = new_crate();
    let ran = project.run(&["init", "--json"]).expect(0).json();
    assert_eq!(
        ran["written"],
        serde_json::json!(["schema.toml", ".env.example", ".cargo/config.toml"])
    );
    assert_eq!(ran["kept"], serde_json::json!([]));
    assert_eq!(ran["added"], serde_json::json!(["tablesmith", "tokio"]));
    assert!(project.read("schema.toml").contains("name        = \"my_app\""));
    assert!(project.read("schema.toml").contains("models     = \"src/models\""));
    assert!(project.read("Cargo.toml").contains("tablesmith = {"));
    project.run(&["generate"]).expect(0);
    project.run(&["check"]).expect(0);
    assert!(project.read("src/models/mod.rs").contains("mod user;"));

    project.write("schema.toml", "mine");
    let again = project.run(&["init"]).expect(0);
    assert_eq!(again.stdout, "", "all of it is there");
    assert!(
        again.stderr.contains("schema.toml is there already: left alone"),
        "{}",
        again.stderr
    );
    assert_eq!(project.read("schema.toml"), "mine");
}

#[test]
fn a_build_script_writes_no_models_into_the_sources() {
    let project = new_crate();
    project.run(&["init", "--build-script"]).expect(0);
    assert!(project.read("schema.toml").contains("models     = false"));
    assert!(project.read("build.rs").contains("codegen::Builder::new()"));
    assert!(project.read("Cargo.toml").contains("[build-dependencies]"));
    project.run(&["generate"]).expect(0);
    project.run(&["check"]).expect(0);
    assert!(!project.path().join("src/models").exists());
    assert!(project.path().join("migrations/sqlite/history.lock").is_file());
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = new_crate();
    let before = project.files();
    let ran = project.run(&["init", "--dry-run"]).expect(0);
    insta::assert_snapshot!(ran.stdout, @"
    would write schema.toml
    would write .env.example
    would write .cargo/config.toml
    would add tablesmith to Cargo.toml
    would add tokio to Cargo.toml
    ");
    assert_eq!(project.files(), before);
}

#[test]
fn what_cannot_be_started_is_left_alone() {
    let project = new_crate();
    let before = project.files();
    for (source, says) in [
        ("path:src", "is not a checkout of Tablesmith"),
        ("path:nowhere", "nowhere"),
        ("somewhere", "write --tablesmith path:"),
        ("git:", "write --tablesmith path:"),
    ] {
        let ran = project.run(&["init", "--tablesmith", source]).expect(2);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    let ran = project.run(&["init", "src"]).expect(2);
    assert!(ran.stderr.contains("there is no Cargo.toml in src"), "{}", ran.stderr);
    assert_eq!(project.files(), before);

    for (manifest, says) in [("[package", "is not valid"), ("[workspace]\n", "has no [package]")] {
        project.write("Cargo.toml", manifest);
        let before = project.files();
        let ran = project.run(&["init"]).expect(2);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
        assert_eq!(project.files(), before);
    }
}

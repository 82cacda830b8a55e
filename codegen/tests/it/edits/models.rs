//! The models of every edit compile.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::Project;

const TYPES: &str = include_str!("../../../../generated/src/types.rs");

/// One crate with a module for each edit: a single run of the compiler sees them all.
#[test]
fn the_models_of_every_edit_compile() {
    let project = Project::new("");
    let mut root = String::from("#![deny(warnings)]\n");
    let edits = [super::tables::ALL, super::columns::ALL, super::constraints::ALL, super::enums::ALL];
    for (name, edit) in edits.concat() {
        project.write("schema.toml", &edit.after());
        project.run(&["generate", "--allow-data-loss"]).expect(0);
        let module = project.path().join("src").join(name);
        fs::create_dir_all(project.path().join("src")).expect("folders can be made");
        fs::rename(project.path().join("generated/src"), &module).expect("folders can be moved");
        fs::rename(module.join("lib.rs"), module.join("mod.rs")).expect("files can be moved");
        fs::write(module.join("types.rs"), TYPES).expect("files can be written");
        fs::remove_dir_all(project.path().join("generated")).expect("folders can be removed");
        root.push_str(&format!("pub mod {name};\n"));
    }
    project.write("src/lib.rs", &root);

    let repository = fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the repository is there");
    let runtime = repository.join("runtime");
    project.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"edits\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ntablesmith = {{ path = {runtime:?} }}\n"
        ),
    );
    // The versions that the workspace is tested with.
    fs::copy(repository.join("Cargo.lock"), project.path().join("Cargo.lock")).expect("the lock file can be copied");
    let ran = Command::new("cargo")
        .args(["check", "--offline", "--quiet"])
        .current_dir(project.path())
        .env("CARGO_TARGET_DIR", repository.join("target/outside"))
        .output()
        .expect("cargo runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

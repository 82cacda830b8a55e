//! The models of every edit compile, before it and after it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::render::{Templates, rust};
use codegen::schema::{Schema, resolve};
use codegen::source::Sources;

use super::{Edit, columns, constraints, enums, tables};
use crate::outside;

/// What stands beside the models of the demo.
const TYPES: &str = include_str!("../../../../generated/src/types.rs");

/// Models need no migrations to compile.
const MIGRATIONS: &str = "pub static MIGRATIONS: tablesmith::migrate::Migrations<'static> =
    tablesmith::migrate::Migrations { postgres: None, sqlite: None };\n";

fn schema(text: &str) -> Schema {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let read = |_: &Path| Ok::<_, io::Error>(text.to_owned());
    let document = codegen::document::read("schema.toml".as_ref(), &read, &mut sources, &mut diagnostics);
    let schema = document.and_then(|document| resolve(&document, &mut diagnostics));
    schema.unwrap_or_else(|| panic!("{}", render(&diagnostics, &sources, Style::Plain)))
}

/// One crate with a module for each schema: every model of the demo, seventy times over, checked at once.
#[test]
fn the_models_compile_before_and_after_every_edit() {
    let edits: Vec<(&str, &Edit)> = [tables::ALL, columns::ALL, constraints::ALL, enums::ALL].concat();
    assert!(edits.len() >= 70, "{} edits", edits.len());
    // Most edits begin with the same schema.
    let mut schemas = BTreeMap::new();
    for (name, edit) in edits {
        schemas.entry(edit.before()).or_insert(format!("before_{name}"));
        schemas.entry(edit.after()).or_insert(format!("after_{name}"));
    }

    let repository = outside::repository();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |path: &Path, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    let manifest = format!(
        "[package]\nname = \"edits\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ntablesmith = {{ path = {:?} }}\n{}",
        repository.join("runtime"),
        outside::as_in_the_workspace(),
    );
    write(Path::new("Cargo.toml"), &manifest);
    fs::copy(repository.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the lock file can be copied");
    let mut root = "#![deny(warnings)]\n".to_owned();
    for (text, name) in &schemas {
        writeln!(root, "pub mod {name};").expect("text takes more text");
        let module = Path::new("src").join(name);
        for file in rust(&schema(text), &Templates::embedded()).expect("it renders and parses") {
            let path = match file.path.to_str() {
                Some("lib.rs") => Path::new("mod.rs"),
                _ => file.path.as_path(),
            };
            write(&module.join(path), &file.contents);
        }
        write(&module.join("types.rs"), TYPES);
        write(&module.join("migrations.rs"), MIGRATIONS);
    }
    write(Path::new("src/lib.rs"), &root);

    let checked = Command::new("cargo")
        .args(["check", "--quiet", "--offline"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", outside::target())
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{told}");
}

//! From a schema to Rust.

mod demo;
mod odd;
mod serde;
mod views;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::Command;

use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::render::{GeneratedFile, Templates, rust};
use codegen::schema::{Schema, resolve};
use codegen::source::Sources;

/// The models of a schema: the root's text, then that of each included file by its name.
fn models(files: &[(&str, &str)]) -> Vec<GeneratedFile> {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let read = |path: &Path| {
        let name = path.to_str().unwrap_or_default().trim_start_matches("./");
        files
            .get(name)
            .map(|text| (*text).to_owned())
            .ok_or_else(|| io::Error::other(format!("no {name}")))
    };
    let document = codegen::document::read("schema.toml".as_ref(), &read, &mut sources, &mut diagnostics);
    let schema = document.and_then(|document| resolve(&document, &mut diagnostics));
    assert_eq!(render(&diagnostics, &sources, Style::Plain), "");
    of(&schema.expect("there are no errors"))
}

fn of(schema: &Schema) -> Vec<GeneratedFile> {
    rust(schema, &Templates::embedded()).expect("it renders and parses")
}

/// All files as one text.
fn shown(files: &[GeneratedFile]) -> String {
    let files = files
        .iter()
        .map(|file| format!("=== {}\n{}", file.path.display(), file.contents));
    files.collect::<Vec<_>>().join("\n")
}

/// rustfmt, by its default configuration, would change nothing.
fn assert_formatted(files: &[GeneratedFile]) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &Path, text: &str| {
        let path = folder.path().join(path);
        fs_err::create_dir_all(path.parent().expect("it is in a folder")).expect("made");
        fs_err::write(path, text).expect("written");
    };
    for file in files {
        write(&file.path, &file.contents);
    }
    // What others write beside the models.
    write(Path::new("rustfmt.toml"), "");
    for beside in ["migrations.rs", "types.rs"] {
        write(Path::new(beside), "//! Beside the models.\n");
    }
    let root = folder.path().join(&files[0].path);
    for edition in ["2021", "2024"] {
        let output = Command::new("rustfmt")
            .args(["--check", "--edition", edition])
            .arg(&root)
            .output()
            .expect("rustfmt runs");
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
    }
}

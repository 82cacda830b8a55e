//! Which files codegen may write over and remove.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::history::{HEADER, Manifest, Staging, StagingError};
use codegen::render::GeneratedFile;

const MANIFEST: &str = "src/.codegen-manifest";

fn model(name: &str) -> GeneratedFile {
    GeneratedFile {
        path: PathBuf::from(format!("src/{name}.rs")),
        contents: format!("// {HEADER}\n\npub struct {name};\n"),
    }
}

fn output(path: &str, contents: &str) -> GeneratedFile {
    GeneratedFile {
        path: path.into(),
        contents: contents.to_owned(),
    }
}

fn run(root: &Path, files: Vec<GeneratedFile>) -> Result<Vec<PathBuf>, StagingError> {
    let mut staging = Staging::new(root);
    let kept = Manifest::stage(root, Path::new(MANIFEST), files, &BTreeSet::new(), &mut staging)?;
    staging.commit()?;
    Ok(kept)
}

#[test]
fn what_is_no_longer_made_goes() {
    let root = tempfile::tempdir().expect("a folder");
    run(root.path(), vec![model("user"), model("tag")]).expect("written");
    run(root.path(), vec![model("user")]).expect("written");
    assert!(root.path().join("src/user.rs").exists());
    assert!(!root.path().join("src/tag.rs").exists());
}

#[test]
fn what_looks_generated_but_is_not_in_the_manifest_stays() {
    let root = tempfile::tempdir().expect("a folder");
    run(root.path(), vec![model("user")]).expect("written");
    fs::write(root.path().join("src/mine.rs"), model("mine").contents).expect("written");
    run(root.path(), vec![]).expect("written");
    assert!(root.path().join("src/mine.rs").exists());
    assert!(!root.path().join("src/user.rs").exists());
}

#[test]
fn what_somebody_made_their_own_stays_and_is_told() {
    let root = tempfile::tempdir().expect("a folder");
    run(root.path(), vec![model("user")]).expect("written");
    fs::write(root.path().join("src/user.rs"), "pub struct User; // mine").expect("written");
    let error = run(root.path(), vec![model("user")]).expect_err("refused");
    assert!(matches!(error, StagingError::NotOurs(_)), "{error}");
    let kept = run(root.path(), vec![]).expect("written");
    assert_eq!(kept, [PathBuf::from("src/user.rs")]);
    assert!(root.path().join("src/user.rs").exists());
}

#[test]
fn an_output_without_a_header_only_replaces_what_codegen_wrote() {
    let root = tempfile::tempdir().expect("a folder");
    fs::write(root.path().join("types.json"), "mine").expect("written");
    let error = run(root.path(), vec![output("types.json", "{}")]).expect_err("refused");
    assert!(matches!(error, StagingError::NotOurs(_)), "{error}");
    assert_eq!(
        fs::read_to_string(root.path().join("types.json")).expect("there"),
        "mine"
    );

    run(root.path(), vec![output("other.json", "{}")]).expect("written");
    run(root.path(), vec![output("other.json", "[]")]).expect("written over its own");
    assert_eq!(fs::read_to_string(root.path().join("other.json")).expect("there"), "[]");
}

#[test]
fn a_manifest_cannot_name_files_outside_of_the_project() {
    let root = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let victim = elsewhere.path().join("victim.rs");
    fs::write(&victim, model("victim").contents).expect("written");
    fs::create_dir(root.path().join("src")).expect("made");
    fs::write(root.path().join(MANIFEST), format!("{}\n", victim.display())).expect("written");
    run(root.path(), vec![]).expect("written");
    assert!(victim.exists());
}

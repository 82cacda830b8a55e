//! A crate outside the workspace goes from `codegen init` to a DAO call, with models checked in and with a build script.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::Ran;

const MAIN: &str = r#"
mod models;

use models::{NewUser, User};
use tablesmith::prelude::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = models::connect().await?;
    models::migrate(&db).await?;
    let ada = User::create(NewUser { name: "Ada".into(), email: "ada@example.com".into() }).exec(&db).await?;
    let found = User::find(&db, &ada.id).await?.expect("she was just created");
    println!("{} of {}", found.name, User::count(&db).await?);
    Ok(())
}
"#;

pub(crate) fn repository() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the repository is there")
}

/// The target directory of this very build. With [`as_in_the_workspace`], most dependencies are there already: building
/// them once more for each kind of crate takes longer than everything else that these tests do.
pub(crate) fn target() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_codegen"));
    let target = program.ancestors().nth(2);
    target
        .expect("programs are in a folder of the target directory")
        .to_owned()
}

/// What makes cargo take what it has built for the workspace: dependencies as they are built there, and of libc the
/// feature that the whole of the workspace has. It is below nearly everything, and nothing of ours uses it.
pub(crate) fn as_in_the_workspace() -> String {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).expect("the manifest can be read");
    let mut inside = false;
    let profile = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            inside = line.starts_with("[profile.dev");
        }
        inside
    });
    let profile = profile.fold(String::new(), |text, line| text + line + "\n");
    format!("\n[dependencies.libc]\nversion = \"*\"\nfeatures = [\"extra_traits\"]\n\n{profile}")
}

/// Runs cargo or codegen in the crate.
fn run(crate_folder: &Path, program: &str, arguments: &[&str]) -> Ran {
    Command::new(program)
        .args(arguments)
        .current_dir(crate_folder)
        .env("CARGO_TARGET_DIR", target())
        .env_remove("DATABASE_URL")
        // Those of the test's own crate would be taken for the new one's.
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("the program runs")
        .into()
}

fn from_init_to_a_call(name: &str, init: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    run(folder.path(), "cargo", &["new", "--quiet", "--vcs", "none", name]).expect(0);
    let app = folder.path().join(name);
    // The versions that the workspace is tested with.
    fs::copy(repository().join("Cargo.lock"), app.join("Cargo.lock")).expect("the lock file can be copied");

    let source = format!("path:{}", repository().display());
    let mut arguments = vec!["init", "--tablesmith", &source];
    arguments.extend(init);
    run(&app, env!("CARGO_BIN_EXE_codegen"), &arguments).expect(0);
    run(&app, env!("CARGO_BIN_EXE_codegen"), &["generate"]).expect(0);
    fs::write(app.join("src/main.rs"), MAIN).expect("main.rs can be written");
    let manifest = fs::read_to_string(app.join("Cargo.toml")).expect("the manifest can be read");
    let manifest = format!("{manifest}{}", as_in_the_workspace());
    fs::write(app.join("Cargo.toml"), manifest).expect("the manifest can be written");

    let ran = run(&app, "cargo", &["run", "--quiet"]).expect(0);
    assert_eq!(ran.stdout, "Ada of 1\n", "{}", ran.stderr);
    let again = run(&app, "cargo", &["build"]).expect(0);
    assert!(
        !again.stderr.contains("Compiling"),
        "building again compiled something:\n{}",
        again.stderr
    );
    let again = run(&app, env!("CARGO_BIN_EXE_codegen"), &["generate"]).expect(0);
    assert_eq!(again.stdout, "nothing changed\n");
}

#[test]
fn checked_in_models() {
    from_init_to_a_call("checked-in", &[]);
}

#[test]
fn models_of_a_build_script() {
    from_init_to_a_call("build-script", &["--build-script"]);
}

//! `codegen init`: starts a project in a crate. What is there already is left alone and said.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use super::arguments::{Common, Init};
use super::exit::{Exit, Failure};
use super::output::Output;

const SCHEMA: &str = include_str!("init/schema.toml");
const ENV_EXAMPLE: &str = include_str!("init/env.example");
const BUILD_SCRIPT: &str = include_str!("init/build.rs.in");
const MODELS: &str = include_str!("init/models.rs.in");

/// Where Cargo finds the packages of Tablesmith.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// A checkout.
    Path(PathBuf),
    /// A git repository.
    Git(String),
}

#[derive(Debug, Default, Serialize)]
struct Report {
    written: Vec<String>,
    kept: Vec<String>,
    added: Vec<String>,
    next: Vec<String>,
}

pub(super) fn run(common: &Common, init: &Init, output: Output) -> Result<Exit, Failure> {
    let folder = &init.folder;
    let manifest = folder.join("Cargo.toml");
    if !manifest.is_file() {
        return Err(
            Failure::refused(format!("there is no Cargo.toml in {}", folder.display()))
                .help("make a crate first: cargo init, then codegen init"),
        );
    }
    let source = source(init.tablesmith.as_deref())?;
    let name = package_name(&manifest)?;
    let mut report = Report::default();

    let models = if init.build_script {
        "false     # build.rs writes them"
    } else {
        "\"src/models\""
    };
    let schema = SCHEMA
        .replace("@NAME@", &name.replace('-', "_"))
        .replace("@MODELS@", models);
    let mut files = vec![
        ("schema.toml", schema),
        (".env.example", ENV_EXAMPLE.replace("@NAME@", &name.replace('-', "_"))),
    ];
    if init.build_script {
        files.push(("build.rs", BUILD_SCRIPT.to_owned()));
        files.push(("src/models.rs", MODELS.to_owned()));
    }
    if let Source::Path(path) = &source {
        files.push((".cargo/config.toml", alias(path)));
    }
    for (file, text) in files {
        write_new(common, folder, file, &text, &mut report)?;
    }
    for dependency in dependencies(&source, init.build_script) {
        add_dependency(common, folder, &manifest, &dependency, &mut report)?;
    }

    report.next = next_steps(&source, init.build_script);
    output.json(&report);
    let (wrote, added) = if common.dry_run {
        ("would write", "would add")
    } else {
        ("wrote", "added")
    };
    for file in &report.written {
        output.result(&format!("{wrote} {file}"));
    }
    for file in &report.kept {
        output.say(&format!("{file} is there already: left alone"));
    }
    for dependency in &report.added {
        output.result(&format!("{added} {dependency} to Cargo.toml"));
    }
    output.say("\nNext:");
    for step in &report.next {
        output.say(&format!("  {step}"));
    }
    Ok(Exit::Done)
}

fn source(text: Option<&str>) -> Result<Source, Failure> {
    let invalid = || {
        Failure::refused("--tablesmith says where Cargo finds Tablesmith")
            .help("write --tablesmith path:../tablesmith or --tablesmith git:https://host/tablesmith")
    };
    let Some(text) = text else {
        // The checkout that this program was built from, if it is still there.
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        return match fs_err::canonicalize(root) {
            Ok(root) if root.join("runtime/Cargo.toml").is_file() => Ok(Source::Path(root)),
            _ => Err(invalid()),
        };
    };
    match text.split_once(':') {
        Some(("path", path)) => {
            let root = fs_err::canonicalize(path)?;
            if root.join("runtime/Cargo.toml").is_file() {
                Ok(Source::Path(root))
            } else {
                let message = format!(
                    "{} is not a checkout of Tablesmith: it has no runtime/Cargo.toml",
                    root.display()
                );
                Err(Failure::refused(message))
            }
        }
        Some(("git", url)) if !url.is_empty() => Ok(Source::Git(url.to_owned())),
        _ => Err(invalid()),
    }
}

/// The package's name, for the database's.
fn package_name(manifest: &Path) -> Result<String, Failure> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        package: Option<Package>,
    }
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
    }
    let text = fs_err::read_to_string(manifest)?;
    let parsed: Manifest = toml::from_str(&text)
        .map_err(|error| Failure::refused(format!("{} is not valid: {}", manifest.display(), error.message())))?;
    parsed.package.map(|package| package.name).ok_or_else(|| {
        Failure::refused(format!(
            "{} has no [package]: it is a workspace only",
            manifest.display()
        ))
        .help("run codegen init in the folder of one of its crates")
    })
}

fn alias(root: &Path) -> String {
    let manifest = root.join("Cargo.toml");
    format!(
        "[alias]\n# `cargo codegen` runs Tablesmith's code generator.\ncodegen = [\"run\", \"--quiet\", \"--manifest-path\", {:?}, \"-p\", \"codegen\", \"--\"]\n",
        manifest.to_string_lossy()
    )
}

struct Dependency {
    package: &'static str,
    arguments: Vec<String>,
}

fn dependencies(source: &Source, build_script: bool) -> Vec<Dependency> {
    let from = |package: &'static str, folder: &str, extra: &[&str]| {
        let mut arguments = match source {
            Source::Path(root) => vec!["--path".to_owned(), root.join(folder).display().to_string()],
            Source::Git(url) => vec![package.to_owned(), "--git".to_owned(), url.clone()],
        };
        arguments.extend(extra.iter().map(|&argument| argument.to_owned()));
        Dependency { package, arguments }
    };
    let tokio = ["tokio", "--features", "macros,rt-multi-thread"]
        .map(str::to_owned)
        .to_vec();
    let mut dependencies = vec![
        from("tablesmith", "runtime", &[]),
        Dependency {
            package: "tokio",
            arguments: tokio,
        },
    ];
    if build_script {
        dependencies.push(from("codegen", "codegen", &["--build", "--no-default-features"]));
    }
    dependencies
}

fn write_new(common: &Common, folder: &Path, file: &str, text: &str, report: &mut Report) -> Result<(), Failure> {
    let path = folder.join(file);
    if path.exists() {
        report.kept.push(file.to_owned());
        return Ok(());
    }
    if !common.dry_run {
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        fs_err::write(&path, text)?;
    }
    report.written.push(file.to_owned());
    Ok(())
}

/// `cargo add` keeps the manifest's comments and order, and knows every form a manifest can have.
fn add_dependency(
    common: &Common,
    folder: &Path,
    manifest: &Path,
    dependency: &Dependency,
    report: &mut Report,
) -> Result<(), Failure> {
    let before = fs_err::read_to_string(manifest)?;
    if !common.dry_run {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let added = Command::new(cargo)
            .args(["add", "--quiet"])
            .arg("--manifest-path")
            .arg(fs_err::canonicalize(manifest)?)
            .args(&dependency.arguments)
            .current_dir(folder)
            .output()?;
        if !added.status.success() {
            let reason = String::from_utf8_lossy(&added.stderr).trim().to_owned();
            return Err(Failure::refused(format!(
                "cargo add {} failed: {reason}",
                dependency.package
            )));
        }
    }
    if common.dry_run || fs_err::read_to_string(manifest)? != before {
        report.added.push(dependency.package.to_owned());
    }
    Ok(())
}

fn next_steps(source: &Source, build_script: bool) -> Vec<String> {
    let mut steps = Vec::new();
    if let Source::Git(url) = source {
        steps.push(format!("cargo install --git {url} codegen     # gives `cargo codegen`"));
    }
    steps.push("edit schema.toml".to_owned());
    steps.push("cargo codegen                # writes migrations/ and the models".to_owned());
    steps.push(if build_script {
        "mod models; in src/main.rs   # build.rs writes the models".to_owned()
    } else {
        "mod models; in src/main.rs".to_owned()
    });
    steps.push("models::connect().await? and models::migrate(&db).await?".to_owned());
    steps
}

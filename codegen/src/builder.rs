//! For a build script: models from `schema.toml` into `OUT_DIR`, taken in by `tablesmith::include_models!()`.
#![expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, io};

use fs_err as fs;

use crate::catalog::Pair;
use crate::diagnostic::{Diagnostics, Severity, Style, render};
use crate::dialect::{DialectName, Lowered, lower};
use crate::diff::{Decisions, diff};
use crate::generate::overrides;
use crate::history::{History, HistoryError, SnapshotError, SqlLocation, embedded};
use crate::render::{GeneratedFile, RenderError, Templates, rust};
use crate::schema::{self, Schema};
use crate::source::Sources;

/// The folder of the models in `OUT_DIR`, and the file in it that `include_models!` includes.
const FOLDER: &str = "tablesmith";
const ENTRY: &str = "include.rs";

/// Generates models while a crate is built.
///
/// In `build.rs`:
///
/// ```no_run
/// codegen::Builder::new().schema("schema.toml").run();
/// ```
///
/// and in the crate `tablesmith::include_models!();`. It needs no database and writes no migration: `codegen generate`
/// does. When `schema.toml` is ahead of the migrations it warns, or fails after [`deny_pending`](Self::deny_pending).
/// Cargo runs it again when the schema, its templates or the list of migrations change, and only then.
#[derive(Debug, Clone)]
pub struct Builder {
    schema: PathBuf,
    deny_pending: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            schema: "schema.toml".into(),
            deny_pending: false,
        }
    }
}

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("`{0}` is not set: this is meant to run in a build script")]
    NotABuildScript(&'static str),
    #[error("{0}")]
    Diagnostics(String),
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error("{dialect}: {error}")]
    Snapshot { dialect: DialectName, error: SnapshotError },
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Pending(String),
}

impl Builder {
    /// A builder that reads `schema.toml` beside Cargo.toml.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads another file; relative paths start at the folder of Cargo.toml.
    #[must_use]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema = path.into();
        self
    }

    /// Whether a schema that is ahead of its migrations fails the build instead of warning.
    #[must_use]
    pub fn deny_pending(mut self, deny: bool) -> Self {
        self.deny_pending = deny;
        self
    }

    /// Generates. What is wrong becomes errors of the build, each with file and line.
    pub fn run(self) {
        let generated = variable("CARGO_MANIFEST_DIR")
            .and_then(|package| self.generate(&package, &variable("OUT_DIR")?.join(FOLDER)));
        if let Err(failure) = generated {
            say("error", &failure.to_string());
        }
    }

    fn generate(&self, package: &Path, out: &Path) -> Result<(), Failure> {
        let schema_file = package.join(&self.schema);
        rerun(&schema_file);
        let loaded = schema::load(&schema_file);
        for (_, source) in loaded.sources.iter() {
            rerun(&source.path);
        }
        let mut diagnostics = loaded.diagnostics;
        let Some(schema) = loaded.schema else {
            return Err(shown(&diagnostics, &loaded.sources));
        };
        let lowered: Vec<(DialectName, Lowered)> = schema
            .database
            .dialects
            .iter()
            .map(|&dialect| (dialect, lower(&schema, dialect, &mut diagnostics)))
            .collect();
        if diagnostics.has_errors() {
            return Err(shown(&diagnostics, &loaded.sources));
        }
        if diagnostics.iter().any(|found| found.severity == Severity::Warning) {
            say("warning", &render(&diagnostics, &loaded.sources, Style::Plain));
        }
        let templates = templates(&schema)?;
        let migrations = absolute(package, &schema.generate.migrations);
        let histories = histories(&migrations, &schema)?;
        self.check_pending(&lowered, &histories)?;
        let mut files = rust(&schema, &templates)?;
        let location = SqlLocation::Package(from_package(package, &migrations));
        files.push(GeneratedFile {
            path: "migrations.rs".into(),
            contents: embedded(&histories, &location, &templates)?,
        });
        files.extend(beside(package, &schema));
        files.push(entry(out, &files));
        write(out, &files)?;
        Ok(())
    }

    /// Whether the migrations lead to what the schema says.
    fn check_pending(
        &self,
        lowered: &[(DialectName, Lowered)],
        histories: &BTreeMap<DialectName, History>,
    ) -> Result<(), Failure> {
        let mut pending = Vec::new();
        for (dialect, lowered) in lowered {
            let Some(history) = histories.get(dialect) else {
                continue;
            };
            let dialect = *dialect;
            let snapshot = history
                .snapshot(dialect)
                .map_err(|error| Failure::Snapshot { dialect, error })?;
            let pair = Pair {
                previous: &snapshot.catalog,
                next: &lowered.catalog,
            };
            let hints = lowered.hints.clone().without(&snapshot.used_hints);
            // As `generate`: what the database does not see asks for no migration.
            let own = dialect.dialect();
            let capabilities = own.capabilities(own.default_version());
            let same = diff(pair, &hints, &Decisions::default()).is_ok_and(|diff| {
                let plan = own.plan(pair, &diff.changes, &capabilities);
                plan.is_ok_and(|plan| plan.steps.is_empty())
            });
            if !same {
                pending.push(dialect.as_str());
            }
        }
        if pending.is_empty() {
            return Ok(());
        }
        let message = format!(
            "{} is ahead of its migrations ({}): run `codegen generate`",
            self.schema.display(),
            pending.join(", ")
        );
        if self.deny_pending {
            return Err(Failure::Pending(message));
        }
        say("warning", &message);
        Ok(())
    }
}

fn variable(name: &'static str) -> Result<PathBuf, Failure> {
    env::var_os(name)
        .map(PathBuf::from)
        .ok_or(Failure::NotABuildScript(name))
}

fn rerun(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

/// Each line by itself: cargo takes one at a time.
fn say(kind: &str, text: &str) {
    for line in text.lines() {
        println!("cargo::{kind}={line}");
    }
}

fn shown(diagnostics: &Diagnostics, sources: &Sources) -> Failure {
    Failure::Diagnostics(render(diagnostics, sources, Style::Plain))
}

/// Our templates, with the user's over them, as `codegen generate` takes them.
fn templates(schema: &Schema) -> Result<Templates, Failure> {
    let folder = &schema.generate.templates;
    // Cargo runs a build script each time while a path that it watches is missing, so a folder that nobody speaks of
    // is watched only once it is there.
    if schema.generate.names_templates || folder.is_dir() {
        rerun(folder);
    }
    Ok(Templates::with_overrides(&overrides(folder)?)?)
}

fn histories(migrations: &Path, schema: &Schema) -> Result<BTreeMap<DialectName, History>, Failure> {
    let mut histories = BTreeMap::new();
    for &dialect in &schema.database.dialects {
        let folder = migrations.join(dialect.as_str());
        // A new migration must be embedded; one that is there already is watched by `include_str!`.
        // One that is not there yet makes cargo look again each time, until the first migration is.
        rerun(&folder.join("history.lock"));
        histories.insert(dialect, History::read(folder)?);
    }
    Ok(histories)
}

fn absolute(package: &Path, path: &Path) -> PathBuf {
    package.join(path)
}

/// With `/` on every system.
fn from_package(package: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(package).unwrap_or(path).components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The hand-written modules, which stay where they are: beside checked-in models, else in `src`.
fn beside<'a>(package: &'a Path, schema: &'a Schema) -> impl Iterator<Item = GeneratedFile> + 'a {
    schema.generate.modules.iter().map(move |module| {
        let models = schema.generate.models.as_deref().unwrap_or(Path::new("src"));
        let folder = absolute(package, models);
        let file = folder.join(format!("{module}.rs"));
        let file = if file.is_file() {
            file
        } else {
            folder.join(module).join("mod.rs")
        };
        GeneratedFile {
            path: format!("{module}.rs").into(),
            contents: format!(
                "#[path = {:?}]\nmod written;\npub use written::*;\n",
                file.display().to_string()
            ),
        }
    })
}

/// A module by its absolute path: what it is a module of is found from there.
fn entry(out: &Path, files: &[GeneratedFile]) -> GeneratedFile {
    let root = files
        .iter()
        .find(|file| matches!(file.path.to_str(), Some("lib.rs" | "mod.rs")));
    let root = out.join(root.map_or(Path::new("mod.rs"), |root| &root.path));
    GeneratedFile {
        path: ENTRY.into(),
        contents: format!(
            "// A crate need not use all of its models, and nobody edits them.\n\
             #[allow(dead_code, missing_docs, unreachable_pub, unused_imports, clippy::all, clippy::pedantic)]\n\
             #[path = {:?}]\nmod models;\n#[allow(unreachable_pub, unused_imports)]\npub use models::*;\n",
            root.display().to_string()
        ),
    }
}

/// Writes what changed, so that cargo builds again only what it must.
fn write(out: &Path, files: &[GeneratedFile]) -> io::Result<()> {
    for file in files {
        let path = out.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.contents) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.contents)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "[database]\nname = \"app\"\ndialects = [\"sqlite\"]\n[generate]\nmodels = \"src\"\n\
                          migrations = \"migrations\"\nmodules = [\"types\"]\n[table.user.columns]\n\
                          id = { type = \"text\", primary_key = true }\n";

    fn package(schema: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("src")).expect("made");
        fs::write(folder.path().join("src/types.rs"), "").expect("written");
        fs::write(folder.path().join("schema.toml"), schema).expect("written");
        folder
    }

    #[test]
    fn writes_models_that_name_each_other() {
        let package = package(SCHEMA);
        let out = package.path().join("out");
        Builder::new().generate(package.path(), &out).expect("it generates");
        let text = |name: &str| fs::read_to_string(out.join(name)).expect("written");
        assert!(text(ENTRY).contains("lib.rs"));
        assert!(text("lib.rs").contains("mod user;"));
        assert!(text("user.rs").contains("pub struct NewUser"));
        assert!(text("types.rs").contains("src/types.rs"));
        assert!(text("migrations.rs").contains("MIGRATIONS"));

        let written = |name: &str| {
            fs::metadata(out.join(name))
                .and_then(|data| data.modified())
                .expect("a time")
        };
        let before = written("user.rs");
        Builder::new().generate(package.path(), &out).expect("it generates");
        assert_eq!(written("user.rs"), before, "nothing changed, so nothing is written");
    }

    #[test]
    fn templates_of_the_project_are_taken() {
        let package = package(SCHEMA);
        let out = package.path().join("out");
        Builder::new().generate(package.path(), &out).expect("it generates");
        let folder = package.path().join("templates/rust");
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("part.rs"), "// of the project\n").expect("written");
        fs::write(folder.join("module.rs"), "").expect("written");
        fs::write(folder.join("enums.rs"), "").expect("written");
        let model = "{% include \"rust/part.rs\" %}pub struct {{ model.name }};\npub struct {{ new.name }};\npub struct {{ model.name }}Patch;\n";
        fs::write(folder.join("model.rs"), model).expect("written");
        Builder::new().generate(package.path(), &out).expect("it generates");
        let text = fs::read_to_string(out.join("user.rs")).expect("written");
        assert!(text.starts_with("// of the project\npub struct User;"), "{text}");
    }

    #[test]
    fn a_schema_ahead_of_its_migrations_can_be_refused() {
        let package = package(SCHEMA);
        let refused = Builder::new()
            .deny_pending(true)
            .generate(package.path(), &package.path().join("out"));
        let told = refused.expect_err("there is no migration yet").to_string();
        assert_eq!(
            told,
            "schema.toml is ahead of its migrations (sqlite): run `codegen generate`"
        );
        assert!(!package.path().join("out").exists());
    }

    #[test]
    fn mistakes_come_with_their_place() {
        let package = package(&SCHEMA.replace("type = \"text\"", "type = \"texd\""));
        let refused = Builder::new().generate(package.path(), &package.path().join("out"));
        let told = refused.expect_err("there is no such type").to_string();
        assert!(told.contains("texd") && told.contains("schema.toml:9"), "{told}");
    }
}

//! A project in a temporary folder, and the built `codegen` run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::dialect::DialectName;

/// The schema of the demo.
pub(crate) const DEMO: &str = include_str!("../../../schema.toml");

/// A folder with a `schema.toml`.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

/// What a run of the command gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Fails the test unless the command ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

impl Ran {
    /// All that can be seen of it, for a snapshot.
    pub(crate) fn seen(&self) -> String {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        let mut seen = format!("exit code {code}\n");
        for (stream, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                seen.push_str(&format!("--- {stream}\n{}", without_versions(text)));
            }
        }
        seen
    }

    /// The result as JSON, which must be valid.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.stdout))
    }
}

/// A text that stays the same with another release of a database.
pub(crate) fn without_versions(text: &str) -> String {
    ["SQLite ", "PostgreSQL "].iter().fold(text.to_owned(), |text, title| {
        let mut parts = text.split(title);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
            let version = if rest.len() < part.len() { "x.y" } else { "" };
            kept.extend([*title, version, rest]);
        }
        kept
    })
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Project {
    pub(crate) fn new(schema: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        };
        project.write("schema.toml", schema);
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Replaces text of `schema.toml` that must be there.
    #[track_caller]
    pub(crate) fn edit(&self, edits: &[(&str, &str)]) {
        let mut text = self.read("schema.toml");
        for (from, to) in edits {
            assert!(text.contains(from), "schema.toml has no {from:?}");
            text = text.replacen(from, to, 1);
        }
        self.write("schema.toml", &text);
    }

    /// Runs `codegen` with these arguments, without any variable that says which database.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[], arguments)
    }

    /// As [`run`](Self::run), with these variables.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("DATABASE_URL")
            .env_remove("SHADOW_DATABASE_URL")
            .env_remove("DIRECT_URL")
            .env_remove("APP_ENV")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CLICOLOR_FORCE")
            .envs(variables.iter().copied())
            .output()
            .expect("codegen runs")
            .into()
    }

    /// The migration folders of a dialect, in order.
    pub(crate) fn migrations(&self, dialect: DialectName) -> Vec<String> {
        let folder = self.path().join("generated/migrations").join(dialect.as_str());
        let mut names: Vec<_> = match fs::read_dir(folder) {
            Ok(entries) => entries
                .map(|entry| entry.expect("entries can be read"))
                .filter(|entry| entry.path().is_dir())
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect(),
            Err(_) => Vec::new(),
        };
        names.sort();
        names
    }

    /// Every file below the folder with its bytes: to prove that nothing was touched.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("folders can be read") {
                let path = entry.expect("entries can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).expect("files can be read"));
                }
            }
        }
        files
    }
}

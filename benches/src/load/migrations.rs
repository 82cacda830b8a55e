//! Migrations as `codegen generate` writes them.

use std::error::Error;
use std::path::PathBuf;

use codegen::generate::{Allowed, Options, Phase, Project};
use tablesmith::migrate::{Migration, checksum};

/// Where only a rewrite will do, on the way up or on the way back: an enum loses a value, a type is another or a narrower one.
const REWRITES: [&str; 3] = [
    "rewrite:purchase.code",
    "rewrite:purchase.quantity",
    "rewrite:purchase.state",
];

/// A project in a folder that goes with it.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

/// One migration.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    id: String,
    name: String,
    up: String,
    down: String,
    hash: String,
}

impl Folder {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        Ok(Self { folder })
    }

    fn schema(&self) -> PathBuf {
        self.folder.path().join("schema.toml")
    }

    /// The migration that this schema asks for, written, so that the next one follows it.
    pub(crate) fn generate(&self, schema: &str) -> Result<Written, Box<dyn Error>> {
        self.propose(schema, Phase::Keep, false, true)
    }

    /// The two migrations to this schema between which old and new stand side by side, written.
    pub(crate) fn generate_phased(&self, schema: &str) -> Result<[Written; 2], Box<dyn Error>> {
        let expansion = self.propose(schema, Phase::Expand, false, true)?;
        let contraction = self.propose(schema, Phase::Contract, false, true)?;
        Ok([expansion, contraction])
    }

    /// The migration to this schema, or the plain statements for it; nothing is written.
    pub(crate) fn dry_run(&self, schema: &str, simple: bool) -> Result<Written, Box<dyn Error>> {
        self.propose(schema, Phase::Keep, simple, false)
    }

    fn propose(&self, schema: &str, phase: Phase, simple: bool, write: bool) -> Result<Written, Box<dyn Error>> {
        std::fs::write(self.schema(), schema)?;
        let project = Project::read(&self.schema())?;
        let proposal = project.propose(&Options {
            now: jiff::Timestamp::now(),
            phase,
            simple,
            allowed: Allowed {
                all: true,
                named: REWRITES.map(str::to_owned).into(),
            },
            ..Options::default()
        })?;
        let [migration] = proposal.migrations.as_slice() else {
            return Err("the change makes no migration".into());
        };
        let written = Written {
            id: migration.folder.id.to_string(),
            name: migration.folder.name.clone(),
            up: migration.up.clone(),
            down: migration.down.clone(),
            hash: checksum(&migration.up, &migration.down),
        };
        if write {
            proposal.staging.commit()?;
        }
        Ok(written)
    }
}

impl Written {
    /// As the migrator takes it.
    pub(crate) fn after<'a>(&'a self, parent: Option<&'a Self>) -> Migration<'a> {
        Migration {
            id: &self.id,
            name: &self.name,
            parent: parent.map(|parent| parent.id.as_str()),
            up: &self.up,
            down: &self.down,
            hash: &self.hash,
            footprint: None,
            replaces: &[],
        }
    }

    /// The statements of the way up and of the way down, as a person would send them: without the checks, all at once.
    pub(crate) fn statements(&self) -> [String; 2] {
        [&self.up, &self.down].map(|text| {
            let mut sections = text.split("-- step: ");
            let first = sections.next().unwrap_or_default().to_owned();
            let kept = sections.filter(|section| !section.starts_with("check "));
            // What is left of a marker is the rest of its line, and becomes a comment.
            kept.fold(first, |text, section| format!("{text}-- {section}"))
        })
    }
}

//! What the last run found in order, so that a run with nothing to do is settled before anything is parsed.
//!
//! A record under `target/` names this program, every input with its content hash, and every output with its size and
//! time of modification. When all of them are still so, nothing changed. `--check` never trusts it, and it is not there
//! in a fresh checkout.

use std::env;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::generate::Project;

/// Whether the record says that nothing changed since.
pub(super) fn is_known(schema: &Path) -> bool {
    let known = || {
        let record = fs_err::read_to_string(record_path(schema)?).ok()?;
        let mut lines = record.lines();
        (lines.next()? == program()?).then_some(())?;
        lines.all(|line| still_so(line) == Some(true)).then_some(())
    };
    known().is_some()
}

/// Records that everything is in order: nothing is to be done, or it was just done. `outputs` are the files that the
/// project then has besides its migrations. A record that cannot be written is none: the next run looks again.
pub(super) fn remember(schema: &Path, project: &Project, outputs: &[PathBuf]) {
    if let (Some(path), Some(record)) = (record_path(schema), record(project, outputs)) {
        let written = path
            .parent()
            .map(fs_err::create_dir_all)
            .transpose()
            .and_then(|_| fs_err::write(&path, record));
        drop(written);
    }
}

fn record(project: &Project, outputs: &[PathBuf]) -> Option<String> {
    let mut record = program()?;
    let mut line = |kind: &str, stamp: &str, path: &Path| {
        let path = std::path::absolute(path).ok()?;
        writeln!(
            record,
            "\n{kind} {stamp} {}",
            path.to_str().filter(|path| !path.contains('\n'))?
        )
        .ok()?;
        record.truncate(record.len() - 1);
        Some(())
    };
    for (_, file) in project.sources.iter() {
        line("input", &hash(&file.text), &file.path)?;
    }
    for (path, text) in &project.template_files {
        line("input", &hash(text), path)?;
    }
    if let Ok(metadata) = fs_err::metadata(&project.schema.generate.templates) {
        line("folder", &modified(&metadata)?, &project.schema.generate.templates)?;
    }
    for side in &project.sides {
        let history = &side.history;
        if let Ok(metadata) = fs_err::metadata(&history.folder) {
            line("folder", &modified(&metadata)?, &history.folder)?;
        }
        for migration in &history.migrations {
            let folder = history.folder.join(migration.folder.to_string());
            for file in ["up.sql", "down.sql", "changes.json"] {
                let path = folder.join(file);
                line("output", &size_and_time(&path)?, &path)?;
            }
        }
        for file in ["snapshot.json", "history.lock"] {
            let path = history.folder.join(file);
            if path.exists() {
                line("output", &size_and_time(&path)?, &path)?;
            }
        }
    }
    for path in outputs {
        line("output", &size_and_time(path)?, path)?;
    }
    Some(record)
}

/// Whether what a line of the record says still holds.
fn still_so(line: &str) -> Option<bool> {
    let (kind, rest) = line.split_once(' ')?;
    let (stamp, path) = rest.split_once(' ')?;
    let path = Path::new(path);
    Some(match kind {
        "input" => hash(&fs_err::read_to_string(path).ok()?) == stamp,
        "output" => size_and_time(path)? == stamp,
        "folder" => modified(&fs_err::metadata(path).ok()?)? == stamp,
        _ => false,
    })
}

/// This program: another version, or another build, may generate something else.
fn program() -> Option<String> {
    let path = env::current_exe().ok()?;
    Some(format!(
        "program {} {}",
        env!("CARGO_PKG_VERSION"),
        size_and_time(&path)?
    ))
}

/// The record's place in Cargo's target directory, which every clean-up knows. Without one there is no record.
fn record_path(schema: &Path) -> Option<PathBuf> {
    let schema = std::path::absolute(schema).ok()?;
    let target = match env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target),
        None => schema
            .ancestors()
            .map(|folder| folder.join("target"))
            .find(|target| target.join("CACHEDIR.TAG").is_file())?,
    };
    Some(target.join("tablesmith").join(hash(schema.to_str()?)))
}

fn hash(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

fn size_and_time(path: &Path) -> Option<String> {
    let metadata = fs_err::metadata(path).ok()?;
    Some(format!("{}@{}", metadata.len(), modified(&metadata)?))
}

fn modified(metadata: &Metadata) -> Option<String> {
    Some(
        metadata
            .modified()
            .ok()?
            .duration_since(UNIX_EPOCH)
            .ok()?
            .as_nanos()
            .to_string(),
    )
}

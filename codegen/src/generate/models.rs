//! Staging what is generated besides the histories: models, their `migrations.rs`, and the user's outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Project, Refusal};
use crate::dialect::DialectName;
use crate::history::{self, History, Manifest, SqlLocation, Staging};
use crate::render::{self, GeneratedFile};

/// The list of generated files, in the migrations folder.
const MANIFEST: &str = "generated.manifest";

/// Stages every generated file but those of the histories; `histories` are as they will be. Gives the files that are
/// stale but not ours to remove.
pub(super) fn stage(
    project: &Project,
    histories: &BTreeMap<DialectName, History>,
    staging: &mut Staging,
) -> Result<Vec<PathBuf>, Refusal> {
    let generate = &project.schema.generate;
    let migrations = std::path::absolute(&generate.migrations)?;
    let mut files = Vec::new();
    let mut known = BTreeSet::new();
    if let Some(models) = &generate.models {
        let models = std::path::absolute(models)?;
        let folder = relative(&project.root, &models);
        files.extend(embedded(project, histories)?);
        let kept = Mutex::new(BTreeSet::new());
        let rendered = render::rust_besides(&project.schema, &project.names, &project.templates, &|file| {
            let is_there = is_on_disk(&models.join(&file.path), &file.contents);
            if is_there {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.insert(folder.join(&file.path));
            }
            is_there
        })?;
        known = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.extend(rendered.into_iter().map(|file| GeneratedFile {
            path: folder.join(&file.path),
            ..file
        }));
    }
    for output in render::outputs(&project.schema, &project.templates)? {
        let path = relative(&project.root, &std::path::absolute(&output.path)?);
        files.push(GeneratedFile { path, ..output });
    }
    let manifest = relative(&project.root, &migrations).join(MANIFEST);
    Ok(Manifest::stage(&project.root, &manifest, files, &known, staging)?)
}

/// `migrations.rs`, where models are generated.
pub(super) fn embedded(
    project: &Project,
    histories: &BTreeMap<DialectName, History>,
) -> Result<Option<GeneratedFile>, Refusal> {
    let generate = &project.schema.generate;
    let Some(models) = &generate.models else {
        return Ok(None);
    };
    let models = std::path::absolute(models)?;
    let migrations = std::path::absolute(&generate.migrations)?;
    let location = SqlLocation::Relative(slashes(&relative(&models, &migrations)));
    Ok(Some(GeneratedFile {
        path: relative(&project.root, &models).join("migrations.rs"),
        contents: history::embedded(histories, &location, &project.templates)?,
    }))
}

/// Whether a file has these contents already: then the run that wrote it has parsed it.
fn is_on_disk(path: &Path, contents: &str) -> bool {
    let same_length = fs_err::metadata(path).is_ok_and(|metadata| metadata.len() == contents.len() as u64);
    same_length && fs_err::read(path).is_ok_and(|found| found == contents.as_bytes())
}

/// The way from one absolute folder to another path.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let from: Vec<_> = from.components().collect();
    let to: Vec<_> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect()
}

/// With `/` on every system.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths() {
        let way = |from: &str, to: &str| slashes(&relative(Path::new(from), Path::new(to)));
        assert_eq!(way("/a/generated/src", "/a/generated/migrations"), "../migrations");
        assert_eq!(way("/a/src/models", "/a/migrations"), "../../migrations");
        assert_eq!(way("/a", "/a/b"), "b");
    }
}

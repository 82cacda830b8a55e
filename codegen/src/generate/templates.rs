//! The user's templates, read from their folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Refusal;
use crate::render::Templates;
use crate::schema::Schema;

/// Our templates, with those of a schema's author over them.
///
/// # Errors
/// A file that cannot be read, or is no template.
pub fn templates(schema: &Schema) -> Result<Templates, Refusal> {
    Ok(Templates::with_overrides(&overrides(&schema.generate.templates)?)?)
}

/// The user's templates: name relative to the folder, with `/` → text. Only folders that ours are in too are looked
/// into: an application may keep templates of its own in a folder of the same name.
pub(crate) fn overrides(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let kinds: BTreeSet<_> = Templates::embedded_names()
        .filter_map(|name| Some(name.split_once('/')?.0))
        .collect();
    let mut found = BTreeMap::new();
    for kind in kinds {
        let folder = folder.join(kind);
        if folder.is_dir() {
            collect(&folder, &format!("{kind}/"), &mut found)?;
        }
    }
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, fs_err::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

//! Loading a schema from text.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::document;
use codegen::schema::{Loaded, Schema, resolve};
use codegen::source::Sources;

/// The `[database]` of examples that have none.
pub(crate) const DATABASE: &str = "[database]\nname = \"shop\"\ndialects = [\"sqlite\", \"postgres\"]\n";

/// Loads `schema.toml` and the files beside it.
pub(crate) fn load_files(root: &str, others: &[(&str, &str)]) -> Loaded {
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    files.insert("schema.toml".into(), root.to_owned());
    files.extend(others.iter().map(|(path, text)| (path.into(), (*text).to_owned())));
    let read = |path: &Path| files.get(path).cloned().ok_or_else(|| Error::from(ErrorKind::NotFound));
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let document = document::read(Path::new("schema.toml"), &read, &mut sources, &mut diagnostics);
    let schema = document.and_then(|document| resolve(&document, &mut diagnostics));
    Loaded {
        sources,
        diagnostics,
        schema,
    }
}

/// The schema of a text to which [`DATABASE`] is added; it must be right.
pub(crate) fn schema(text: &str) -> Schema {
    let loaded = load_files(&format!("{text}{DATABASE}"), &[]);
    let told = rendered(&loaded);
    loaded.schema.unwrap_or_else(|| panic!("{told}"))
}

/// What is told of a text to which [`DATABASE`] is added.
pub(crate) fn told(text: &str) -> String {
    rendered(&load_files(&format!("{text}{DATABASE}"), &[]))
}

/// The codes of the diagnostics of a text to which [`DATABASE`] is added.
pub(crate) fn codes(text: &str) -> Vec<String> {
    let loaded = load_files(&format!("{text}{DATABASE}"), &[]);
    loaded
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.to_string())
        .collect()
}

/// Diagnostics as text.
pub(crate) fn rendered(loaded: &Loaded) -> String {
    let text = render(&loaded.diagnostics, &loaded.sources, Style::Plain);
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

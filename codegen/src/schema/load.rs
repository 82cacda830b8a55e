//! From a path on disk to a [`Schema`]: the one place of this room that reads files.

use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostics;
use crate::document;
use crate::schema::settings::MIGRATIONS;
use crate::schema::{Schema, resolve};
use crate::source::Sources;

/// What loading gives: the files for rendering diagnostics, the diagnostics, and the schema when there is no error.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Every file that was read.
    pub sources: Sources,
    /// What is wrong, or worth a look.
    pub diagnostics: Diagnostics,
    /// The schema; `None` when there is an error.
    pub schema: Option<Schema>,
}

/// Reads `path` and the files it includes from disk, and resolves them.
///
/// ```no_run
/// use codegen::diagnostic::{Style, render};
///
/// let loaded = codegen::schema::load("schema.toml".as_ref());
/// match loaded.schema {
///     Some(schema) => assert!(!schema.tables.is_empty()),
///     None => panic!("{}", render(&loaded.diagnostics, &loaded.sources, Style::Plain)),
/// }
/// ```
pub fn load(path: &Path) -> Loaded {
    load_with(path, &|path: &Path| std::fs::read_to_string(path))
}

/// The same with the text that is to stand at `path`, which is not looked at.
pub fn load_text(path: &Path, text: &str) -> Loaded {
    load_texts(path, &[(path.to_owned(), text.to_owned())])
}

/// The same with the texts that are to stand in several files.
pub fn load_texts(path: &Path, texts: &[(PathBuf, String)]) -> Loaded {
    load_with(path, &|path: &Path| match texts.iter().find(|(own, _)| own == path) {
        Some((_, text)) => Ok(text.clone()),
        None => std::fs::read_to_string(path),
    })
}

/// Where the migrations of a schema seem to be: a look at the lines of its file, before it is read. What it really says
/// may be something else.
pub(crate) fn likely_migrations(path: &Path) -> PathBuf {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let said = text.lines().find_map(|line| {
        let value = line.trim_start().strip_prefix("migrations")?.trim_start();
        Some(value.strip_prefix('=')?.trim().trim_matches(['"', '\'']))
    });
    let file = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = file.parent().unwrap_or(Path::new(""));
    folder.join(said.unwrap_or(MIGRATIONS))
}

fn load_with(path: &Path, read: &dyn Fn(&Path) -> std::io::Result<String>) -> Loaded {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let document = document::read(path, read, &mut sources, &mut diagnostics);
    let schema = document.and_then(|document| resolve(&document, &mut diagnostics));
    Loaded {
        sources,
        diagnostics,
        schema,
    }
}

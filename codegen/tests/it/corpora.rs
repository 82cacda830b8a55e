//! Schemas of real applications, and their histories, which lie beside the repository.

use std::path::{Path, PathBuf};

use codegen::dialect::DialectName;

/// The schemas of a dialect; none, with a word about it, where they are not there.
pub(crate) fn files(dialect: DialectName) -> Vec<PathBuf> {
    shared("corpora", dialect)
}

/// The folders of migrations of a dialect, likewise.
pub(crate) fn histories(dialect: DialectName) -> Vec<PathBuf> {
    shared("histories", dialect)
}

fn shared(kind: &str, dialect: DialectName) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here
        .ancestors()
        .map(|folder| folder.join("shared").join(kind).join(dialect.as_str()))
        .find(|folder| folder.is_dir());
    let Some(folder) = folder else {
        let told = format!("not here: the {kind} of {}\n", dialect.title());
        // Past the test runner, which would keep it to itself.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes());
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(!files.is_empty(), "the folder has files");
    files
}

/// The SQL of a dump, without the commands of the client that wrote it.
pub(crate) fn sql(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('\\') && !line.starts_with('.'));
    lines.collect::<Vec<_>>().join("\n")
}

//! Schemas of real applications, which lie beside the repository.

use std::path::{Path, PathBuf};

use codegen::dialect::DialectName;

/// The files of a dialect; none, with a word about it, where the corpora are not there.
pub(crate) fn files(dialect: DialectName) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here
        .ancestors()
        .map(|folder| folder.join("shared/corpora").join(dialect.as_str()))
        .find(|folder| folder.is_dir());
    let Some(folder) = folder else {
        let told = format!("not here: the corpora of {}\n", dialect.title());
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

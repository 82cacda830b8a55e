//! Which files a project's generator has written, so that those it no longer writes can be removed.
//!
//! A file is only removed when the manifest names it *and* it bears the header: a file that somebody made their own by
//! deleting the header is left alone, and so is one that happens to look generated.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::staging::Staging;
use crate::render::{GeneratedFile, HEADER};

/// Whether a text says that it was generated.
pub fn has_header(text: &str) -> bool {
    text.lines().take(5).any(|line| line.contains(HEADER))
}

/// The files of the last run, relative to the root of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeSet<PathBuf>,
}

impl Manifest {
    /// Reads a manifest; one that is not there is empty.
    pub fn read(path: &Path) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Reads the text of a manifest. A line that is a path out of the project, which only somebody else can have
    /// written, names no file of ours.
    pub fn parse(text: &str) -> Self {
        let files = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(PathBuf::from)
            .filter(|path| path.is_relative())
            .collect();
        Self { files }
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("# {HEADER}\n");
        for file in &self.files {
            text.push_str(&slashes(file));
            text.push('\n');
        }
        text
    }

    /// Stages all files of a run, the removal of those of the last run that are no longer made, and the manifest, which
    /// is at `path` (relative to the root of `staging`, as the files are). Those in `unchanged` were seen to be on the disk
    /// as they are made. Gives the files that would have gone but do
    /// not bear the header.
    pub fn stage(
        root: &Path,
        path: &Path,
        files: Vec<GeneratedFile>,
        unchanged: &BTreeSet<PathBuf>,
        staging: &mut Staging,
    ) -> io::Result<Vec<PathBuf>> {
        let last = Self::read(&root.join(path))?;
        let next = Self {
            files: files.iter().map(|file| file.path.clone()).collect(),
        };
        for file in files {
            if unchanged.contains(&file.path) {
                staging.keep(file.path);
                continue;
            }
            let known = last.files.contains(&file.path);
            staging.write_generated(file.path, file.contents, known);
        }
        let mut kept = Vec::new();
        for stale in last.files.difference(&next.files) {
            match fs::read(root.join(stale)) {
                Ok(found) if has_header(&String::from_utf8_lossy(&found)) => staging.remove(stale),
                Ok(_) => kept.push(stale.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        staging.write(path, next.to_text());
        Ok(kept)
    }
}

/// The same text on every system.
fn slashes(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let manifest = Manifest {
            files: BTreeSet::from([PathBuf::from("src/user.rs"), PathBuf::from("../web/types.ts")]),
        };
        assert_eq!(Manifest::parse(&manifest.to_text()), manifest);
        assert_eq!(Manifest::parse("# x\n\n/etc/passwd\n"), Manifest::default());
    }

    #[test]
    fn the_header_is_near_the_top() {
        assert!(has_header(&format!("#![allow(x)]\n// {HEADER}\n")));
        assert!(!has_header(&format!("\n\n\n\n\n// {HEADER}\n")));
    }
}

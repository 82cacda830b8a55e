//! `history.lock`: which migrations there are, in which order, and what their files hash to.
//!
//! A line per migration: folder, parent's id (`-` for the first; several, joined by commas, where branches came together),
//! hash of `up.sql` and `down.sql`. Two branches that each add a migration both append a line, so git reports a conflict,
//! which is what the file is for. Lines are never changed by what comes later, so both sides of a conflict belong in.

use std::collections::BTreeSet;
use std::fmt;

use super::id::{FolderName, MigrationId};
use super::parents::Parents;

/// The format that is written; newer ones are refused.
const FORMAT: u32 = 1;

/// What the first line starts with; the number of the format follows.
const HEADER: &str = "# history of migrations, format ";

/// The lines of `history.lock`, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// One per migration.
    pub lines: Vec<LockLine>,
    /// The marks of a merge that nobody has settled; then the lines are those of both sides.
    pub conflict: Option<Conflict>,
}

/// What git left of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The line of the first mark, from 1.
    pub line: usize,
    /// The migrations that only the side has that was checked out.
    pub ours: BTreeSet<MigrationId>,
}

/// One migration's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockLine {
    /// Its folder: id and name.
    pub folder: FolderName,
    /// The migrations before it.
    pub parents: Parents,
    /// What `checksum` gives for its files.
    pub hash: String,
}

/// A `history.lock` that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// The first line is another.
    #[error("the first line does not say which format the file has")]
    Header,
    /// A newer version wrote it.
    #[error("the file has format {found}; this version of codegen reads up to {FORMAT}: update it")]
    Format {
        /// What the file says.
        found: String,
    },
    /// Neither comment nor migration.
    #[error("line {line} is not `FOLDER PARENT HASH`: `{text}`")]
    Line {
        /// Which one, from 1.
        line: usize,
        /// All of it.
        text: String,
    },
}

impl Lock {
    /// Reads the text of a `history.lock`.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.trim_end()));
        let header = lines.next().map_or("", |(_, line)| line);
        let found = header.strip_prefix(HEADER).ok_or(LockError::Header)?;
        if found.parse::<u32>().is_ok_and(|format| format > FORMAT) {
            return Err(LockError::Format {
                found: found.to_owned(),
            });
        }
        if found != FORMAT.to_string() {
            return Err(LockError::Header);
        }
        let mut lock = Self::default();
        let mut side = Side::Both;
        let mut theirs = BTreeSet::new();
        for (line, text) in lines {
            if let Some(next) = Side::after_mark(text) {
                side = next;
                let conflict = || Conflict {
                    line,
                    ours: BTreeSet::new(),
                };
                lock.conflict.get_or_insert_with(conflict);
                continue;
            }
            if text.is_empty() || text.starts_with('#') || side == Side::Base {
                continue;
            }
            let parsed = LockLine::parse(text).ok_or_else(|| LockError::Line {
                line,
                text: text.to_owned(),
            })?;
            match (side, &mut lock.conflict) {
                (Side::Ours, Some(conflict)) => {
                    conflict.ours.insert(parsed.folder.id);
                }
                (Side::Theirs, _) => {
                    theirs.insert(parsed.folder.id);
                }
                _ => {}
            }
            if !lock.lines.contains(&parsed) {
                lock.lines.push(parsed);
            }
        }
        if let Some(conflict) = &mut lock.conflict {
            // What both sides have is not ours alone.
            conflict.ours.retain(|id| !theirs.contains(id));
        }
        Ok(lock)
    }
}

/// Whose lines stand here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Ours,
    /// What both sides started from, which one of them may have removed.
    Base,
    Theirs,
}

impl Side {
    /// What follows a mark of git's; none when the line is none.
    fn after_mark(line: &str) -> Option<Self> {
        let marks = [
            ("<<<<<<<", Self::Ours),
            ("|||||||", Self::Base),
            ("=======", Self::Theirs),
            (">>>>>>>", Self::Both),
        ];
        let found = marks.into_iter().find(|(mark, _)| line.starts_with(mark));
        found.map(|(_, side)| side)
    }
}

impl LockLine {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let folder = words.next()?.parse().ok()?;
        let parents = words.next()?.parse().ok()?;
        let hash = words.next()?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hash && words.next().is_none()).then(|| Self {
            folder,
            parents,
            hash: hash.to_owned(),
        })
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}{FORMAT}")?;
        writeln!(
            f,
            "# folder, parent, SHA-256 of up.sql and down.sql; written by codegen"
        )?;
        for line in &self.lines {
            writeln!(f, "{} {} {}", line.folder, line.parents, line.hash)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(folder: &str, parent: Option<&str>) -> LockLine {
        LockLine {
            folder: folder.parse().expect("a folder"),
            parents: parent.unwrap_or("-").parse().expect("ids"),
            hash: "0".repeat(64),
        }
    }

    #[test]
    fn a_lock_comes_back_as_it_was_written() {
        let lock = Lock {
            lines: vec![
                line("20261121T093000_initial", None),
                line("20261121T093001_add_tags", Some("20261121T093000")),
                line("20261121T093002_add_notes", Some("20261121T093000")),
                line("20261121T093003_more", Some("20261121T093001,20261121T093002")),
            ],
            conflict: None,
        };
        assert_eq!(Lock::parse(&lock.to_string()), Ok(lock));
    }

    #[test]
    fn line_ends_of_another_system_are_fine() {
        let text = Lock::default().to_string().replace('\n', "\r\n");
        assert_eq!(Lock::parse(&text), Ok(Lock::default()));
    }

    #[test]
    fn bad_locks_are_told_apart() {
        let error = |text: &str| Lock::parse(text).expect_err("an error").to_string();
        insta::assert_snapshot!(error(""), @"the first line does not say which format the file has");
        insta::assert_snapshot!(
            error("# history of migrations, format 7\n"),
            @"the file has format 7; this version of codegen reads up to 1: update it"
        );
        insta::assert_snapshot!(
            error("# history of migrations, format 1\n\n20261121T093000_x - abc\n"),
            @"line 3 is not `FOLDER PARENT HASH`: `20261121T093000_x - abc`"
        );
    }

    #[test]
    fn both_sides_of_a_conflict_are_read() {
        let hash = "0".repeat(64);
        let base = format!("20261121T093000_initial - {hash}\n");
        let ours = format!("20261121T093001_ours 20261121T093000 {hash}\n");
        let theirs = format!("20261121T093002_theirs 20261121T093000 {hash}\n");
        let gone = format!("20261121T092900_gone - {hash}\n");
        let header = "# history of migrations, format 1\n";
        for (text, line) in [
            (
                format!("{header}{base}<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> feature\n"),
                3,
            ),
            (
                format!(
                    "{header}<<<<<<< HEAD\n{base}{ours}||||||| base\n{gone}=======\n{base}{theirs}>>>>>>> feature\n"
                ),
                2,
            ),
        ] {
            let lock = Lock::parse(&text).expect("readable");
            let names: Vec<_> = lock.lines.iter().map(|line| line.folder.name.as_str()).collect();
            assert_eq!(names, ["initial", "ours", "theirs"]);
            let conflict = lock.conflict.expect("told");
            assert_eq!(conflict.line, line);
            assert_eq!(
                conflict.ours,
                BTreeSet::from(["20261121T093001".parse().expect("an id")])
            );
        }
    }
}

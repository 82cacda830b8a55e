//! `history.lock`: which migrations there are, in which order, and what their files hash to.
//!
//! A line per migration: folder, parent's id (`-` for the first), hash of `up.sql` and `down.sql`. Two branches that each
//! add a migration both append a line, so git reports a conflict, which is what the file is for.

use std::fmt;

use super::id::{FolderName, MigrationId};

/// The format that is written; newer ones are refused.
const FORMAT: u32 = 1;

/// What the first line starts with; the number of the format follows.
const HEADER: &str = "# history of migrations, format ";

/// The lines of `history.lock`, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// One per migration.
    pub lines: Vec<LockLine>,
}

/// One migration's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockLine {
    /// Its folder: id and name.
    pub folder: FolderName,
    /// The migration before it.
    pub parent: Option<MigrationId>,
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
    /// Git wrote both sides of a merge into it.
    #[error("line {line} is the mark of a merge conflict: two branches each added a migration")]
    Conflict {
        /// The first such line.
        line: usize,
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
        if let Some((line, _)) = lines.clone().find(|(_, line)| is_conflict_mark(line)) {
            return Err(LockError::Conflict { line });
        }
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
        let lines = lines
            .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
            .map(|(line, text)| {
                LockLine::parse(text).ok_or_else(|| LockError::Line {
                    line,
                    text: text.to_owned(),
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { lines })
    }
}

fn is_conflict_mark(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| line.starts_with(mark))
}

impl LockLine {
    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let folder = words.next()?.parse().ok()?;
        let parent = match words.next()? {
            "-" => None,
            parent => Some(parent.parse().ok()?),
        };
        let hash = words.next()?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (is_hash && words.next().is_none()).then(|| Self {
            folder,
            parent,
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
            write!(f, "{} ", line.folder)?;
            match line.parent {
                Some(parent) => write!(f, "{parent}")?,
                None => f.write_str("-")?,
            }
            writeln!(f, " {}", line.hash)?;
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
            parent: parent.map(|parent| parent.parse().expect("an id")),
            hash: "0".repeat(64),
        }
    }

    #[test]
    fn a_lock_comes_back_as_it_was_written() {
        let lock = Lock {
            lines: vec![
                line("20261121T093000_initial", None),
                line("20261121T093001_add_tags", Some("20261121T093000")),
            ],
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
            error("# history of migrations, format 1\n<<<<<<< HEAD\n"),
            @"line 2 is the mark of a merge conflict: two branches each added a migration"
        );
        insta::assert_snapshot!(
            error("# history of migrations, format 1\n\n20261121T093000_x - abc\n"),
            @"line 3 is not `FOLDER PARENT HASH`: `20261121T093000_x - abc`"
        );
    }
}

//! Findings for people and for programs. Pure: text in, text out.

mod github;
mod json;
mod sarif;
mod text;

use std::ops::Range;
use std::path::PathBuf;

use super::rule::{Finding, Severity};
use crate::dialect::DialectName;

pub use github::github;
pub use json::{Counts, JsonFinding, JsonReport, json};
pub use sarif::sarif;
pub use text::text;

/// A file that was looked at.
#[derive(Debug, Clone)]
pub struct Linted {
    /// As the user would name it.
    pub path: PathBuf,
    /// For which database.
    pub dialect: DialectName,
    /// The migration it is the way up of, where it is one.
    pub migration: Option<String>,
    /// Its text.
    pub text: String,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Linted {
    /// What is found and not allowed.
    pub fn remaining(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.allowed.is_none())
    }
}

/// Whether a command that looked at these ends with 1: something is worse than a note.
pub fn fails(files: &[Linted]) -> bool {
    let mut findings = files.iter().flat_map(Linted::remaining);
    findings.any(|finding| finding.severity >= Severity::Warning)
}

/// A place as editors count: lines and characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    line: usize,
    column: usize,
}

fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position {
        line: 1 + before.bytes().filter(|byte| *byte == b'\n').count(),
        column: 1 + before[line_start..].chars().count(),
    }
}

fn positions(text: &str, at: &Range<usize>) -> (Position, Position) {
    (position(text, at.start), position(text, at.end))
}

/// The lock of a finding, as PostgreSQL's manual spells it.
fn lock_words(finding: &Finding) -> Option<String> {
    let lock = serde_json::to_value(finding.lock?).ok()?;
    Some(lock.as_str()?.replace('_', " ").to_uppercase())
}

/// Paths with `/`, on every machine.
fn uri(path: &std::path::Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

//! What a rule is, and what it finds.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::Serialize;

use super::walk::{At, File, State};
use crate::dialect::DialectName;
use crate::plan::LockLevel;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Not looked for.
    Off,
    /// Good to know; `codegen lint` still ends with 0.
    Note,
    /// It stops other work, breaks running applications, or loses data.
    Warning,
    /// It fails, or does not do what it says.
    Error,
}

impl Severity {
    /// As it is written in `schema.toml`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no severity: write off, note, warning or error")]
pub struct InvalidSeverity(String);

impl FromStr for Severity {
    type Err = InvalidSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Off, Self::Note, Self::Warning, Self::Error];
        let found = all.into_iter().find(|severity| severity.as_str() == text);
        found.ok_or_else(|| InvalidSeverity(text.to_owned()))
    }
}

/// A rule: what it is called, and how it looks.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name; never given to another rule.
    pub code: &'static str,
    /// How bad its findings are unless the project says otherwise.
    pub severity: Severity,
    /// For which databases.
    pub dialects: &'static [DialectName],
    /// What it finds, in a few words.
    pub title: &'static str,
    pub(super) check: Check,
}

/// How a rule looks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// At each thing that a statement does, before it is done.
    Act(fn(&At<'_>, &mut Found<'_>)),
    /// At the end of a file.
    End(fn(&File<'_>, &State, &mut Found<'_>)),
    /// The linter itself says it.
    Linter,
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// How bad, with what the project says about it.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where: bytes of the file.
    pub at: Range<usize>,
    /// What to write under the place; may be empty.
    pub label: String,
    /// The safe way; each a line.
    pub help: Vec<String>,
    /// The lock that is held while it works.
    pub lock: Option<LockLevel>,
    /// The reason given where it is allowed.
    pub allowed: Option<String>,
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Found<'_> {
    pub(super) fn push(&mut self, at: Range<usize>, message: impl Into<String>) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(Finding {
            code: self.code,
            severity: self.severity,
            message: message.into(),
            at,
            label: String::new(),
            help: Vec::new(),
            lock: None,
            allowed: None,
        });
        &mut self.findings[index]
    }
}

impl Finding {
    pub(super) fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help.push(help.into());
        self
    }

    pub(super) fn lock(&mut self, lock: LockLevel) -> &mut Self {
        self.lock = Some(lock);
        self
    }
}

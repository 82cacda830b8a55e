//! What is wrong with the input, said to the person who wrote it: code, message, place, help.
//!
//! One constructor per message, grouped by the stage that finds it; no stage formats text of its own. All diagnostics
//! of a run are collected and shown together.

pub mod codes;
pub(crate) mod dialect;
pub(crate) mod document;
pub(crate) mod lower;
mod render;
pub(crate) mod schema;
pub(crate) mod tracked;
pub(crate) mod types;

use std::fmt;

use crate::source::Span;

pub(crate) use render::{Message, MessageLevel, render_messages};
pub use render::{Style, render};

/// How bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Worth a look.
    Warning,
}

/// The stable code of a message, as `TS0101`. `docs/errors.md` lists each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TS{:04}", self.0)
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The place it is about, with what to write under it.
    pub primary: Option<Label>,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// How to fix it; each a line.
    pub help: Vec<String>,
}

/// A place and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to write under it; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error. Call it in a constructor of this module's children only.
    pub(crate) fn error(code: u16, message: impl Into<String>) -> Self {
        Self {
            code: Code(code),
            severity: Severity::Error,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning. Call it in a constructor of this module's children only.
    pub(crate) fn warning(code: u16, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Underlines a place.
    pub(crate) fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Shows another place.
    pub(crate) fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says how to fix it.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// The diagnostics of a run, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one in.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Takes one in unless the same is there: what each dialect finds again is said once.
    pub fn push_once(&mut self, diagnostic: Diagnostic) {
        if !self.found.contains(&diagnostic) {
            self.found.push(diagnostic);
        }
    }

    /// Takes all of another run in.
    pub fn append(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
    }

    /// Puts them in the order of their places, those without one first.
    pub fn sort_by_place(&mut self) {
        self.found.sort_by_key(|diagnostic| {
            diagnostic
                .primary
                .as_ref()
                .map(|label| (label.span.source, label.span.start))
        });
    }

    /// Leaves out what was said before at the same place.
    pub fn drop_repeated(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        self.found.retain(|diagnostic| {
            let place = diagnostic.primary.as_ref().map(|label| label.span);
            place.is_none() || seen.insert((diagnostic.code, place, diagnostic.message.clone()))
        });
    }

    /// Whether any is an error.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }
}

/// The known name nearest to one that is not known, where one is near enough to be what was meant.
pub(crate) fn suggest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (unknown.chars().count() / 3).clamp(1, 3);
    let lowered = unknown.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lowered, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

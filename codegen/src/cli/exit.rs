//! Exit codes, and failures that carry one.

use std::error::Error;
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, or in order.
    Done,
    /// Compared, and it differs.
    Differs,
    /// Wrong input or use, I/O, an edited history, a refusal.
    Refused,
    /// The database said no.
    Database,
    /// Ctrl-C.
    Interrupted,
}

impl Exit {
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Differs => 1,
            Self::Refused => 2,
            Self::Database => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) exit: Exit,
    /// What went wrong, in one line or a few.
    pub(super) message: String,
    /// How to mend it, each a line.
    pub(super) help: Vec<String>,
    /// Text that was rendered already (diagnostics) and stands before the message.
    pub(super) report: Option<String>,
}

impl Failure {
    /// Wrong input or use.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Refused,
            message: message.into(),
            help: Vec::new(),
            report: None,
        }
    }

    /// The database said no.
    pub(super) fn database(error: &dyn Error) -> Self {
        Self {
            exit: Exit::Database,
            message: with_sources(error),
            help: Vec::new(),
            report: None,
        }
    }

    /// Ctrl-C.
    pub(super) fn interrupted() -> Self {
        Self {
            exit: Exit::Interrupted,
            ..Self::refused("interrupted; what was not finished was undone")
        }
    }

    /// Adds a line of help.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::refused(with_sources(&error))
    }
}

/// An error and what caused it, joined by colons, without saying the same twice.
pub(super) fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

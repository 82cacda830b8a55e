//! Printing. Results to stdout, talk to stderr, colours where they are wanted.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use anstream::ColorChoice;
use serde::Serialize;

use super::arguments::{Color, Common};
use super::exit::Failure;
use crate::diagnostic::{self, Diagnostics, Style};
use crate::source::Sources;

const BOLD_RED: &str = "\x1b[1;31m";
const BOLD_CYAN: &str = "\x1b[1;36m";
const RESET: &str = "\x1b[0m";

/// Where a command says what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    json: bool,
    quiet: bool,
    verbose: bool,
}

impl Output {
    pub(super) fn new(common: &Common) -> Self {
        match common.color {
            // `anstream` itself knows NO_COLOR, CLICOLOR_FORCE and whether the stream is a terminal.
            Color::Auto => {}
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
        }
        Self {
            json: common.json,
            quiet: common.quiet,
            verbose: common.verbose,
        }
    }

    /// Whether somebody can be asked.
    pub(super) fn can_ask(self) -> bool {
        !self.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// A line of the result.
    pub(super) fn result(self, line: &str) {
        if !self.json {
            // A closed pipe (`| head`) leaves nobody to tell.
            let _ = writeln!(anstream::stdout(), "{line}");
        }
    }

    /// A result as it is, in whatever form it was asked for.
    pub(super) fn print(text: &str) {
        // As above.
        let _ = write!(anstream::stdout(), "{text}");
    }

    /// The whole result as JSON, where that is wanted.
    pub(super) fn json(self, result: &impl Serialize) {
        if self.json {
            let mut stdout = std::io::stdout().lock();
            let written = serde_json::to_writer_pretty(&mut stdout, result);
            // As above.
            let _ = written.map(|()| writeln!(stdout));
        }
    }

    /// Talk.
    pub(super) fn say(self, line: &str) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }

    /// Talk for those who want more.
    pub(super) fn detail(self, line: &str) {
        if self.verbose {
            self.say(line);
        }
    }

    /// Warnings about the schema.
    pub(super) fn warnings(self, diagnostics: &Diagnostics, sources: &Sources) {
        if !self.quiet && !diagnostics.is_empty() {
            // `anstream` strips the colours where they are not wanted.
            let _ = write!(
                anstream::stderr(),
                "{}",
                diagnostic::render(diagnostics, sources, Style::Coloured)
            );
        }
    }
}

/// Says why a command failed; always the last thing printed.
pub(super) fn failure(failure: &Failure) {
    let mut stderr = anstream::stderr();
    // Nobody is left to tell where stderr is closed.
    if let Some(report) = &failure.report {
        let _ = write!(stderr, "{report}");
    }
    let _ = writeln!(stderr, "{BOLD_RED}error{RESET}: {}", failure.message);
    for help in &failure.help {
        let _ = writeln!(stderr, "  {BOLD_CYAN}help{RESET}: {help}");
    }
}

/// A path as the user would write it: relative to where the command runs.
pub(super) fn shown(here: &Path, path: &Path) -> String {
    path.strip_prefix(here).unwrap_or(path).display().to_string()
}

//! The command line: arguments, prompts, colours, printing. One file per command; nothing else prints.
//!
//! The result of a command goes to stdout, everything else to stderr, and nothing prompts without a terminal.

mod adopt;
mod arguments;
mod check;
mod comparison;
mod completions;
mod diff;
mod drift;
mod environment;
mod exit;
mod generate;
mod import;
mod init;
mod interrupt;
mod lint;
mod migrate;
mod output;
mod prompt;
mod proof;
mod pull;
mod push;
mod rebase;
mod rename;
mod side;
mod squash;
mod unchanged;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command, Generate};
use exit::{Exit, Failure};
use output::Output;

/// Runs the command that the process was started with and gives its exit code:
/// 0 done or in order, 1 compared and it differs, 2 wrong input or use, 3 the database said no, 130 interrupted.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help and version to stdout (exit code 0), mistakes to stderr (exit code 2).
            let code = if error.use_stderr() { Exit::Refused } else { Exit::Done };
            // A closed stdout or stderr leaves nobody to tell.
            let _ = error.print();
            return code.into();
        }
    };
    interrupt::install();
    let output = Output::new(&arguments.common);
    let result = match &arguments.command {
        None => generate::run(&arguments.common, &arguments.generate, output),
        // What stands before a command is taken by all of them; these belong to one.
        Some(_) if arguments.generate != Generate::default() => {
            Err(Failure::refused("an option of `generate` stands before the command")
                .help("write it behind, as in: codegen generate --check"))
        }
        Some(Command::Generate(generate)) => generate::run(&arguments.common, generate, output),
        Some(Command::Check) => check::run(&arguments.common, output),
        Some(Command::Verify(verify)) => verify::run(&arguments.common, verify, output),
        Some(Command::Lint(files)) => lint::run(&arguments.common, files, output),
        Some(Command::Diff(diff)) => diff::run(&arguments.common, diff, output),
        Some(Command::Drift(drift)) => drift::run(&arguments.common, drift, output),
        Some(Command::Push(push)) => push::run(&arguments.common, push, output),
        Some(Command::Pull(pull)) => pull::run(&arguments.common, pull, output),
        Some(Command::Import(import)) => import::run(&arguments.common, import, output),
        Some(Command::Init(init)) => init::run(&arguments.common, init, output),
        Some(Command::Migrate(command)) => migrate::run(&arguments.common, command, output),
        Some(Command::Rebase(rebase)) => rebase::run(&arguments.common, rebase, output),
        Some(Command::Squash(squash)) => squash::run(&arguments.common, squash, output),
        Some(Command::Completions { shell }) => Ok(completions::run(*shell, output)),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            output::failure(&failure);
            failure.exit
        }
    }
    .into()
}

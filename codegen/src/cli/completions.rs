//! `codegen completions`: what a shell needs to complete the command line.

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde::Serialize;

use super::arguments::Arguments;
use super::exit::Exit;
use super::output::Output;

#[derive(Debug, Serialize)]
struct Report {
    shell: String,
    script: String,
}

pub(super) fn run(shell: Shell, output: Output) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "codegen", &mut script);
    let report = Report {
        shell: shell.to_string(),
        script: String::from_utf8_lossy(&script).into_owned(),
    };
    output.json(&report);
    output.result(report.script.trim_end());
    Exit::Done
}

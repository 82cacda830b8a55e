//! Runs a command with a private PostgreSQL: `cargo run -p testing --bin test-postgres -- cargo test`.
//!
//! Every test process of the command joins the one cluster instead of starting its own. It goes when the command ends,
//! and when this program does, whatever the reason.

use std::process::{Command, ExitCode};

use testing::postgres::{Cluster, VARIABLE};

#[expect(clippy::print_stderr, reason = "a program for the terminal")]
fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("usage: test-postgres COMMAND [ARGUMENT…]");
        return ExitCode::from(2);
    };
    let cluster = Cluster::start();
    let status = Command::new(&program)
        .args(arguments)
        .env(VARIABLE, cluster.url().as_str())
        .status();
    match status {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => {
            eprintln!("{}: {error}", program.display());
            ExitCode::from(127)
        }
    }
}

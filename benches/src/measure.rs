//! Seconds and peak memory of one command.
//!
//! The operating system keeps the peak of all children together, so each measured command runs under a process of its own.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

/// What one run cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Wall-clock seconds.
    pub(crate) seconds: f64,
    /// Seconds of processor time, user and system, of all threads: hardly moved by what else runs on the machine.
    pub(crate) processor: f64,
    /// Peak resident memory in KiB.
    pub(crate) peak: u64,
}

/// Runs a command in a folder and says what it cost; fails if the command does.
pub(crate) fn cost(folder: &Path, command: &[&str]) -> Result<Cost, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .args(["measure", "--"])
        .args(command)
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut words = text.split_whitespace();
    let mut next = || words.next().ok_or("the measuring process said nothing");
    let cost = Cost {
        seconds: next()?.parse()?,
        processor: next()?.parse()?,
        peak: next()?.parse()?,
    };
    match next()? {
        "0" => Ok(cost),
        code => Err(format!("`{}` ended with {code}", command.join(" ")).into()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn seconds_of(time: TimeVal) -> f64 {
    time.num_microseconds() as f64 / 1e6
}

/// The measuring process.
pub(crate) fn child(command: &[String]) -> Result<(), Box<dyn Error>> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let start = Instant::now();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    let seconds = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let processor = seconds_of(usage.user_time()) + seconds_of(usage.system_time());
    let peak = usage.max_rss();
    println!("{seconds} {processor} {peak} {}", output.status.code().unwrap_or(-1));
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(())
}

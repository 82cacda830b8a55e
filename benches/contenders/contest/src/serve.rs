//! The program of a contender: it answers each line that it reads by one.

use std::fmt;
use std::io::{BufRead as _, Write as _};
use std::str::FromStr;

use tokio::runtime::{Builder, Runtime};

use crate::contender::Unsupported;
use crate::ground::Ground;
use crate::{Contender, Operation, Result};

/// The answer of somebody whose library cannot do what was asked.
pub const UNSUPPORTED: &str = "unsupported";
/// How the answer begins of somebody who failed.
pub const FAILED: &str = "failed: ";

/// The runtime that a contender's tasks run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// One thread.
    Current,
    /// A thread for each processor.
    Multi,
}

impl fmt::Display for Flavor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Current => "current",
            Self::Multi => "multi",
        })
    }
}

impl FromStr for Flavor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "current" => Ok(Self::Current),
            "multi" => Ok(Self::Multi),
            _ => Err(format!("`{text}` is no runtime: say `current` or `multi`")),
        }
    }
}

/// The `main` of a contender, whose arguments are a URL and a [`Flavor`].
///
/// `check NAME` is answered by what an operation gives, as JSON, `NAME` by what a round of it costs. Operations run inside of
/// a spawned task, as they would in a server.
///
/// # Errors
/// When it cannot connect, or is not spoken to as it should be. What fails later is an answer.
pub fn compete<P: Contender, S: Contender>() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: CONTENDER URL current|multi");
    let (url, flavor) = (next()?, next()?.parse()?);
    if url.starts_with("sqlite:") {
        serve::<S>(&url, flavor)
    } else {
        serve::<P>(&url, flavor)
    }
}

/// What a contender gives that does an operation in this database, as JSON that is equal for equal answers.
///
/// # Errors
/// When it cannot connect or fails.
pub async fn answer<C: Contender>(url: &str, operation: Operation) -> Result<String> {
    Ground::of(C::connect(url).await?).check(operation).await
}

fn serve<C: Contender>(url: &str, flavor: Flavor) -> Result<()> {
    let runtime = match flavor {
        Flavor::Current => Builder::new_current_thread(),
        Flavor::Multi => Builder::new_multi_thread(),
    }
    .enable_all()
    .build()?;
    let url = url.to_owned();
    let mut ground = run(&runtime, async move { C::connect(&url).await.map(Ground::of) })??;
    let mut output = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (checked, name) = match line.strip_prefix("check ") {
            Some(name) => (true, name),
            None => (false, line.as_str()),
        };
        let operation = Operation::named(name).ok_or_else(|| format!("`{name}` is no operation"))?;
        // A task owns what it works with, so the ground goes in and comes out.
        let task = async move {
            let answer = if checked {
                ground.check(operation).await
            } else {
                ground.measure(operation).await.map(|cost| cost.to_string())
            };
            (ground, answer)
        };
        let answer;
        (ground, answer) = run(&runtime, task)?;
        let text = match answer {
            Ok(text) => text,
            Err(error) if error.is::<Unsupported>() => UNSUPPORTED.to_owned(),
            Err(error) => format!("{FAILED}{}", with_causes(error.as_ref()).replace('\n', " ")),
        };
        writeln!(output, "{text}")?;
        output.flush()?;
    }
    Ok(())
}

fn run<T: Send + 'static>(runtime: &Runtime, task: impl Future<Output = T> + Send + 'static) -> Result<T> {
    Ok(runtime.block_on(runtime.spawn(task))?)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

//! A contender's program, and talking to it.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use contest::{Cost, Flavor, Operation};

/// It ends when it is dropped.
pub(crate) struct Program {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// What it said.
pub(crate) enum Answer {
    Given(String),
    Unsupported,
}

impl Program {
    pub(crate) fn start(name: &str, path: &Path, url: &str, runtime: Flavor) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(path)
            .args([url, &runtime.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("its output was asked to be a pipe")?;
        Ok(Self {
            name: name.to_owned(),
            child,
            input,
            output: BufReader::new(output),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn ask(&mut self, question: &str) -> Result<Answer, Box<dyn Error>> {
        let input = self.input.as_mut().ok_or("its input was asked to be a pipe")?;
        writeln!(input, "{question}").map_err(|error| format!("{} has ended: {error}", self.name))?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        let answer = answer.trim_end_matches('\n');
        if answer.is_empty() {
            return Err(format!("{} ended when asked to {question}", self.name).into());
        }
        if let Some(reason) = answer.strip_prefix(contest::FAILED) {
            return Err(format!("{} cannot {question}: {reason}", self.name).into());
        }
        Ok(match answer {
            contest::UNSUPPORTED => Answer::Unsupported,
            answer => Answer::Given(answer.to_owned()),
        })
    }

    /// What a round of an operation costs; `None` if the library cannot do it.
    pub(crate) fn measure(&mut self, operation: Operation) -> Result<Option<Cost>, Box<dyn Error>> {
        match self.ask(operation.name())? {
            Answer::Given(answer) => match Cost::parse(&answer) {
                Some(cost) => Ok(Some(cost)),
                None => Err(format!("{} says `{answer}` of {operation}, which is no cost", self.name).into()),
            },
            Answer::Unsupported => Ok(None),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends with its input; that it cannot be waited for changes nothing.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

//! Ways to a database beside one another: by hand with the drivers, by `tablesmith`, on demand by its peers.
//!
//! Each contender is a program with a database of its own, with the same data in it; [`contest`] says what they are asked.
//! What they answer is compared before anything is measured. Rounds are interleaved, and each is begun by another one. The
//! drivers take part twice: what they cost beside themselves is the noise.

mod backend;
mod contenders;
mod program;
mod samples;

use std::error::Error;

use contest::{Flavor, Operation};

use self::backend::Backend;
use self::contenders::Contender;
use self::program::{Answer, Program};
use self::samples::Samples;

pub(crate) use self::backend::Which;
pub(crate) use self::contenders::Peer;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Interleaved rounds, whose median counts
    #[arg(long, default_value_t = 41)]
    rounds: usize,
    /// Beside these peers, which cargo downloads; all of them, if none is named
    #[arg(long, num_args = 0.., value_delimiter = ',', default_missing_values = Peer::NAMES)]
    peers: Vec<Peer>,
    /// The databases
    #[arg(long, value_delimiter = ',', default_values_t = Which::ALL)]
    on: Vec<Which>,
    /// Operations, by the names of the tables; all, if none is named
    #[arg(long, value_delimiter = ',', value_parser = operation)]
    only: Vec<Operation>,
    /// The runtime of each contender: one thread (current), or one for each processor (multi)
    #[arg(long, default_value_t = Flavor::Current)]
    runtime: Flavor,
}

fn operation(name: &str) -> Result<Operation, String> {
    Operation::named(name).ok_or_else(|| {
        let names: Vec<_> = Operation::ALL.into_iter().map(Operation::name).collect();
        format!("there are {}", names.join(", "))
    })
}

/// Builds the contenders, measures them, and prints tables for each database.
pub(crate) fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let contenders = contenders::build(&options.peers)?;
    for which in &options.on {
        let backend = Backend::fill(*which, contenders.len())?;
        println!("\n## {which}, runtime: {}, {} rounds", options.runtime, options.rounds);
        compete(&contenders, &backend, options)?;
    }
    Ok(())
}

fn compete(contenders: &[Contender], backend: &Backend, options: &Options) -> Result<(), Box<dyn Error>> {
    let operations = match options.only.as_slice() {
        [] => Operation::ALL.to_vec(),
        only => only.to_vec(),
    };
    let start = |counted: bool| {
        let start = |(number, contender): (usize, &Contender)| {
            let path = if counted { &contender.counted } else { &contender.timed };
            Program::start(&contender.name, path, backend.url(number), options.runtime)
        };
        contenders.iter().enumerate().map(start).collect::<Result<Vec<_>, _>>()
    };
    let mut programs = start(false)?;
    for &operation in &operations {
        agree(&mut programs, operation)?;
    }
    let mut samples = Samples::new(contenders);
    for &operation in &operations {
        backend.tidy();
        // The first round fills caches.
        for round in 0..=options.rounds {
            let count = programs.len();
            let mut costs = vec![None; count];
            for turn in 0..count {
                let number = (turn + round) % count;
                costs[number] = programs[number].measure(operation)?;
            }
            if round > 0 {
                samples.add(operation, costs);
            }
        }
    }
    drop(programs);
    for (number, mut program) in start(true)?.into_iter().enumerate() {
        for &operation in &operations {
            program.measure(operation)?;
            samples.count(operation, number, program.measure(operation)?);
        }
    }
    samples.print(&operations);
    Ok(())
}

/// Fails unless all that can do an operation give the same.
fn agree(programs: &mut [Program], operation: Operation) -> Result<(), Box<dyn Error>> {
    let mut first: Option<(String, String)> = None;
    for program in programs {
        let Answer::Given(answer) = program.ask(&format!("check {operation}"))? else {
            continue;
        };
        match &first {
            None => first = Some((program.name().to_owned(), answer)),
            Some((other, expected)) if *expected != answer => {
                return Err(format!(
                    "{operation}: {} and {other} do not give the same:\n{}\n{}",
                    program.name(),
                    difference(&answer, expected),
                    difference(expected, &answer),
                )
                .into());
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The text around the place from which it is another than the other one.
fn difference(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(one, two)| one == two);
    text.chars().skip(same.count().saturating_sub(80)).take(200).collect()
}

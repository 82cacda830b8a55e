//! `codegen push`: a development database → what schema.toml says, without a migration.

mod once;
mod report;
mod watch;

use super::arguments::{Common, Push};
use super::exit::{Exit, Failure};
use super::output::Output;

pub(super) fn run(common: &Common, arguments: &Push, output: Output) -> Result<Exit, Failure> {
    if arguments.watch {
        return watch::run(common, arguments, output);
    }
    once::run(common, arguments, output)
}

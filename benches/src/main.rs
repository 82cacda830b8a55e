//! Measures `codegen generate` on made-up schemas, `cargo check` on the models it writes, the models' methods, what others
//! notice of a migration, and `codegen pull` of large databases.
//!
//! Build first (`cargo build --release -p codegen`), then `cargo run --release -p benches -- generate` or
//! `… -- compile`; `… -- dao` and `… -- load` need none of it. Compare the figures of one run as ratios: absolute times hold on a quiet
//! machine only.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tables are what this program is for"
)]

mod compile;
mod dao;
mod generate;
mod load;
mod measure;
mod pull;
mod schema;

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Benchmark,
}

#[derive(Debug, Subcommand)]
enum Benchmark {
    /// generate from nothing, with nothing changed, with one column changed; both dialects
    Generate {
        /// Numbers of tables
        #[arg(default_values_t = [10, 100, 1_000, 10_000])]
        tables: Vec<usize>,
        /// Rounds of which the fastest counts
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// cargo check of the models: whole, and after a one-line edit
    Compile {
        /// Numbers of tables
        #[arg(default_values_t = [100, 300])]
        tables: Vec<usize>,
        /// Rounds of which the fastest counts
        #[arg(long, default_value_t = 3)]
        rounds: usize,
        /// Beside SeaORM, which cargo downloads
        #[arg(long)]
        peer: bool,
    },
    /// the methods of models beside the drivers' own calls and, on demand, other libraries, on SQLite and PostgreSQL
    Dao(dao::Options),
    /// what clients notice of migrations on a large PostgreSQL table, beside plain statements
    Load(load::Options),
    /// codegen pull of a PostgreSQL database, and migrate status of a long history
    Pull {
        /// Numbers of tables
        #[arg(default_values_t = [100, 1_000, 10_000])]
        tables: Vec<usize>,
        /// Number of migrations
        #[arg(long, default_value_t = 1_000)]
        migrations: usize,
        /// Rounds of which the fastest counts
        #[arg(long, default_value_t = 3)]
        rounds: usize,
    },
    /// Runs one command and prints its seconds, peak memory in KiB and exit code (used by the others)
    #[command(hide = true)]
    Measure {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Benchmark::Generate { tables, rounds } => generate::run(&tables, rounds),
        Benchmark::Compile { tables, rounds, peer } => compile::run(&tables, rounds, peer),
        Benchmark::Dao(options) => dao::run(&options),
        Benchmark::Load(options) => load::run(&options),
        Benchmark::Pull {
            tables,
            migrations,
            rounds,
        } => pull::run(&tables, migrations, rounds),
        Benchmark::Measure { command } => measure::child(&command),
    }
}

/// The repository's root.
fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The release build of `codegen`, made if it is not there or not new.
fn codegen() -> Result<PathBuf, Box<dyn Error>> {
    Ok(build(&["-p", "codegen"])?.join("codegen"))
}

/// Makes a release build of what cargo is told so, and gives the folder of this workspace's programs.
fn build(arguments: &[&str]) -> Result<PathBuf, Box<dyn Error>> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release"])
        .args(arguments)
        .current_dir(repository())
        .status()?;
    if !built.success() {
        return Err(format!("`cargo build --release {}` failed", arguments.join(" ")).into());
    }
    // The benchmark itself stands in `<target>/release`.
    let this = std::env::current_exe()?;
    let target = this
        .parent()
        .and_then(|folder| folder.parent())
        .ok_or("no target directory")?;
    Ok(target.join("release"))
}

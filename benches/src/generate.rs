//! `codegen generate` by number of tables: from nothing, nothing changed (with and without the cache), one column changed.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::measure::{Cost, cost};
use crate::schema::schema;

pub(crate) fn run(tables: &[usize], rounds: usize) -> Result<(), Box<dyn Error>> {
    let codegen = crate::codegen()?;
    let codegen = codegen.to_str().ok_or("the path of codegen is not UTF-8")?;
    println!("codegen generate, two dialects, fastest of {rounds}");
    println!("| tables | step | ms | µs a table | peak MiB |");
    println!("|---:|---|---:|---:|---:|");
    for &tables in tables {
        let folder = tempfile::tempdir()?;
        let from_nothing = fastest(rounds, || {
            start(folder.path(), tables)?;
            cost(folder.path(), &[codegen, "generate"])
        })?;
        row(tables, "from nothing", from_nothing);
        cost(folder.path(), &[codegen, "generate"])?;
        row(
            tables,
            "nothing changed",
            fastest(rounds, || cost(folder.path(), &[codegen, "generate"]))?,
        );
        row(
            tables,
            "nothing changed, --check",
            fastest(rounds, || cost(folder.path(), &[codegen, "generate", "--check"]))?,
        );
        let one_column = fastest(rounds, || {
            start(folder.path(), tables)?;
            cost(folder.path(), &[codegen, "generate"])?;
            fs::write(folder.path().join("schema.toml"), schema(tables, true))?;
            cost(folder.path(), &[codegen, "generate"])
        })?;
        row(tables, "one column", one_column);
    }
    Ok(())
}

fn start(folder: &Path, tables: usize) -> Result<(), Box<dyn Error>> {
    let models = folder.join("models");
    if models.exists() {
        fs::remove_dir_all(&models)?;
    }
    fs::write(folder.join("schema.toml"), schema(tables, false))?;
    Ok(())
}

fn fastest(rounds: usize, mut run: impl FnMut() -> Result<Cost, Box<dyn Error>>) -> Result<Cost, Box<dyn Error>> {
    let mut best: Option<Cost> = None;
    for _ in 0..rounds.max(1) {
        let cost = run()?;
        if best.is_none_or(|best| cost.seconds < best.seconds) {
            best = Some(cost);
        }
    }
    best.ok_or_else(|| "no round".into())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn row(tables: usize, step: &str, cost: Cost) {
    println!(
        "| {tables} | {step} | {:.1} | {:.1} | {:.1} |",
        cost.seconds * 1e3,
        cost.seconds * 1e6 / tables as f64,
        cost.peak as f64 / 1024.0
    );
}

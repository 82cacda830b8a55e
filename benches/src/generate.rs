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
    println!("| tables | step | wall ms | processor ms | processor µs a table | peak MiB |");
    println!("|---:|---|---:|---:|---:|---:|");
    // All folders stay until the end: ext4 makes files slowly for seconds after many were deleted.
    let folders = tempfile::tempdir()?;
    for &tables in tables {
        let generate = |folder: &Path, more: &[&str]| cost(folder, &[&[codegen, "generate"], more].concat());
        let mut steps: Vec<(&str, Option<Cost>)> = Vec::new();
        for round in 0..rounds.max(1) {
            let folder = &folders.path().join(format!("{tables}-{round}"));
            start(folder, tables)?;
            // The bar is for what is written; what the proof of a thousand new tables costs is shown apart.
            let from_nothing = generate(folder, &["--no-verify"])?;
            let nothing_changed = generate(folder, &[])?;
            let check = generate(folder, &["--check"])?;
            fs::remove_dir_all(folder.join("target"))?;
            let without_record = generate(folder, &[])?;
            fs::write(folder.join("schema.toml"), schema(tables, true))?;
            let one_column = generate(folder, &[])?;
            let proved = &folders.path().join(format!("{tables}-{round}-proved"));
            start(proved, tables)?;
            let from_nothing_proved = generate(proved, &[])?;
            let round = [
                ("from nothing", from_nothing),
                ("from nothing, proof up to 300 tables", from_nothing_proved),
                ("nothing changed", nothing_changed),
                ("nothing changed, no record", without_record),
                ("nothing changed, --check", check),
                ("one column, with proof", one_column),
            ];
            steps.resize(round.len(), ("", None));
            for ((name, best), (step, cost)) in steps.iter_mut().zip(round) {
                *name = step;
                if best.is_none_or(|best| cost.seconds < best.seconds) {
                    *best = Some(cost);
                }
            }
        }
        for (step, cost) in steps {
            row(tables, step, cost.ok_or("no round")?);
        }
    }
    Ok(())
}

/// A project with nothing generated yet, and a target directory as Cargo makes it, in which `codegen` keeps its record.
fn start(folder: &Path, tables: usize) -> Result<(), Box<dyn Error>> {
    let target = folder.join("target");
    fs::create_dir_all(&target)?;
    fs::write(
        target.join("CACHEDIR.TAG"),
        "Signature: 8a477f597d28d172789f06886806bc55\n",
    )?;
    fs::write(folder.join("schema.toml"), schema(tables, false))?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn row(tables: usize, step: &str, cost: Cost) {
    println!(
        "| {tables} | {step} | {:.1} | {:.1} | {:.1} | {:.1} |",
        cost.seconds * 1e3,
        cost.processor * 1e3,
        cost.processor * 1e6 / tables as f64,
        cost.peak as f64 / 1024.0
    );
}

//! `cargo check` of the models of N tables: the crate alone (its dependencies are built before), then after an edit of one line.

use std::error::Error;
use std::fs;

use crate::measure::{Cost, cost};
use crate::schema::schema;

pub(crate) fn run(tables: &[usize], rounds: usize) -> Result<(), Box<dyn Error>> {
    let codegen = crate::codegen()?;
    let codegen = codegen.to_str().ok_or("the path of codegen is not UTF-8")?;
    println!("cargo check of the models alone (debug, dependencies built), fastest of {rounds}");
    println!("| tables | step | s | peak MiB |");
    println!("|---:|---|---:|---:|");
    let folder = tempfile::tempdir()?;
    let target = folder.path().join("target");
    let target = target.to_str().ok_or("the path is not UTF-8")?;
    for &tables in tables {
        let project = folder.path().join(format!("project_{tables}"));
        let models = project.join("models");
        fs::create_dir_all(&models)?;
        fs::write(project.join("schema.toml"), schema(tables, false))?;
        cost(&project, &[codegen, "generate"])?;
        fs::write(models.join("Cargo.toml"), manifest()?)?;
        let cargo = |arguments: &[&str]| -> Result<Cost, Box<dyn Error>> {
            let always = ["--quiet", "--offline", "--target-dir", target];
            cost(&models, &[&["cargo"], arguments, &always].concat())
        };
        cargo(&["check"])?;
        let whole = fastest(rounds, |_| {
            // Removing what was kept of the crate makes the next check one of the crate alone.
            cargo(&["clean", "-p", "models"])?;
            cargo(&["check"])
        })?;
        row(tables, "whole crate", whole);
        let edited = models.join("src/record7.rs");
        let text = fs::read_to_string(&edited)?;
        let edit = fastest(rounds, |round| {
            fs::write(
                &edited,
                format!("{text}\n/// One more line.\npub const EDITED: usize = {round};\n"),
            )?;
            cargo(&["check"])
        })?;
        row(tables, "after an edit of one line", edit);
    }
    Ok(())
}

fn fastest(rounds: usize, mut run: impl FnMut(usize) -> Result<Cost, Box<dyn Error>>) -> Result<Cost, Box<dyn Error>> {
    let mut best = run(0)?;
    for round in 1..rounds {
        let cost = run(round)?;
        if cost.seconds < best.seconds {
            best = cost;
        }
    }
    Ok(best)
}

fn manifest() -> Result<String, Box<dyn Error>> {
    let runtime = crate::repository().join("runtime").canonicalize()?;
    Ok(format!(
        "[package]\nname = \"models\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         tablesmith = {{ path = {:?}, features = [\"postgres\", \"sqlite\"] }}\n\n[workspace]\n\n\
         [features]\ndefault = [\"postgres\", \"sqlite\"]\npostgres = []\nsqlite = []\n",
        runtime.to_string_lossy()
    ))
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn row(tables: usize, step: &str, cost: Cost) {
    println!(
        "| {tables} | {step} | {:.2} | {:.1} |",
        cost.seconds,
        cost.peak as f64 / 1024.0
    );
}

//! `cargo check` of the models of N tables: the crate alone (its dependencies are built before), then after an edit of one line;
//! on demand the same beside SeaORM's entities of the same tables.

mod sea_orm;

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::measure::{Cost, cost};
use crate::schema::schema;

pub(crate) fn run(tables: &[usize], rounds: usize, peer: bool) -> Result<(), Box<dyn Error>> {
    let codegen = crate::codegen()?;
    let codegen = codegen.to_str().ok_or("the path of codegen is not UTF-8")?;
    println!("cargo check of the models alone (debug, dependencies built), fastest of {rounds}");
    println!("| models | tables | step | s | peak MiB |");
    println!("|---|---:|---|---:|---:|");
    let folder = tempfile::tempdir()?;
    for &tables in tables {
        let project = folder.path().join(format!("project_{tables}"));
        let models = project.join("models");
        fs::create_dir_all(&models)?;
        fs::write(project.join("schema.toml"), schema(tables, false))?;
        cost(&project, &[codegen, "generate"])?;
        fs::write(models.join("Cargo.toml"), manifest()?)?;
        check(&models, folder.path(), rounds, &format!("Tablesmith | {tables}"))?;
        if peer {
            let models = folder.path().join(format!("sea_orm_{tables}"));
            sea_orm::write(&models, tables)?;
            check(&models, folder.path(), rounds, &format!("SeaORM | {tables}"))?;
        }
    }
    Ok(())
}

/// Measures one crate of models, called `models`.
fn check(models: &Path, folder: &Path, rounds: usize, label: &str) -> Result<(), Box<dyn Error>> {
    let target = folder.join("target");
    let target = target.to_str().ok_or("the path is not UTF-8")?;
    let cargo = |arguments: &[&str]| -> Result<Cost, Box<dyn Error>> {
        cost(
            models,
            &[&["cargo"], arguments, &["--quiet", "--target-dir", target]].concat(),
        )
    };
    cargo(&["check"])?;
    let whole = fastest(rounds, |_| {
        // Removing what was kept of the crate makes the next check one of the crate alone.
        cargo(&["clean", "-p", "models"])?;
        cargo(&["check", "--offline"])
    })?;
    row(label, "whole crate", whole);
    let edited = models.join("src/record7.rs");
    let text = fs::read_to_string(&edited)?;
    let edit = fastest(rounds, |round| {
        fs::write(
            &edited,
            format!("{text}\n/// One more line.\npub const EDITED: usize = {round};\n"),
        )?;
        cargo(&["check", "--offline"])
    })?;
    row(label, "after an edit of one line", edit);
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
fn row(label: &str, step: &str, cost: Cost) {
    println!(
        "| {label} | {step} | {:.2} | {:.1} |",
        cost.seconds,
        cost.peak as f64 / 1024.0
    );
}

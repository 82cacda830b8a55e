//! `cargo check` of the models of N tables: the crate alone (its dependencies are built before), then after an edit of one line.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::measure::{Cost, cost};
use crate::schema::schema;

pub(crate) fn run(tables: &[usize]) -> Result<(), Box<dyn Error>> {
    let codegen = crate::codegen()?;
    let codegen = codegen.to_str().ok_or("the path of codegen is not UTF-8")?;
    println!("cargo check of the models alone (debug, dependencies built)");
    println!("| tables | step | s | peak MiB |");
    println!("|---:|---|---:|---:|");
    let folder = tempfile::tempdir()?;
    let target = folder.path().join("target");
    for &tables in tables {
        let project = folder.path().join(format!("project_{tables}"));
        fs::create_dir_all(project.join("models"))?;
        fs::write(project.join("schema.toml"), schema(tables, false))?;
        cost(&project, &[codegen, "generate"])?;
        fs::write(project.join("models/Cargo.toml"), manifest()?)?;
        let lib = project.join("models/src/lib.rs");
        let check = |folder: &Path| -> Result<Cost, Box<dyn Error>> {
            let target = target.to_str().ok_or("the path is not UTF-8")?;
            cost(
                folder,
                &["cargo", "check", "--quiet", "--offline", "--target-dir", target],
            )
        };
        let models = project.join("models");
        check(&models)?;
        // Removing what was kept of the crate makes the next check one of the crate alone.
        let target = target.to_str().ok_or("the path is not UTF-8")?;
        cost(
            &models,
            &[
                "cargo",
                "clean",
                "--quiet",
                "--offline",
                "-p",
                "models",
                "--target-dir",
                target,
            ],
        )?;
        row(tables, "whole crate", check(&models)?);
        let text = fs::read_to_string(&lib)?;
        fs::write(&lib, format!("{text}\n/// One more line.\npub const EDITED: u8 = 1;\n"))?;
        row(tables, "after an edit of one line", check(&models)?);
    }
    Ok(())
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

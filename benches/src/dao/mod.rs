//! What the methods of a model cost beside the same statements through the drivers' own calls, in interleaved rounds.

mod contender;
mod model;
mod postgres;
mod sqlite;

use std::error::Error;

use tablesmith::Db;
use tablesmith::prelude::*;

use self::contender::{Contender, Operation};
use self::model::{NewSummary, Summary};

pub(crate) const USERS: usize = 100;
pub(crate) const ROWS: usize = 10_000;

/// Measures on a SQLite file and on a private PostgreSQL server, and prints a table for each.
pub(crate) fn run(rounds: usize) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("dao.db");
        let db = Db::connect(&format!("sqlite:{}", file.display())).await?;
        db.batch(model::SQLITE_TABLE).await?;
        fill(&db).await?;
        println!("SQLite, a file in WAL mode; beside rusqlite with prepare_cached");
        compare(
            &mut model::Tablesmith { db },
            &mut sqlite::Rusqlite::open(&file)?,
            rounds,
        )
        .await?;

        let database = testing::postgres::Server::shared().database();
        let db = Db::connect(database.url()).await?;
        db.batch(model::POSTGRES_TABLE).await?;
        fill(&db).await?;
        db.batch("analyze").await?;
        println!("\nPostgreSQL over TCP; beside tokio-postgres with prepared statements");
        let mut raw = postgres::TokioPostgres::connect(database.url()).await?;
        compare(&mut model::Tablesmith { db }, &mut raw, rounds).await
    })
}

async fn fill(db: &Db) -> Result<(), Box<dyn Error>> {
    for start in (0..ROWS).step_by(1_000) {
        let rows = (start..start + 1_000).map(NewSummary::numbered);
        Summary::insert_many(db, rows).await?;
    }
    Ok(())
}

/// Rounds of both, each once first and once second; the median of the rounds' ratios, and how far the middle half of
/// them lies apart.
async fn compare(ours: &mut impl Contender, raw: &mut impl Contender, rounds: usize) -> Result<(), Box<dyn Error>> {
    println!("| operation | raw µs | tablesmith µs | ratio | quartiles |");
    println!("|---|---:|---:|---:|---|");
    for operation in Operation::ALL {
        let mut samples = Vec::with_capacity(rounds);
        for round in 0..=rounds {
            let (mine, theirs) = if round.is_multiple_of(2) {
                let mine = ours.run(operation).await?;
                (mine, raw.run(operation).await?)
            } else {
                let theirs = raw.run(operation).await?;
                (ours.run(operation).await?, theirs)
            };
            // The first round fills caches.
            if round > 0 {
                samples.push((mine, theirs));
            }
        }
        let quartile = |numbers: Vec<f64>, quarter: usize| {
            let mut numbers = numbers;
            numbers.sort_by(f64::total_cmp);
            numbers[(numbers.len() - 1) * quarter / 4]
        };
        let ratios = || samples.iter().map(|(mine, theirs)| mine / theirs).collect();
        println!(
            "| {} | {:.1} | {:.1} | {:.3} | {:.2} to {:.2} |",
            operation.name(),
            quartile(samples.iter().map(|(_, theirs)| *theirs).collect(), 2),
            quartile(samples.iter().map(|(mine, _)| *mine).collect(), 2),
            quartile(ratios(), 2),
            quartile(ratios(), 1),
            quartile(ratios(), 3),
        );
    }
    Ok(())
}

//! `codegen pull` by number of tables, and `codegen migrate status` by number of migrations.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tablesmith::Db;
use testing::postgres::Cluster;

use crate::measure::{Cost, cost};

/// What a table's key is, and what a column that points at it is.
const KEYS: [(&str, &str); 4] = [
    ("serial", "integer"),
    ("bigint generated always as identity", "bigint"),
    ("uuid default gen_random_uuid()", "uuid"),
    ("bigserial", "bigint"),
];

/// How many tables are made in one transaction.
const AT_ONCE: usize = 500;

pub(crate) fn run(tables: &[usize], migrations: usize, rounds: usize) -> Result<(), Box<dyn Error>> {
    let codegen = crate::codegen()?;
    let codegen = codegen.to_str().ok_or("the path of codegen is not UTF-8")?;
    let folders = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;

    println!("codegen pull of a PostgreSQL database, with the baseline and the models; fastest of {rounds}");
    println!("| tables | wall ms | processor ms, codegen alone | peak MiB, codegen alone |");
    println!("|---:|---:|---:|---:|");
    let cluster = Cluster::start();
    for &tables in tables {
        let mut url = cluster.url().clone();
        url.set_path(&format!("/pulled_{tables}"));
        runtime.block_on(make(cluster.url().as_str(), url.as_str(), tables))?;
        let best = fastest(rounds, |round| {
            let folder = folders.path().join(format!("{tables}-{round}"));
            fs::create_dir_all(&folder)?;
            cost(&folder, &[codegen, "pull", "--url", url.as_str()])
        })?;
        println!("| {tables} | {} |", figures(best));
    }

    println!("\ncodegen migrate status; fastest of {rounds}");
    println!("| migrations | applied | wall ms | processor ms | peak MiB |");
    println!("|---:|---|---:|---:|---:|");
    let folder = &folders.path().join("migrations");
    history(folder, codegen, migrations)?;
    let status = |_| cost(folder, &[codegen, "migrate", "status"]);
    println!("| {migrations} | none | {} |", figures(fastest(rounds, status)?));
    cost(folder, &[codegen, "migrate", "up"])?;
    println!("| {migrations} | all | {} |", figures(fastest(rounds, status)?));
    Ok(())
}

/// A database of tables as real ones are: keys of all kinds, foreign keys, uniques, checks, indexes, here and there a view.
async fn make(server: &str, url: &str, tables: usize) -> Result<(), Box<dyn Error>> {
    let name = url.rsplit('/').next().unwrap_or_default();
    let db = Db::connect(server).await?;
    db.batch(&format!("create database {name}")).await?;
    db.close().await;
    let db = Db::connect(url).await?;
    for first in (0..tables).step_by(AT_ONCE) {
        let mut sql = String::new();
        for number in first..tables.min(first + AT_ONCE) {
            table(&mut sql, number)?;
        }
        db.batch(&sql).await?;
    }
    db.batch("analyze").await?;
    db.close().await;
    Ok(())
}

fn table(sql: &mut String, number: usize) -> std::fmt::Result {
    let (key, _) = KEYS[number % KEYS.len()];
    write!(
        sql,
        "create table item_{number:05} (
            id {key} primary key, name text not null, email varchar(255) not null unique,
            state text not null default 'open' check (state in ('open', 'closed')),
            amount numeric(10, 2) not null default 0, note text, size integer check (size >= 0),
            is_active boolean not null default true, created_at timestamptz not null default now(),
            updated_at timestamptz not null default now()"
    )?;
    // Each points at one that was made just before it and at one from far back.
    for (column, target) in [
        ("owner", number.checked_sub(4)),
        ("parent", number.checked_sub(number / 2 + 1)),
    ] {
        if let Some(target) = target {
            let (_, r#type) = KEYS[target % KEYS.len()];
            write!(
                sql,
                ", {column}_id {type} references item_{target:05} (id) on delete cascade"
            )?;
        }
    }
    writeln!(sql, ");\ncreate index on item_{number:05} (created_at desc);")?;
    if number.is_multiple_of(10) {
        writeln!(sql, "comment on table item_{number:05} is 'The item {number}.';")?;
        writeln!(
            sql,
            "create view view_{number:05} as select id, name from item_{number:05};"
        )?;
    }
    Ok(())
}

/// A project with this many migrations, each of one statement.
fn history(folder: &Path, codegen: &str, migrations: usize) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("schema.toml"),
        "[database]\nname = \"history\"\ndialects = [\"sqlite\"]\ndefault_url = \"sqlite:./history.db\"\n\n\
         [table.item.columns]\nid = { type = \"bigint\", primary_key = true }\n",
    )?;
    for number in 0..migrations {
        let name = format!("step_{number}");
        let id = format!(
            "{}T{:02}{:02}{:02}",
            20_260_101 + number / 86_400,
            number / 3600 % 24,
            number / 60 % 60,
            number % 60
        );
        cost(folder, &[codegen, "generate", "--empty", "--name", &name, "--id", &id])?;
    }
    Ok(())
}

fn fastest(rounds: usize, mut run: impl FnMut(usize) -> Result<Cost, Box<dyn Error>>) -> Result<Cost, Box<dyn Error>> {
    let mut best: Option<Cost> = None;
    for round in 0..rounds.max(1) {
        let cost = run(round)?;
        if best.is_none_or(|best| cost.seconds < best.seconds) {
            best = Some(cost);
        }
    }
    best.ok_or_else(|| "no round".into())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn figures(cost: Cost) -> String {
    format!(
        "{:.0} | {:.0} | {:.0}",
        cost.seconds * 1e3,
        cost.processor * 1e3,
        cost.peak as f64 / 1024.0
    )
}

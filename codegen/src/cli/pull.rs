//! `codegen pull`: a database that is there → schema.toml, models, and a migration that makes it, to be noted as applied.
//!
//! The database is only read. What it holds and the schema does not say is named, and so is what the schema would make
//! in another way.

use std::path::Path;

use tablesmith::Db;

use super::adopt::{self, Found};
use super::arguments::{Common, Pull};
use super::diff::refused;
use super::environment;
use super::exit::{Exit, Failure};
use super::interrupt::block_on;
use super::output::Output;
use super::side::Named;
use crate::database::{DatabaseError, introspect};
use crate::dialect::{DialectName, Introspected};
use crate::schema::Schema;

pub(super) fn run(common: &Common, arguments: &Pull, output: Output) -> Result<Exit, Failure> {
    environment::read_dotenv(common.schema.parent().unwrap_or(Path::new(".")))?;
    let known = adopt::known(&common.schema)?;
    let (url, dialect) = database(known.as_ref().map(|known| &known.schema), arguments, output)?;
    let found = block_on(read(&url))?.map_err(|error| refused(&error))?;
    // What is put into a schema must be compared with it first.
    let merges = known.as_ref().is_some_and(adopt::Known::has_tables);
    let place = adopt::place(dialect, &arguments.baseline, arguments.baseline.verify || merges);
    let place = block_on(place)??;
    let argument = if arguments.target.url.is_some() {
        " --url URL"
    } else {
        ""
    };
    let found = Found {
        database: &found,
        dialect,
        name: &name(&url),
        known,
        origin: None,
        place,
        baseline: format!("so that the database takes the migration as applied: codegen migrate baseline{argument}"),
    };
    adopt::write(common, &arguments.baseline, found, output)
}

/// The database that is meant.
fn database(schema: Option<&Schema>, arguments: &Pull, output: Output) -> Result<(String, DialectName), Failure> {
    let database = match schema {
        Some(schema) => environment::database_url(schema, &arguments.target)?,
        None => environment::database_without_schema(&arguments.target)?,
    };
    match Named::new(&database.url, None, output)? {
        Named::Url { url, dialect } => Ok((url, dialect)),
        _ => Err(Failure::refused(format!("{} is no database's URL", database.origin))
            .help("a URL is postgres://… or sqlite:…")),
    }
}

/// What a database is called, by its URL.
fn name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', ':']).next().unwrap_or_default();
    let endings = [".db", ".sqlite", ".sqlite3"];
    let name = endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    // A URL without a path ends in what may be a password.
    let has_path = url.starts_with("sqlite:") || path.split("://").nth(1).is_some_and(|rest| rest.contains('/'));
    let name = if has_path { name } else { "" };
    if name.is_empty() {
        "database".to_owned()
    } else {
        name.to_owned()
    }
}

async fn read(url: &str) -> Result<Introspected, DatabaseError> {
    let db = Db::builder().max(1).connect(url).await?;
    let found = introspect(&db).await;
    db.close().await;
    found
}

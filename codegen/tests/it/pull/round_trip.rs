//! Every schema of these tests, made as a database, pulled, and made again: nothing is lost and nothing is added.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen::catalog::Catalog;
use codegen::database::{agrees, build, introspect};
use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::dialect::{DialectName, lower};
use codegen::pull::pull;
use codegen::schema;
use tablesmith::Db;
use testing::postgres::Server;

use crate::command::DEMO;

/// How many databases are worked on at a time: making one is waiting for the most part.
const WORKERS: usize = 4;

/// The catalog of a schema in one database; none where it is not for that one, or is wrong.
pub(super) fn catalog(text: &str, dialect: DialectName) -> Result<Option<Catalog>, String> {
    let loaded = schema::load_text(Path::new("schema.toml"), text);
    let Some(schema) = loaded.schema else {
        return Err(render(&loaded.diagnostics, &loaded.sources, Style::Plain));
    };
    if !schema.database.dialects.contains(&dialect) {
        return Ok(None);
    }
    let mut diagnostics = Diagnostics::new();
    let lowered = lower(&schema, dialect, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(render(&diagnostics, &loaded.sources, Style::Plain));
    }
    Ok(Some(lowered.catalog))
}

/// What is wrong with what is pulled of this catalog.
async fn there_and_back(catalog: &Catalog) -> Result<(), String> {
    let dialect = catalog.dialect;
    let (url, scratch, _database) = match dialect {
        DialectName::Sqlite => ("sqlite::memory:".to_owned(), "sqlite::memory:".to_owned(), None),
        DialectName::Postgres => {
            let database = Server::shared().database();
            (
                database.url().to_owned(),
                Server::shared().url().to_owned(),
                Some(database),
            )
        }
    };
    let said = |error: codegen::database::DatabaseError| error.to_string();
    let db = Db::builder()
        .max(1)
        .connect(&url)
        .await
        .map_err(|error| error.to_string())?;
    build(&db, catalog).await.map_err(said)?;
    let found = introspect(&db).await.map_err(said)?;
    db.close().await;
    let pulled = pull(&found, "test", &std::collections::BTreeSet::new());
    let text = pulled.text();
    if !pulled.not_taken.is_empty() {
        return Err(format!("not taken: {:?}\n{text}", pulled.not_taken));
    }
    let again = self::catalog(&text, dialect).map_err(|error| format!("{error}\n{text}"))?;
    let again = again.expect("it is for the database that it was pulled from");
    let agreement = agrees(&found, &again, Some(&scratch))
        .await
        .map_err(|error| format!("{error}\n{text}"))?;
    if agreement.differences.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n{text}", agreement.differences.join("\n")))
    }
}

fn schemas() -> Vec<(String, String)> {
    let mut found = vec![("the demo".to_owned(), DEMO.to_owned())];
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "after.toml") {
                let text = fs::read_to_string(&path).expect("the file can be read");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

fn all(dialect: DialectName) {
    let schemas = schemas();
    // Cases that are refused have their own tests.
    let catalogs: Vec<_> = (schemas.iter())
        .filter_map(|(name, text)| Some((name.clone(), catalog(text, dialect).ok()??)))
        .collect();
    assert!(catalogs.len() > 50, "only {} schemas for {dialect}", catalogs.len());
    all_of(&catalogs, there_and_back);
}

/// Works at each, several at a time, and says which go wrong.
pub(super) fn all_of<T: Sync>(cases: &[(String, T)], work: impl AsyncFn(&T) -> Result<(), String> + Sync) {
    let count = cases.len();
    let (wrong, next) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some((name, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                    let runtime = runtime.expect("a runtime can be made");
                    if let Err(message) = runtime.block_on(work(case)) {
                        let mut wrong = wrong.lock().expect("no thread panicked with it");
                        wrong.push(format!("=== {name}\n{message}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("all threads have ended");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sqlite_schemas_come_back() {
    all(DialectName::Sqlite);
}

#[test]
fn postgres_schemas_come_back() {
    all(DialectName::Postgres);
}

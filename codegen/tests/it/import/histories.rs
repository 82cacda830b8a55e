//! Histories of real applications: what is taken in after each migration, changed by what the generator makes of the next
//! one, is what the next one made.

use std::path::Path;

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::database::{Way, build, differences, in_scratch, introspect, made, run};
use codegen::dialect::DialectName;
use codegen::diff::Decisions;
use codegen::import::{File, recognize};

use crate::corpora::histories;

/// The folder's files.
fn files(folder: &Path) -> Vec<File> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read").flatten();
    let files = entries.map(|entry| File {
        path: entry.file_name().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(entry.path()).expect("text"),
    });
    files.collect()
}

/// The SQL from one to the other. Without words of an author, what vanishes is gone.
fn way(pair: Pair<&Catalog>) -> String {
    let dialect = pair.next.dialect.dialect();
    let capabilities = dialect.capabilities(dialect.default_version()).simple();
    let way = Way {
        pair,
        hints: &Hints::default(),
        capabilities: &capabilities,
        templates: None,
    };
    let mut decisions = Decisions::default();
    loop {
        match way.find(&decisions) {
            Ok(transition) => return transition.sql,
            Err(codegen::database::TransitionError::Ambiguous(found)) => {
                decisions
                    .drops
                    .extend(found.into_iter().map(|ambiguity| ambiguity.drop));
            }
            Err(error) => panic!("{error}"),
        }
    }
}

async fn check(dialect: DialectName, folder: &Path, scratch: &str) {
    let scripts = recognize(&files(folder), None).expect("migrations").scripts;
    let mut previous = Catalog::empty(dialect);
    for count in 1..=scripts.len() {
        let name = format!("{}, {}", folder.display(), scripts[count - 1].path);
        let made = made(scratch, dialect, &scripts[..count])
            .await
            .expect("a scratch place");
        let next = made.unwrap_or_else(|error| panic!("{error:?}")).found.catalog;
        let sql = way(Pair {
            previous: &previous,
            next: &next,
        });
        let reached = in_scratch(scratch, dialect, async |db| {
            build(db, &previous).await?;
            // As `sqlite3` has it, which is what runs such SQL.
            let setting = match dialect {
                DialectName::Sqlite => "PRAGMA foreign_keys = OFF;\n",
                DialectName::Postgres => "",
            };
            run(db, &format!("{setting}{sql}")).await?;
            introspect(db).await
        });
        let reached = reached.await.unwrap_or_else(|error| panic!("{name}: {error:?}\n{sql}"));
        assert_eq!(differences(&reached.catalog, &next), [""; 0], "{name}\n{sql}");
        previous = next;
    }
}

fn check_all(dialect: DialectName, scratch: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    for folder in histories(dialect) {
        runtime.block_on(check(dialect, &folder, scratch));
    }
}

#[test]
fn each_step_on_sqlite() {
    check_all(DialectName::Sqlite, "sqlite::memory:");
}

#[test]
fn each_step_on_postgres() {
    let server = testing::postgres::Server::shared();
    check_all(DialectName::Postgres, server.url());
}

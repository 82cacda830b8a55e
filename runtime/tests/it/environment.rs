//! `DATABASE_URL`, each case in a process of its own, since the environment is the process's.

use std::path::Path;
use std::process::Command;

use tablesmith::Db;
use testing::postgres::Server;

/// What [`said_by_from_env`] prints with this variable, in a folder with this `.env`.
fn from_env(variable: Option<&str>, file: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a temporary directory");
    if let Some(text) = file {
        std::fs::write(folder.path().join(".env"), text).expect("written");
    }
    run(folder.path(), variable)
}

fn run(folder: &Path, variable: Option<&str>) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["environment::said_by_from_env", "--exact", "--ignored", "--nocapture"])
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env_remove("DIRECT_URL");
    if let Some(value) = variable {
        command.env("DATABASE_URL", value);
    }
    let output = command.output().expect("runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().find_map(|line| line.split_once("said: "));
    said.unwrap_or_else(|| panic!("{text}")).1.to_owned()
}

#[tokio::test]
#[ignore = "run by the other tests, with an environment of its own"]
#[expect(clippy::print_stdout, reason = "this is what the parent reads")]
async fn said_by_from_env() {
    let outcome = Db::from_env().await;
    println!(
        "said: {}",
        outcome.map_or_else(|error| error.to_string(), |db| format!("{:?}", db.dialect()))
    );
}

#[tokio::test]
#[ignore = "run by another test, with an environment of its own"]
async fn migrates_from_env() {
    use tablesmith::migrate::{Migration, Migrations, Migrator, checksum};
    let (up, down) = ("create table tag (id integer);", "drop table tag;");
    let hash = checksum(up, down);
    let list = [Migration {
        id: "20261121T093000",
        name: "add_tags",
        parent: None,
        up,
        down,
        hash: &hash,
        footprint: None,
        replaces: &[],
    }];
    let migrations = Migrations {
        sqlite: Some(&list),
        postgres: None,
    };
    let db = Db::builder()
        .from_env_or(Some("sqlite:default.db"))
        .await
        .expect("connects");
    Migrator::new(&migrations).up(&db).await.expect("migrated");
}

#[test]
fn migrations_go_to_the_direct_url() {
    let tables = |file: &std::path::Path| -> i64 {
        let connection = rusqlite::Connection::open(file).expect("opens");
        connection
            .query_row("select count(*) from sqlite_schema where name = 'tag'", [], |row| {
                row.get(0)
            })
            .expect("counted")
    };
    for (file, expected) in [
        ("DATABASE_URL=sqlite:app.db\nDIRECT_URL=sqlite:direct.db\n", "direct.db"),
        ("DATABASE_URL=sqlite:app.db\n", "app.db"),
        ("DATABASE_URL=sqlite:app.db\nDIRECT_URL=\n", "app.db"),
        // It stands in for DATABASE_URL, not for a default.
        ("DIRECT_URL=sqlite:direct.db\n", "default.db"),
    ] {
        let folder = tempfile::tempdir().expect("a temporary directory");
        std::fs::write(folder.path().join(".env"), file).expect("written");
        let status = Command::new(std::env::current_exe().expect("this program"))
            .args(["environment::migrates_from_env", "--exact", "--ignored"])
            .current_dir(folder.path())
            .env_remove("DATABASE_URL")
            .env_remove("DIRECT_URL")
            .status();
        assert!(status.expect("runs").success(), "{file}");
        for name in ["app.db", "direct.db", "default.db"] {
            assert_eq!(
                tables(&folder.path().join(name)),
                i64::from(name == expected),
                "{file}: {name}"
            );
        }
    }
}

#[test]
fn the_environment_comes_before_the_file() {
    let postgres = Server::shared().database();
    let file = "# local\nDATABASE_URL=sqlite::memory:\n";
    assert_eq!(from_env(None, Some(file)), "Sqlite");
    assert_eq!(from_env(Some(postgres.url()), Some(file)), "Postgres");
    assert_eq!(from_env(Some("sqlite::memory:"), None), "Sqlite");
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    assert!(from_env(None, None).starts_with("DATABASE_URL is not set: set it to a URL such as"));
    assert!(from_env(None, Some("OTHER=1\n")).starts_with("DATABASE_URL is not set"));
    assert_eq!(
        from_env(Some(""), Some("DATABASE_URL=sqlite::memory:\n")),
        "DATABASE_URL is empty"
    );
    let said = from_env(None, Some("DATABASE_URL=\"postgres://me:hunter2@\n"));
    assert_eq!(said, "`.env` cannot be read: a line is not `NAME=value`");
}

#[tokio::test]
async fn a_password_is_never_shown() {
    let postgres = Server::shared().database();
    let url = postgres.url().replace("postgres@", "postgres:hunter2@");
    assert!(url.contains("hunter2"), "{url}");
    let db = Db::connect(&url).await.expect("connects");
    assert!(!format!("{db:?}").contains("hunter2"), "{db:?}");
    let tx = db
        .transaction(async |tx| Ok(format!("{tx:?}")))
        .await
        .expect("committed");
    assert!(!tx.contains("hunter2"), "{tx}");
}

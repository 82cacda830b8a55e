//! A database of either dialect, asked in plain SQL.

use std::path::PathBuf;

use codegen::dialect::DialectName;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

#[cfg(feature = "database")]
use crate::dump::{self, Dump};

/// A fresh database that goes away with the value.
pub(crate) enum Live {
    Postgres(testing::postgres::Database),
    Sqlite { folder: tempfile::TempDir },
}

impl Live {
    pub(crate) fn new(dialect: DialectName) -> Self {
        match dialect {
            DialectName::Postgres => Self::Postgres(testing::postgres::Server::shared().database()),
            DialectName::Sqlite => Self::Sqlite {
                folder: tempfile::tempdir().expect("a temporary folder can be made"),
            },
        }
    }

    pub(crate) fn dialect(&self) -> DialectName {
        match self {
            Self::Postgres(_) => DialectName::Postgres,
            Self::Sqlite { .. } => DialectName::Sqlite,
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres(database) => database.url().to_owned(),
            Self::Sqlite { .. } => format!("sqlite:{}", self.file().display()),
        }
    }

    /// What it says itself that it holds.
    #[cfg(feature = "database")]
    pub(crate) fn dump(&self) -> Dump {
        match self {
            Self::Postgres(database) => dump::postgres(database.url()),
            Self::Sqlite { .. } => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime can be made").block_on(async {
                    let db = tablesmith::Db::connect(&self.url()).await;
                    dump::sqlite(&db.expect("the database is there")).await
                })
            }
        }
    }

    fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite { folder } => folder.path().join("database.db"),
            Self::Postgres(_) => unreachable!("PostgreSQL has no file"),
        }
    }

    fn sqlite(&self) -> Connection {
        Connection::open(self.file()).expect("the file can be opened")
    }

    /// Runs statements with enforcement of foreign keys off.
    pub(crate) fn load(&self, statements: &[String]) {
        let script = statements.join(";\n");
        match self {
            Self::Postgres(database) => {
                database.execute(&format!(
                    "BEGIN; SET LOCAL session_replication_role = replica;\n{script};\nCOMMIT"
                ));
            }
            Self::Sqlite { .. } => {
                let script = format!("PRAGMA foreign_keys = OFF; BEGIN;\n{script};\nCOMMIT");
                self.sqlite()
                    .execute_batch(&script)
                    .unwrap_or_else(|error| panic!("{error}\n{script}"));
            }
        }
    }

    /// Applies a history with the built command.
    pub(crate) fn migrate(&self, project: &std::path::Path, arguments: &[&str]) {
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_codegen"))
            .arg("migrate")
            .args(arguments)
            .args(["--url", &self.url()])
            .current_dir(project)
            .output()
            .expect("codegen runs");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "codegen migrate {}: {said}", arguments.join(" "));
    }

    /// Runs a script as it is.
    pub(crate) fn run_script(&self, script: &str) {
        match self {
            Self::Postgres(database) => database.execute(script),
            Self::Sqlite { .. } => {
                self.sqlite()
                    .execute_batch(script)
                    .unwrap_or_else(|error| panic!("{error}\n{script}"));
            }
        }
    }

    /// Runs a script that may be refused.
    pub(crate) fn try_script(&self, script: &str) -> Result<(), String> {
        match self {
            Self::Postgres(database) => database.try_execute(script),
            Self::Sqlite { .. } => self.sqlite().execute_batch(script).map_err(|error| error.to_string()),
        }
    }

    /// The rows of a query, each value as text.
    pub(crate) fn query(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        match self {
            Self::Postgres(database) => database.query(sql),
            Self::Sqlite { .. } => {
                let connection = self.sqlite();
                let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
                let count = statement.column_count();
                let mut rows = statement.query([]).expect("the query runs");
                let mut found = Vec::new();
                while let Some(row) = rows.next().expect("rows can be read") {
                    found.push(
                        (0..count)
                            .map(|index| text(row.get_ref(index).expect("the index is in range")))
                            .collect(),
                    );
                }
                found
            }
        }
    }

    /// The rows of a table over some columns, sorted: equal before and after if nothing was lost.
    pub(crate) fn rows(&self, table: &str, columns: &[String]) -> Vec<Vec<Option<String>>> {
        let columns = if columns.is_empty() {
            "1".to_owned()
        } else {
            columns.join(", ")
        };
        let mut rows = self.query(&format!("SELECT {columns} FROM {table}"));
        rows.sort();
        rows
    }
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(value) => Some(value.to_string()),
        ValueRef::Real(value) => Some(value.to_string()),
        ValueRef::Text(value) => Some(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Some(format!("{value:02x?}")),
    }
}

//! A database for each contender, all filled alike.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;

use clap::ValueEnum;
use rusqlite::Connection;
use tempfile::TempDir;
use testing::postgres::{Database, Server};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    Sqlite,
    Postgres,
}

impl Which {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

impl fmt::Display for Which {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// Databases that go with it.
pub(crate) enum Backend {
    Sqlite { _folder: TempDir, urls: Vec<String> },
    Postgres { databases: Vec<Database> },
}

impl Backend {
    pub(crate) fn fill(which: Which, count: usize) -> Result<Self, Box<dyn Error>> {
        match which {
            Which::Sqlite => {
                let folder = tempfile::tempdir()?;
                let first = folder.path().join("contest_0.db");
                fill_file(&first)?;
                let mut urls = Vec::with_capacity(count);
                for number in 0..count {
                    let path = folder.path().join(format!("contest_{number}.db"));
                    if number > 0 {
                        fs::copy(&first, &path)?;
                    }
                    urls.push(format!("sqlite:{}", path.display()));
                }
                Ok(Self::Sqlite { _folder: folder, urls })
            }
            Which::Postgres => {
                let script = contest::script(true);
                let database = || {
                    let database = Server::shared().database();
                    database.execute(&script);
                    database
                };
                let databases = std::iter::repeat_with(database).take(count).collect();
                Ok(Self::Postgres { databases })
            }
        }
    }

    pub(crate) fn url(&self, number: usize) -> &str {
        match self {
            Self::Sqlite { urls, .. } => &urls[number],
            Self::Postgres { databases } => databases[number].url(),
        }
    }

    /// Takes away what earlier operations left behind of rows that are gone, so that nobody reads around them.
    pub(crate) fn tidy(&self) {
        if let Self::Postgres { databases } = self {
            for database in databases {
                database.execute("vacuum analyze");
            }
        }
    }
}

/// The log is taken into the file when the connection is closed.
fn fill_file(path: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch(&contest::script(false))?;
    connection.execute_batch("analyze")?;
    connection.close().map_err(|(_, error)| error)
}

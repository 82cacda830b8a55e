//! One pair: there and back.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::catalog::{Catalog, Hints, Pair, Table};
use codegen::database::{Side, Transition, TransitionError, Way, differences, introspect, run, sides};
use codegen::dialect::{DialectName, Introspected};
use codegen::diff::Decisions;
use tablesmith::Db;
use tablesmith::migrate::{Migration, Migrations, Migrator, checksum};
use testing::postgres::{Database, Server};

use crate::dump::{self, Dump};
use crate::rows;

/// How a pair went.
pub(super) enum Outcome {
    /// There and back, and the rows are what they were.
    EqualWithRows,
    /// There and back, without rows.
    Equal {
        /// Why not with rows.
        stood_in_the_way: String,
    },
    /// It did not.
    Short(String),
}

/// A database that goes with the value.
struct Place {
    url: String,
    db: Db,
    _database: Option<Database>,
    _folder: Option<tempfile::TempDir>,
}

impl Place {
    async fn new(dialect: DialectName, script: &str) -> Result<Self, String> {
        let (url, database, folder) = match dialect {
            DialectName::Postgres => {
                let database = Server::shared().database();
                (database.url().to_owned(), Some(database), None)
            }
            DialectName::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder can be made");
                (
                    format!("sqlite:{}", folder.path().join("pair.db").display()),
                    None,
                    Some(folder),
                )
            }
        };
        let db = Db::builder()
            .max(1)
            .connect(&url)
            .await
            .map_err(|error| error.to_string())?;
        let place = Self {
            url,
            db,
            _database: database,
            _folder: folder,
        };
        if !script.trim().is_empty() {
            run(&place.db, script).await.map_err(|error| error.to_string())?;
        }
        Ok(place)
    }

    async fn read(&self) -> Result<Introspected, String> {
        introspect(&self.db).await.map_err(|error| error.to_string())
    }

    async fn dump(&self) -> Dump {
        match self.db.dialect() {
            tablesmith::Dialect::Postgres => dump::postgres(&self.url),
            tablesmith::Dialect::Sqlite => dump::sqlite(&self.db).await,
        }
    }

    async fn migrate(&self, up: &str, down: &str, there: bool) -> Result<(), String> {
        let hash = checksum(up, down);
        let migration = [Migration {
            id: "20260101T000000",
            name: "pair",
            parent: None,
            up,
            down,
            hash: &hash,
            footprint: None,
            replaces: &[],
        }];
        let of = |dialect| (self.db.dialect() == dialect).then_some(&migration[..]);
        let migrations = Migrations {
            postgres: of(tablesmith::Dialect::Postgres),
            sqlite: of(tablesmith::Dialect::Sqlite),
        };
        let migrator = Migrator::new(&migrations);
        let ran = if there {
            migrator.up(&self.db).await
        } else {
            migrator.down(&self.db, 1).await
        };
        ran.map(|_| ()).map_err(|error| codegen_error(&error))
    }

    /// Puts made-up rows into the tables that take them; says how many rows there are.
    async fn fill(&self, catalog: &Catalog) -> usize {
        let mut filled = 0;
        for statement in rows::possible_inserts(catalog, 3) {
            // A check that the rows do not meet: this table stays empty.
            if self.db.batch(&statement).await.is_ok() {
                filled += 3;
            }
        }
        filled
    }

    /// The rows of the columns that are in both tables with the same type, as text.
    async fn rows(&self, own: &Table, other: &Table) -> Result<BTreeSet<String>, String> {
        let kept = own.columns.iter().filter(|column| {
            let same = |there: &codegen::catalog::Column| there.r#type == column.r#type;
            column.generated.is_none() && other.column(&column.name).is_some_and(same)
        });
        let mut columns: Vec<_> = kept.map(|column| rows::quote(&column.name)).collect();
        columns.sort();
        let text = match self.db.dialect() {
            tablesmith::Dialect::Postgres => format!("row({})::text", columns.join(", ")),
            tablesmith::Dialect::Sqlite => format!("json_array({})", columns.join(", ")),
        };
        let query = format!("select coalesce({text}, '') from {}", rows::name(&own.name));
        let rows: Vec<(String,)> = self
            .db
            .rows(&query, &[])
            .await
            .map_err(|error| format!("{error}\n{query}"))?;
        Ok(rows.into_iter().map(|(row,)| row).collect())
    }
}

fn codegen_error(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

/// Tries with rows, and without where the rows were in the way.
pub(super) async fn there_and_back(dialect: DialectName, folder: &Path) -> Outcome {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    let scripts = Pair {
        previous: text("before.sql"),
        next: text("after.sql"),
    };
    match attempt(dialect, &scripts, true).await {
        Ok(filled) if filled > 0 => Outcome::EqualWithRows,
        Ok(_) => Outcome::Equal {
            stood_in_the_way: "no table takes a made-up row".to_owned(),
        },
        Err(with_rows) => match attempt(dialect, &scripts, false).await {
            Ok(_) => Outcome::Equal {
                stood_in_the_way: with_rows,
            },
            Err(why) => Outcome::Short(why),
        },
    }
}

async fn attempt(dialect: DialectName, scripts: &Pair<String>, filled: bool) -> Result<usize, String> {
    let first = Place::new(dialect, &scripts.previous).await?;
    let second = Place::new(dialect, &scripts.next).await?;
    let (start, wanted) = (first.dump().await, second.dump().await);
    let found = Pair {
        previous: first.read().await?,
        next: second.read().await?,
    };
    let count = if filled {
        first.fill(&found.previous.catalog).await
    } else {
        0
    };

    let scratch = match dialect {
        DialectName::Postgres => Server::shared().url(),
        DialectName::Sqlite => "sqlite::memory:",
    };
    let ends = Pair {
        previous: Side::Live(first.url.clone()),
        next: Side::Live(second.url.clone()),
    };
    let pair = Pair {
        previous: &ends.previous,
        next: &ends.next,
    };
    let brought = sides(pair, found.clone(), Some(scratch)).await;
    let brought = brought.map_err(|error| codegen_error(&error))?;
    let pair = Pair {
        previous: &brought.pair.previous.catalog,
        next: &brought.pair.next.catalog,
    };
    let speaker = dialect.dialect();
    let hints = Hints::default();
    let capabilities = speaker.capabilities(speaker.default_version());
    let way = Way {
        pair,
        hints: &hints,
        capabilities: &capabilities,
        templates: None,
    };
    let up = find(&way)?;
    let down = way.back(&up.changes).map_err(|error| codegen_error(&error))?;

    let shared = shared_tables(pair);
    let before = fingerprints(&first, &shared).await?;
    let told = |stage: &str, why: String| format!("{stage}: {why}\n{}", up.sql);
    first
        .migrate(&up.sql, &down.sql, true)
        .await
        .map_err(|why| told("up", why))?;
    arrived(&first, &found.next, &wanted)
        .await
        .map_err(|why| told("up", why))?;
    let after = fingerprints(&first, &shared.iter().map(|pair| pair.flip()).collect::<Vec<_>>()).await?;
    if after != before {
        return Err(told("up", "the rows are not what they were".to_owned()));
    }
    first
        .migrate(&up.sql, &down.sql, false)
        .await
        .map_err(|why| format!("down: {why}\n{}", down.sql))?;
    arrived(&first, &found.previous, &start)
        .await
        .map_err(|why| format!("down: {why}\n{}", down.sql))?;
    Ok(count)
}

/// Whatever looks like a rename is none.
fn find(way: &Way<'_>) -> Result<Transition, String> {
    let mut decisions = Decisions::default();
    loop {
        match way.find(&decisions) {
            Ok(transition) => return Ok(transition),
            Err(TransitionError::Database(error)) => return Err(codegen_error(&error)),
            Err(TransitionError::Ambiguous(found)) => {
                let before = decisions.drops.len();
                decisions
                    .drops
                    .extend(found.into_iter().map(|ambiguity| ambiguity.drop));
                assert!(decisions.drops.len() > before, "every question has been answered");
            }
        }
    }
}

/// Tables of the same name before and after.
fn shared_tables(pair: Pair<&Catalog>) -> Vec<Pair<&Table>> {
    let tables = pair.previous.tables.iter();
    tables
        .filter_map(|(name, previous)| {
            let next = pair.next.tables.get(name)?;
            Some(Pair { previous, next })
        })
        .collect()
}

async fn fingerprints(place: &Place, tables: &[Pair<&Table>]) -> Result<Vec<BTreeSet<String>>, String> {
    let mut found = Vec::new();
    for pair in tables {
        found.push(place.rows(pair.previous, pair.next).await?);
    }
    Ok(found)
}

/// Whether the database says of itself what the other said.
async fn arrived(place: &Place, expected: &Introspected, wanted: &Dump) -> Result<(), String> {
    let reached = place.dump().await;
    let Some(mut difference) = reached.difference(wanted) else {
        return Ok(());
    };
    // PostgreSQL does not always take its own text for what it was: both are loaded and dumped once more.
    let again = async |dump: &Dump| -> Result<Dump, String> {
        let place = Place::new(DialectName::Postgres, &dump.text).await?;
        Ok(place.dump().await)
    };
    if place.db.dialect() == tablesmith::Dialect::Postgres
        && let (Ok(reached), Ok(wanted)) = (again(&reached).await, again(wanted).await)
    {
        match reached.difference(&wanted) {
            Some(still) => difference = still,
            None => return Ok(()),
        }
    }
    let read = place.read().await?;
    let lines = differences(&read.catalog, &expected.catalog);
    Err(format!("the dumps differ:\n{difference}\n{}", lines.join("\n")))
}

//! A history in a temporary folder, and databases to prove it on, all in this process: for tests that go through
//! hundreds or thousands of migrations.

mod folder;
mod kept;
mod place;

use codegen::catalog::{Catalog, TypeName};
use codegen::database::{build, differences, introspect};
use codegen::dialect::DialectName;
use codegen::history::History;
use tablesmith::migrate::{MigrateError, Migrator, Report};
use tokio::runtime::Runtime;

use crate::rows::{name, quote};
pub(crate) use folder::{Folder, New, Refused, Side, Stage};
pub(crate) use kept::{Kept, kept};
use place::Place;

/// A database that is emptied for each piece of work, and a scratch one on the same server.
pub(crate) struct Bench {
    pub(crate) dialect: DialectName,
    runtime: Runtime,
    live: Place,
    scratch: Place,
}

impl Bench {
    pub(crate) fn new(dialect: DialectName) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime starts");
        let (live, scratch) = runtime.block_on(async { (Place::new(dialect).await, Place::new(dialect).await) });
        Self {
            dialect,
            runtime,
            live,
            scratch,
        }
    }

    /// Empties the database.
    pub(crate) fn begin(&mut self) {
        self.runtime.block_on(self.live.clear());
    }

    /// The first `count` migrations that are not applied.
    pub(crate) fn up(&self, history: &History, count: usize) -> Result<Report, MigrateError> {
        self.runtime.block_on(codegen::database::with_migrations(
            self.dialect,
            history,
            async |migrations| Migrator::new(migrations).up_by(&self.live.db, count).await,
        ))
    }

    /// The last migration, back.
    pub(crate) fn down(&self, history: &History) -> Result<Report, MigrateError> {
        self.runtime.block_on(codegen::database::with_migrations(
            self.dialect,
            history,
            async |migrations| Migrator::new(migrations).down(&self.live.db, 1).await,
        ))
    }

    /// A catalog as this server gives it back.
    pub(crate) fn canonical(&mut self, catalog: &Catalog) -> Catalog {
        self.runtime.block_on(self.scratch.canonical(catalog))
    }

    /// How the database differs from a canonical catalog, and what it holds that no catalog can say. As the server does
    /// not always take its own text for what it was, both are made and read once more where they differ.
    pub(crate) fn differences(&mut self, expected: &Catalog) -> Vec<String> {
        self.runtime.block_on(async {
            let live = introspect(&self.live.reader).await.expect("the database can be read");
            let mut found = differences(&live.catalog, expected);
            if !found.is_empty() {
                let live = self.scratch.canonical(&live.catalog).await;
                found = differences(&live, &self.scratch.canonical(expected).await);
            }
            found.extend(live.unmodelled);
            found
        })
    }

    /// What the database holds, as this server says it.
    pub(crate) fn live(&self) -> Catalog {
        let live = self.runtime.block_on(introspect(&self.live.reader));
        live.expect("the database can be read").catalog
    }

    /// Runs a script.
    pub(crate) fn script(&self, sql: &str) -> Result<(), String> {
        self.runtime.block_on(self.live.script(sql))
    }

    /// Runs statements with enforcement of foreign keys off.
    pub(crate) fn load(&self, statements: &[String]) {
        let script = statements.join(";\n");
        let script = match self.dialect {
            DialectName::Postgres => format!("BEGIN; SET LOCAL session_replication_role = replica;\n{script};\nCOMMIT"),
            DialectName::Sqlite => {
                format!("PRAGMA foreign_keys = OFF; BEGIN;\n{script};\nCOMMIT; PRAGMA foreign_keys = ON")
            }
        };
        self.script(&script).unwrap_or_else(|error| panic!("{error}\n{script}"));
    }

    /// The rows of a table, sorted, each as its values in SQL.
    pub(crate) fn rows(&self, table: &str, columns: &[String]) -> Vec<String> {
        let values = columns.iter().map(|column| match self.dialect {
            DialectName::Postgres => format!("quote_nullable({column}::text)"),
            DialectName::Sqlite => format!("quote({column})"),
        });
        let values = values.collect::<Vec<_>>().join(" || ', ' || ");
        let values = if values.is_empty() { "'one'".to_owned() } else { values };
        let mut rows = self
            .runtime
            .block_on(self.live.texts(&format!("SELECT {values} FROM {table}")));
        rows.sort();
        rows
    }

    /// All rows of all tables of a catalog: the table with its columns in order of name, and its rows.
    pub(crate) fn all_rows(&self, catalog: &Catalog) -> Vec<(String, Vec<String>)> {
        let tables = catalog.tables.values().map(|table| {
            let mut columns: Vec<_> = table.columns.iter().map(|column| quote(&column.name)).collect();
            columns.sort();
            let heading = format!("{} ({})", table.name, columns.join(", ").replace('"', ""));
            (heading, self.rows(&name(&table.name), &columns))
        });
        tables.collect()
    }
}

impl Place {
    async fn canonical(&mut self, catalog: &Catalog) -> Catalog {
        self.clear().await;
        if let Err(error) = build(&self.db, catalog).await {
            panic!("a catalog cannot be made: {error}");
        }
        introspect(&self.reader)
            .await
            .expect("the database can be read")
            .catalog
    }
}

/// Whether a column holds values of an enum.
fn holds(column: &codegen::catalog::Column, enumeration: &codegen::catalog::ObjectName) -> bool {
    column.text_enum.as_ref() == Some(enumeration)
        || matches!(&column.r#type.r#type, TypeName::Enum(name) if name == enumeration)
}

//! `codegen migrate baseline`: notes migrations as applied in a database that has what they make.
//!
//! That it has is looked at first: what the migrations lead to is made in a scratch place on the same server, and
//! compared with what the database holds.

use serde::Serialize;
use tablesmith::migrate::Migrator;

use super::super::arguments::{Common, Target};
use super::super::diff::refused;
use super::super::environment;
use super::super::exit::{Exit, Failure};
use super::super::output::Output;
use super::{failure, on_database};
use crate::database::{DatabaseError, compare};
use crate::dialect::DialectName;
use crate::history::{History, MigrationId};
use crate::schema::Schema;

#[derive(Debug, Serialize)]
pub(super) struct Report {
    database: &'static str,
    dry_run: bool,
    recorded: Vec<String>,
}

pub(super) fn run(
    common: &Common,
    schema: &Schema,
    target: &Target,
    id: Option<&str>,
    no_verify: bool,
    output: Output,
) -> Result<Exit, Failure> {
    let url = environment::database_url(schema, target)?.url;
    on_database(schema, target, async |db, migrations| {
        let dialect = super::dialect_of(db);
        let history = History::read(schema.generate.migrations.join(dialect.as_str()))?;
        let last = last(&history, id)?;
        if !no_verify {
            let help = "name the migration up to which it is: `codegen migrate baseline ID`";
            verify(&url, dialect, &history, |id| Some(id) <= last, help).await?;
        }
        let migrator = Migrator::new(migrations);
        let status = migrator.status(db).await.map_err(|error| failure(&error))?;
        let mut recorded: Vec<String> = (history.migrations.iter())
            .filter(|migration| Some(migration.folder.id) <= last)
            .filter(|migration| {
                let id = migration.folder.id.to_string();
                status.iter().any(|status| status.id == id && status.run.is_none())
            })
            .map(|migration| migration.folder.to_string())
            .collect();
        if !common.dry_run {
            let last = last.map(|last| last.to_string());
            let report = migrator.baseline(db, last.as_deref()).await;
            let report = report.map_err(|error| failure(&error))?;
            recorded = (report.recorded.iter())
                .map(|noted| format!("{}_{}", noted.id, noted.name))
                .collect();
        }
        Report::new(dialect, common, recorded).print("as applied", output);
        Ok(Exit::Done)
    })
}

impl Report {
    pub(super) fn new(dialect: DialectName, common: &Common, recorded: Vec<String>) -> Self {
        Self {
            database: dialect.as_str(),
            dry_run: common.dry_run,
            recorded,
        }
    }

    pub(super) fn print(&self, how: &str, output: Output) {
        output.json(self);
        let verb = if self.dry_run { "would note" } else { "noted" };
        for migration in &self.recorded {
            output.result(&format!("{verb} {migration} {how}"));
        }
        if self.recorded.is_empty() {
            output.result("nothing to do");
        }
    }
}

/// The last migration to be noted.
fn last(history: &History, id: Option<&str>) -> Result<Option<MigrationId>, Failure> {
    let Some(id) = id else {
        return Ok(history.last().map(|last| last.folder.id));
    };
    let found = (history.migrations.iter())
        .map(|migration| &migration.folder)
        .find(|folder| folder.id.to_string() == id || folder.to_string() == id);
    match found {
        Some(folder) => Ok(Some(folder.id)),
        None => Err(Failure::refused(format!("there is no migration `{id}`"))),
    }
}

/// Looks whether the database is what the migrations of these ids make; `help` says what to do where it is not.
pub(super) async fn verify(
    url: &str,
    dialect: DialectName,
    history: &History,
    is_had: impl Fn(MigrationId) -> bool,
    help: &str,
) -> Result<(), Failure> {
    let expected = history.replay(dialect, |migration| is_had(migration.folder.id))?;
    let comparison = match compare(url, &expected.catalog).await {
        Ok(comparison) => comparison,
        Err(error @ DatabaseError::NoScratch(_)) => {
            return Err(refused(&error).help("to note them without looking: --no-verify"));
        }
        Err(error) => return Err(refused(&error)),
    };
    if comparison.is_equal() {
        return Ok(());
    }
    let mut failure = Failure::refused("the database is not what these migrations make; nothing was noted");
    for difference in comparison.differences {
        failure.message.push_str(&format!("\n  {difference}"));
    }
    Err(failure.help(help).help("to note them all the same: --no-verify"))
}

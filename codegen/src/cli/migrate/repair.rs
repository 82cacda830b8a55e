//! `codegen migrate repair`: notes the present text of migrations that a database ran with another one.
//!
//! After `codegen migrate hash` every other database that has the migration refuses it: what it ran is not what the files
//! say. Where it is what they make all the same, which is looked at first, it may go on.

use tablesmith::migrate::{Migrator, Standing};

use super::super::arguments::{Common, Target};
use super::super::environment;
use super::super::exit::{Exit, Failure};
use super::super::output::Output;
use super::baseline::{Report, verify};
use super::{failure, on_database};
use crate::history::{History, MigrationId};
use crate::schema::Schema;

pub(super) fn run(
    common: &Common,
    schema: &Schema,
    target: &Target,
    no_verify: bool,
    output: Output,
) -> Result<Exit, Failure> {
    let url = environment::database_url(schema, target)?.url;
    on_database(schema, target, async |db, migrations| {
        let dialect = super::dialect_of(db);
        let migrator = Migrator::new(migrations);
        let status = migrator.status(db).await.map_err(|error| failure(&error))?;
        let of_standing = |wanted: &[Standing]| -> Vec<(String, String)> {
            let found = status.iter().filter(|status| wanted.contains(&status.state));
            found.map(|status| (status.id.clone(), status.name.clone())).collect()
        };
        let edited = of_standing(&[Standing::AppliedEdited]);
        if !no_verify && !edited.is_empty() {
            let history = History::read(schema.generate.migrations.join(dialect.as_str()))?;
            let had = of_standing(&[Standing::Applied, Standing::AppliedEdited]);
            let is_had = |id: MigrationId| {
                let id = id.to_string();
                had.iter().any(|(known, _)| *known == id)
            };
            let help = "`codegen drift` says what mends it";
            verify(&url, dialect, &history, is_had, help).await?;
        }
        let mut recorded: Vec<_> = edited.iter().map(|(id, name)| format!("{id}_{name}")).collect();
        if !common.dry_run {
            let report = migrator.repair(db).await.map_err(|error| failure(&error))?;
            let noted = report.recorded.iter();
            recorded = noted.map(|noted| format!("{}_{}", noted.id, noted.name)).collect();
        }
        Report::new(dialect, common, recorded).print("as it is now", output);
        Ok(Exit::Done)
    })
}

//! One push.

use std::path::Path;
use std::time::Duration;

use tablesmith::Db;
use tablesmith::migrate::WholeError;

use super::super::arguments::{Common, Push as Arguments};
use super::super::diff::{ambiguous, refused};
use super::super::environment;
use super::super::exit::{Exit, Failure};
use super::super::generate::{LOSSES, allowed, explain};
use super::super::interrupt::block_on;
use super::super::migrate;
use super::super::output::Output;
use super::super::prompt;
use super::super::rename::{self, Answer};
use super::report::{Report, told};
use crate::catalog::Hints;
use crate::database::{
    CountedLoss, DatabaseError, Push, PushOptions, Pushed, TransitionError, applied_migrations, count_losses,
    introspect,
};
use crate::diagnostic::Diagnostics;
use crate::dialect::{self, Capabilities, DialectName};
use crate::diff::Decisions;
use crate::generate::{self, Allowed, Refusal};
use crate::schema::{self, Schema};

/// All that a push is made of.
struct Work {
    dialect: DialectName,
    catalog: crate::catalog::Catalog,
    hints: Hints,
    capabilities: Capabilities,
    schema: Schema,
    database: environment::DatabaseUrl,
}

pub(super) fn run(common: &Common, arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
    let work = Work::read(common, arguments, output)?;
    block_on(async {
        let url = work.url(common.dry_run);
        let db = Db::builder().max(1).connect(&url).await;
        let db = db.map_err(|error| migrate::connection(&error, &work.database.origin))?;
        let result = work.push(&db, common, arguments, output).await;
        db.close().await;
        result
    })?
}

impl Work {
    fn read(common: &Common, arguments: &Arguments, output: Output) -> Result<Self, Failure> {
        let loaded = schema::load(&common.schema);
        let (diagnostics, sources) = (loaded.diagnostics, loaded.sources);
        let Some(schema) = loaded.schema else {
            return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
        };
        output.warnings(&diagnostics, &sources);
        environment::read_dotenv(common.schema.parent().unwrap_or(Path::new(".")))?;
        let database = environment::database_url(&schema, &arguments.target)?;
        environment::refuse_protected(&schema, &arguments.target, &database, "push")?;
        let dialect = dialect_of(&schema, &database)?;
        let mut diagnostics = Diagnostics::new();
        let lowered = dialect::lower(&schema, dialect, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
        }
        let behaviour = dialect.dialect();
        let version = schema.database.min_versions.get(&dialect).copied();
        Ok(Self {
            dialect,
            catalog: lowered.catalog,
            hints: lowered.hints,
            // Nobody else is to be kept working meanwhile, and what is in one transaction is done or not done.
            capabilities: (behaviour.capabilities(version.unwrap_or(behaviour.default_version()))).simple(),
            schema,
            database,
        })
    }

    /// Looking at a database must not make one.
    fn url(&self, dry_run: bool) -> String {
        let missing = environment::is_missing_file(&self.database.url);
        match self.dialect.dialect().throwaway_url() {
            Some(throwaway) if dry_run && missing => throwaway.to_owned(),
            _ => self.database.url.clone(),
        }
    }

    async fn push(&self, db: &Db, common: &Common, arguments: &Arguments, output: Output) -> Result<Exit, Failure> {
        let (push, scratch) = self.compare(db, arguments).await?;
        let mut consent = Consent::of(arguments)?;
        consent.decisions.rename(push.pair(), &arguments.rename)?;
        let found = self.find(&push, &mut consent, arguments, output)?;
        let losses = count_losses(
            db,
            self.dialect.dialect(),
            push.pair(),
            &found.transition.changes,
            &found.transition.losses,
        );
        let losses = losses.await;
        let mut report = Report::new(self.dialect, &push, &found, &losses, common.dry_run);
        report.remarks(output);
        let is_nothing = found.transition.sql.is_empty();
        if !is_nothing {
            self.refuse_history(db, arguments).await?;
            refuse_impossible(&found)?;
        }
        if is_nothing || common.dry_run {
            report.print(output);
            return Ok(Exit::Done);
        }
        output.say(found.transition.sql.trim_end());
        refuse_losses(&losses, &consent.allowed, output)?;
        let wait = Duration::from_millis(arguments.patience.lock_wait);
        let applied = push.apply(
            db,
            &found.transition.sql,
            |whole| whole.table_locks(wait, arguments.patience.lock_tries),
            |progress| migrate::say(progress, output),
        );
        let applied = applied.await.map_err(|error| failed(&error, &found))?;
        report.pushed = true;
        report.transactions = Some(applied.transactions);
        let remaining = push.remaining(db, scratch.as_deref()).await;
        report.differences = remaining.map_err(|error| refused(&error))?;
        report.print(output);
        Ok(if report.differences.is_empty() {
            Exit::Done
        } else {
            Exit::Differs
        })
    }

    /// Compares on the server of the database itself where that is allowed: no other one is sure to speak in the same
    /// words. Gives the place too.
    async fn compare(&self, db: &Db, arguments: &Arguments) -> Result<(Push, Option<String>), Failure> {
        let live = introspect(db).await.map_err(|error| refused(&error))?;
        let named = match arguments.scratch.as_deref() {
            Some("none") => vec![None],
            Some(url) => vec![Some(url.to_owned())],
            None => {
                let shadow = environment::variable("SHADOW_DATABASE_URL");
                let places = [Some(self.database.url.clone()), shadow];
                places.into_iter().flatten().map(Some).collect()
            }
        };
        let mut refusal = None;
        for scratch in named {
            match Push::of(live.clone(), &self.catalog, scratch.as_deref()).await {
                Ok(push) => return Ok((push, scratch)),
                Err(error @ DatabaseError::NoScratch(_)) => {
                    refusal.get_or_insert(error);
                }
                Err(error) => {
                    let mut failure = refused(&error);
                    failure.message = format!("an empty database does not take the schema: {}", failure.message);
                    return Err(failure);
                }
            }
        }
        let failure = refusal.map_or_else(
            || Failure::refused("there is no scratch place"),
            |error| refused(&error),
        );
        Err(failure.help("or compare texts, which may find differences that are none: --scratch none"))
    }

    fn find(
        &self,
        push: &Push,
        consent: &mut Consent,
        arguments: &Arguments,
        output: Output,
    ) -> Result<Pushed, Failure> {
        let templates = generate::templates(&self.schema)?;
        let options = PushOptions {
            hints: &self.hints,
            capabilities: &self.capabilities,
            templates: &templates,
            prune: arguments.prune,
        };
        loop {
            match push.find(options, &consent.decisions) {
                Ok(found) => return Ok(found),
                Err(TransitionError::Database(error)) => return Err(refused(&error)),
                Err(TransitionError::Ambiguous(found)) if arguments.no_renames => {
                    let drops = found.into_iter().map(|ambiguity| ambiguity.drop);
                    consent.decisions.drops.extend(drops);
                }
                Err(TransitionError::Ambiguous(found)) if output.can_ask() => {
                    for ambiguity in &found {
                        if rename::ask(ambiguity, &mut consent.decisions)? == Answer::Dropped {
                            // The answer names the loss: it is not asked for once more.
                            consent.allowed.named.insert(ambiguity.drop.clone());
                        }
                    }
                }
                Err(TransitionError::Ambiguous(found)) => return Err(ambiguous(&found)),
            }
        }
    }

    /// A database that migrations were applied to is what its history made, and pushing to it makes it something else.
    async fn refuse_history(&self, db: &Db, arguments: &Arguments) -> Result<(), Failure> {
        if arguments.allow_history {
            return Ok(());
        }
        let applied = applied_migrations(db).await.map_err(|error| migrate::failure(&error))?;
        let Some(last) = applied.last() else { return Ok(()) };
        Err(Failure::refused(format!(
            "this database has a history ({} applied, the last one {last}), and would not be what it made any more; nothing \
             was changed",
            match applied.len() {
                1 => "1 migration".to_owned(),
                count => format!("{count} migrations"),
            }
        ))
        .help("write a migration and apply it: codegen generate, codegen migrate up")
        .help("to try things out here all the same: --allow-history (later, `codegen generate` and `codegen migrate baseline` take in what was pushed)"))
    }
}

/// What a person allowed.
struct Consent {
    decisions: Decisions,
    allowed: Allowed,
}

impl Consent {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        let named = allowed(&arguments.allow, LOSSES)?;
        Ok(Self {
            decisions: Decisions {
                drops: named.clone(),
                ..Decisions::default()
            },
            allowed: Allowed {
                all: arguments.allow_data_loss,
                named,
            },
        })
    }
}

fn dialect_of(schema: &Schema, database: &environment::DatabaseUrl) -> Result<DialectName, Failure> {
    let dialect = environment::dialect_of_url(&database.url).ok_or_else(|| {
        Failure::refused(format!("{} is no database's URL", database.origin)).help("a URL is postgres://… or sqlite:…")
    })?;
    if schema.database.dialects.contains(&dialect) {
        return Ok(dialect);
    }
    let title = dialect.title();
    Err(Failure::refused(format!(
        "{} is a {title} database, and the schema is not for {title}",
        database.origin
    )))
}

/// What no consent helps with.
fn refuse_impossible(found: &Pushed) -> Result<(), Failure> {
    let missing = &found.transition.missing_usings;
    if let Some(first) = missing.first() {
        let mut failure =
            Failure::refused("a column changes to a type that it cannot be converted to; nothing was changed");
        for missing in missing {
            failure
                .message
                .push_str(&format!("\n  {}.{}", missing.table, missing.column));
        }
        let column = &first.column;
        return Err(failure.help(format!(
            "say beside the new type what becomes of a value, as in: using = \"length({column})\""
        )));
    }
    if found.in_the_way.is_empty() {
        return Ok(());
    }
    let mut failure =
        Failure::refused("something that the schema does not say stands on what goes; nothing was changed");
    for found in &found.in_the_way {
        failure
            .message
            .push_str(&format!("\n  {} stands on {}", found.object, found.on));
    }
    Err(failure
        .help("write it into the schema as it is to be")
        .help("or let all go that the schema does not say (views, functions and the like): --prune"))
}

/// What is lost is only lost when somebody said so. What no row has is no loss.
fn refuse_losses(losses: &[CountedLoss], allowed: &Allowed, output: Output) -> Result<(), Failure> {
    let refused: Vec<_> = (losses.iter())
        .filter(|counted| counted.rows != Some(0) && !allowed.allows(&counted.loss))
        .collect();
    if refused.is_empty() {
        return Ok(());
    }
    if output.can_ask() {
        for counted in &refused {
            output.say(&format!("loses data: {}", told(counted)));
        }
        let choices = ["no, change nothing".to_owned(), "yes, push and lose it".to_owned()];
        return match prompt::choose("This loses data. Go on?", &choices)? {
            1 => Ok(()),
            _ => Err(Failure::refused("this would lose data; nothing was changed")),
        };
    }
    let mut failure = Failure::refused("this would lose data; nothing was changed");
    for counted in &refused {
        failure.message.push_str(&format!("\n  {}", told(counted)));
    }
    let named: Vec<_> = (refused.iter())
        .map(|counted| format!("--allow {}", generate::loss_name(&counted.loss)))
        .collect();
    Err(failure
        .help(format!("allow it by name: {}", named.join(" ")))
        .help("or all of it: --allow-data-loss"))
}

fn failed(error: &WholeError, found: &Pushed) -> Failure {
    let mut failure = Failure::database(error);
    if !error.is_database() {
        failure.exit = Exit::Refused;
    }
    if matches!(error, WholeError::Statement { .. }) && !found.left_alone.is_empty() {
        let objects: Vec<_> = found.left_alone.iter().map(ToString::to_string).collect();
        failure = failure.help(format!(
            "the schema does not say these, and they were left alone: {}; if one of them stands in the way: --prune",
            objects.join(", ")
        ));
    }
    failure
}

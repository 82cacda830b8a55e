//! `codegen drift`: how a database differs from what its history made.
//!
//! It is compared with the state after the last migration that was applied to it: what is pending is no drift.

use std::path::Path;

use serde::Serialize;
use tablesmith::Db;
use tablesmith::migrate::{Migrator, Standing};

use super::arguments::{Common, Drift, Mend};
use super::comparison::bring;
use super::diff::{NotCompared, refused};
use super::environment;
use super::exit::{Exit, Failure};
use super::generate::explain;
use super::interrupt::block_on;
use super::migrate;
use super::output::Output;
use super::side::{Named, Prepared};
use crate::catalog::{Hints, Pair};
use crate::database::{
    Basis, DatabaseError, Side, Sides, Transition, TransitionError, Way, differences, with_migrations,
};
use crate::dialect::DialectName;
use crate::diff::Decisions;
use crate::generate::{self, Refusal, loss_name};
use crate::history::History;
use crate::schema::{self, Schema};

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    dialect: DialectName,
    compared: Basis,
    in_order: bool,
    /// How many migrations are not applied.
    pending: usize,
    differences: Vec<String>,
    /// What is in the database that a history of schemas cannot say.
    not_compared: Vec<String>,
    mend_database: Mending,
    mend_history: Mending,
}

/// One way to mend it.
#[derive(Debug, Serialize)]
struct Mending {
    changes: Vec<String>,
    losses: Vec<String>,
    sql: String,
}

pub(super) fn run(common: &Common, arguments: &Drift, output: Output) -> Result<Exit, Failure> {
    let loaded = schema::load(&common.schema);
    let Some(schema) = loaded.schema else {
        let (diagnostics, sources) = (loaded.diagnostics, loaded.sources);
        return Err(explain(Refusal::Diagnostics { diagnostics, sources }));
    };
    environment::read_dotenv(common.schema.parent().unwrap_or(Path::new(".")))?;
    let database = environment::database_url(&schema, &arguments.target)?;
    let Named::Url { url, dialect } = Named::new(&database.url, None, output)? else {
        return Err(Failure::refused(format!("{} is no database's URL", database.origin)));
    };
    if !schema.database.dialects.contains(&dialect) {
        let title = dialect.title();
        return Err(Failure::refused(format!(
            "{} is a {title} database, and the schema is not for {title}",
            database.origin
        )));
    }
    let mut history = History::read(schema.generate.migrations.join(dialect.as_str()))?;
    let applied = block_on(applied(&url, dialect, &history))??;
    let pending = history.migrations.len() - applied;
    let expected = if pending == 0 {
        history.snapshot(dialect)?
    } else {
        history.migrations.truncate(applied);
        history.rebuild(dialect)?
    };

    let prepared = Pair {
        previous: prepared(Side::Live(url)),
        next: prepared(Side::Authored(expected.catalog)),
    };
    let sides = block_on(bring(&prepared, dialect, arguments.scratch.as_deref(), output))??;
    let report = report(&sides, &schema, dialect, pending)?;
    print(&report, arguments, output);
    Ok(if report.in_order { Exit::Done } else { Exit::Differs })
}

fn prepared(side: Side) -> Prepared {
    Prepared {
        side,
        hints: Hints::default(),
        used_hints: std::collections::BTreeSet::new(),
    }
}

/// How many migrations of the history the database has, from its beginning.
async fn applied(url: &str, dialect: DialectName, history: &History) -> Result<usize, Failure> {
    let db = Db::builder().max(1).connect(url).await;
    let db = db.map_err(|error| refused(&DatabaseError::from(error)))?;
    let status = with_migrations(dialect, history, async |migrations| {
        Migrator::new(migrations).status(&db).await
    });
    let status = status.await.map_err(|error| migrate::failure(&error))?;
    db.close().await;
    let ours = history.migrations.iter();
    let is_applied = |id: &str| {
        let mut found = status.iter();
        found.any(|status| status.id == id && status.state == Standing::Applied)
    };
    Ok(ours
        .take_while(|migration| is_applied(&migration.folder.id.to_string()))
        .count())
}

fn report(sides: &Sides, schema: &Schema, dialect: DialectName, pending: usize) -> Result<Report, Failure> {
    let capabilities = dialect
        .dialect()
        .capabilities(schema.database.min_versions[&dialect])
        .simple();
    let templates = generate::templates(schema)?;
    let hints = Hints::default();
    let pair = Pair {
        previous: &sides.pair.previous.catalog,
        next: &sides.pair.next.catalog,
    };
    let way = Way {
        pair,
        hints: &hints,
        capabilities: &capabilities,
        templates: Some(&templates),
    };
    let differences = differences(pair.previous, pair.next);
    let not_compared = NotCompared::new(sides);
    Ok(Report {
        dialect,
        compared: sides.basis,
        in_order: differences.is_empty(),
        pending,
        differences,
        not_compared: [not_compared.from_alone, not_compared.both].concat(),
        mend_database: mending(&way)?,
        mend_history: mending(&Way {
            pair: pair.flip(),
            ..way
        })?,
    })
}

/// What looks like a rename is none: nobody said so, and either way can be edited.
fn mending(way: &Way<'_>) -> Result<Mending, Failure> {
    let mut decisions = Decisions::default();
    loop {
        match way.find(&decisions) {
            Ok(transition) => return Ok(transition.into()),
            Err(TransitionError::Database(error)) => return Err(refused(&error)),
            Err(TransitionError::Ambiguous(found)) => {
                decisions
                    .drops
                    .extend(found.into_iter().map(|ambiguity| ambiguity.drop));
            }
        }
    }
}

impl From<Transition> for Mending {
    fn from(transition: Transition) -> Self {
        Self {
            changes: transition.summary,
            losses: transition.losses.iter().map(loss_name).collect(),
            sql: transition.sql,
        }
    }
}

fn print(report: &Report, arguments: &Drift, output: Output) {
    output.json(report);
    if let Some(mend) = arguments.sql {
        let mending = match mend {
            Mend::Database => &report.mend_database,
            Mend::History => &report.mend_history,
        };
        for loss in &mending.losses {
            output.say(&format!("loses data: {loss}"));
        }
        if !mending.sql.is_empty() {
            output.result(mending.sql.trim_end());
        }
        return;
    }
    if report.pending > 0 {
        output.say(&format!(
            "migrations not applied yet: {}; compared with the state before them",
            report.pending
        ));
    }
    for difference in &report.differences {
        output.result(difference);
    }
    for object in &report.not_compared {
        output.result(&format!("not compared: {object}"));
    }
    if report.in_order {
        output.result("the database is what its history made");
    } else {
        output.say("the SQL that mends it: --sql database, or --sql history for what a migration would need");
    }
}

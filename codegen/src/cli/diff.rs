//! `codegen diff FROM TO`: how two of schema file, snapshot, migration folder, SQL file and database differ.

use std::path::Path;

use serde::Serialize;

use super::arguments::{Common, Diff};
use super::comparison::bring;
use super::environment;
use super::exit::{Exit, Failure};
use super::generate::{LOSSES, allowed};
use super::interrupt::block_on;
use super::output::Output;
use super::rename;
use super::side::Named;
use crate::catalog::Pair;
use crate::database::{Basis, DatabaseError, Sides, Transition, TransitionError, Way};
use crate::dialect::DialectName;
use crate::diff::{Ambiguity, Decisions};
use crate::generate::{self, loss_name};

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    dialect: DialectName,
    compared: Basis,
    differs: bool,
    changes: &'a [String],
    losses: Vec<String>,
    missing_using: Vec<String>,
    steps: Vec<StepReport<'a>>,
    sql: &'a str,
    not_compared: NotCompared,
}

#[derive(Debug, Serialize)]
struct StepReport<'a> {
    comment: Option<&'a str>,
    #[serde(flatten)]
    impact: serde_json::Value,
}

/// What no catalog can say, by where it is.
#[derive(Debug, Default, Serialize)]
pub(super) struct NotCompared {
    pub(super) from_alone: Vec<String>,
    pub(super) to_alone: Vec<String>,
    pub(super) both: Vec<String>,
}

pub(super) fn run(common: &Common, arguments: &Diff, output: Output) -> Result<Exit, Failure> {
    let mut decisions = Decisions {
        drops: allowed(&arguments.allow, LOSSES)?,
        ..Decisions::default()
    };
    let folder = common.schema.parent().unwrap_or(Path::new("."));
    environment::read_dotenv(folder)?;
    let from = Named::new(&arguments.from, arguments.dialect, output)?;
    let to = Named::new(&arguments.to, arguments.dialect.or(from.dialect()), output)?;
    let named = Pair {
        previous: from,
        next: to,
    };
    let dialect = dialect(&named, arguments.dialect)?;
    // The schema that is to be reached says what its servers can do, and how its statements are written.
    let schema = named.next.schema().or(named.previous.schema());
    let version = schema.and_then(|schema| schema.database.min_versions.get(&dialect).copied());
    let capabilities = dialect
        .dialect()
        .capabilities(version.unwrap_or(dialect.dialect().default_version()))
        // What is printed is run by anything: a psql knows no steps.
        .simple();
    let templates = schema.map(generate::templates).transpose()?;

    let prepared = Pair {
        previous: named.previous.prepare(dialect)?,
        next: named.next.prepare(dialect)?,
    };
    let hints = prepared.next.hints.clone().without(&prepared.previous.used_hints);
    let sides = block_on(bring(&prepared, dialect, arguments.scratch.as_deref(), output))??;
    let pair = Pair {
        previous: &sides.pair.previous.catalog,
        next: &sides.pair.next.catalog,
    };
    decisions.rename(pair, &arguments.rename)?;
    let way = Way {
        pair,
        hints: &hints,
        capabilities: &capabilities,
        templates: templates.as_ref(),
    };
    let transition = decide(&way, &mut decisions, arguments.no_renames, output)?;
    Ok(print(&transition, &sides, dialect, arguments, output))
}

/// The dialect that was said, or that the sides say.
fn dialect(named: &Pair<Named>, said: Option<DialectName>) -> Result<DialectName, Failure> {
    let Pair { previous, next } = named;
    let Some(dialect) = said.or(previous.dialect()).or(next.dialect()) else {
        return Err(Failure::refused(format!(
            "it is not clear which database is meant: FROM is {}, TO is {}",
            previous.kind(),
            next.kind()
        ))
        .help("say --dialect postgres or --dialect sqlite"));
    };
    for (name, side) in [("FROM", previous), ("TO", next)] {
        if !side.speaks(dialect) {
            return Err(Failure::refused(format!(
                "{name} is {}, and what is compared is {}",
                side.kind(),
                dialect.title()
            )));
        }
    }
    Ok(dialect)
}

/// A URL that is no URL is wrong input, a bug is ours; all else is the database saying no.
pub(super) fn refused(error: &DatabaseError) -> Failure {
    let mut failure = Failure::database(error);
    match error {
        DatabaseError::Refused(tablesmith::Error::Configuration(_))
        | DatabaseError::Plan(_)
        | DatabaseError::Render(_) => {
            failure.exit = Exit::Refused;
        }
        DatabaseError::NoScratch(_) => {
            failure = failure.help(
                "give the user CREATEDB, or name a server where databases may be made and dropped: SHADOW_DATABASE_URL, or \
                 --scratch where the command has it",
            );
        }
        DatabaseError::Lost(tablesmith::Error::Timeout {
            what: "waiting for a lock",
            ..
        }) => {
            failure = failure.help(
                "somebody has locked a table or view that must be looked at: run again when that is done (pg_locks and \
                 pg_stat_activity say who it is)",
            );
        }
        DatabaseError::Lost(_) | DatabaseError::LostMigrating(_) => {
            failure = failure.help("see that the server runs and answers, and run again");
        }
        _ => {}
    }
    failure
}

/// Finds the way; where renames are not clear, asks on a terminal and looks again.
fn decide(way: &Way<'_>, decisions: &mut Decisions, no_renames: bool, output: Output) -> Result<Transition, Failure> {
    loop {
        match way.find(decisions) {
            Ok(transition) => return Ok(transition),
            Err(TransitionError::Database(error)) => return Err(refused(&error)),
            Err(TransitionError::Ambiguous(found)) if no_renames => {
                decisions
                    .drops
                    .extend(found.into_iter().map(|ambiguity| ambiguity.drop));
            }
            Err(TransitionError::Ambiguous(found)) if output.can_ask() => {
                for ambiguity in &found {
                    rename::ask(ambiguity, decisions)?;
                }
            }
            Err(TransitionError::Ambiguous(found)) => return Err(ambiguous(&found)),
        }
    }
}

pub(super) fn ambiguous(found: &[Ambiguity]) -> Failure {
    let mut failure = Failure::refused("something vanishes while something like it appears");
    for ambiguity in found {
        let what = format!("\n  the {} {}", ambiguity.kind.as_str(), ambiguity.object);
        failure.message.push_str(&what);
        for candidate in &ambiguity.candidates {
            let to = rename::target(candidate);
            failure = failure.help(format!("if it is {to} now: --rename {}={to}", ambiguity.object));
        }
        failure = failure.help(format!("if it is gone for good: --allow {}", ambiguity.drop));
    }
    failure.help("if nothing was renamed at all: --no-renames")
}

fn print(transition: &Transition, sides: &Sides, dialect: DialectName, arguments: &Diff, output: Output) -> Exit {
    let not_compared = NotCompared::new(sides);
    let differs =
        !transition.changes.is_empty() || !not_compared.from_alone.is_empty() || !not_compared.to_alone.is_empty();
    let missing = transition.missing_usings.iter();
    let report = Report {
        dialect,
        compared: sides.basis,
        differs,
        changes: &transition.summary,
        losses: transition.losses.iter().map(loss_name).collect(),
        missing_using: missing
            .map(|missing| format!("{}.{}", missing.table, missing.column))
            .collect(),
        steps: (transition.plan.steps.iter())
            .map(|step| StepReport {
                comment: step.comment.as_deref(),
                impact: serde_json::to_value(&step.impact).unwrap_or_default(),
            })
            .collect(),
        sql: &transition.sql,
        not_compared,
    };
    output.json(&report);
    if arguments.sql {
        for line in report.warnings() {
            output.say(&line);
        }
        if !report.sql.is_empty() {
            output.result(report.sql.trim_end());
        }
    } else {
        for change in report.changes {
            output.result(change);
        }
        for line in report.warnings() {
            output.result(&line);
        }
        if !report.differs {
            output.result("no difference");
        }
    }
    if arguments.exit_code && differs {
        Exit::Differs
    } else {
        Exit::Done
    }
}

impl Report<'_> {
    /// What is to be known of the changes besides.
    fn warnings(&self) -> Vec<String> {
        let losses = self.losses.iter().map(|loss| format!("loses data: {loss}"));
        let missing = self
            .missing_using
            .iter()
            .map(|column| format!("cannot be converted: {column}; the SQL tries a cast by way of text"));
        let lists = [
            (&self.not_compared.from_alone, "FROM alone"),
            (&self.not_compared.to_alone, "TO alone"),
            (&self.not_compared.both, "both"),
        ];
        let not_compared = lists.into_iter().flat_map(|(objects, place)| {
            objects
                .iter()
                .map(move |object| format!("not compared, in {place}: {object}"))
        });
        losses.chain(missing).chain(not_compared).collect()
    }
}

impl NotCompared {
    pub(super) fn new(sides: &Sides) -> Self {
        let Pair { previous, next } = &sides.pair;
        let mut found = Self::default();
        for object in &previous.unmodelled {
            if next.unmodelled.contains(object) {
                found.both.push(object.clone());
            } else {
                found.from_alone.push(object.clone());
            }
        }
        let new = next
            .unmodelled
            .iter()
            .filter(|object| !previous.unmodelled.contains(object));
        found.to_alone.extend(new.cloned());
        found
    }
}

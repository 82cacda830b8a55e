//! What a migration does to those who use the database while it runs, to the data, and to older code: findings in SQL
//! text, generated or written by hand.
//!
//! [`lint`] cuts a file into steps and statements as the migrator does, reads what each statement does, and asks every
//! rule of [`ALL`] about it, with what is known by then: the catalog before the migration, what the file made itself,
//! which transaction is open and which locks it holds. `docs/lints.md` has each rule with examples, which a test runs.
//!
//! ```
//! use codegen::dialect::DialectName;
//! use codegen::lint::{Input, Runner, Settings, lint};
//!
//! let input = Input {
//!     text: "CREATE INDEX post_title_idx ON post (title);",
//!     dialect: DialectName::Postgres.dialect(),
//!     runner: Runner::Migrator,
//!     version: None,
//!     catalog: None,
//! };
//! let findings = lint(&input, &Settings::default());
//! assert_eq!(findings[0].code, "INDEX_BLOCKS_WRITES");
//! ```

mod allow;
mod known;
mod model;
mod read;
mod registry;
pub mod report;
mod rule;
mod rules;
mod settings;
mod walk;

use crate::catalog::Catalog;
use crate::dialect::{Dialect, Version};
use allow::{Allow, Target, allows};
use known::Known;
use model::{Act, Action, Change, ConstraintKind};
use read::cursor::Folding;
use read::script::cut;
use read::{expression, statement};
use rule::{Check, Found};
use walk::{At, File, State};

pub use registry::{ALL, rule};
pub use rule::{Finding, InvalidSeverity, Rule, Severity};
pub use settings::{Settings, UnknownCode};

/// A file to look at.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its text.
    pub text: &'a str,
    /// For which database.
    pub dialect: &'static dyn Dialect,
    /// Who runs it.
    pub runner: Runner,
    /// The oldest server that must work; else the one that a schema gets that does not say.
    pub version: Option<Version>,
    /// What the database holds before it, where that is known.
    pub catalog: Option<&'a Catalog>,
}

/// Who runs a file. A file with `-- step:` markers is the migrator's in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// `codegen migrate` or an application with `tablesmith`: steps, transactions and `lock_timeout` are its.
    Migrator,
    /// Something that sends the statements one by one.
    Elsewhere,
    /// Something that puts a transaction around the file.
    InTransaction,
}

/// All that the rules find in a file, in the order of the places. What is allowed in the file is among them, with the
/// reason.
pub fn lint(input: &Input<'_>, settings: &Settings) -> Vec<Finding> {
    let folding = folding(input.dialect);
    let known = match input.catalog {
        Some(catalog) => Known::of(catalog, folding),
        None => Known::nothing(folding),
    };
    lint_one(input, settings, known, folding).0
}

/// The same for files that run one after the other: what the earlier ones make is known in the later ones.
pub fn lint_all(inputs: &[Input<'_>], settings: &Settings) -> Vec<Vec<Finding>> {
    let mut known: Option<(&str, Known)> = None;
    let mut all = Vec::with_capacity(inputs.len());
    for input in inputs {
        let folding = folding(input.dialect);
        let dialect = input.dialect.name().as_str();
        let before = match (input.catalog, known.take()) {
            (Some(catalog), _) => Known::of(catalog, folding),
            (None, Some((same, known))) if same == dialect => known,
            _ => Known::nothing(folding),
        };
        let (findings, after) = lint_one(input, settings, before, folding);
        known = Some((dialect, after));
        all.push(findings);
    }
    all
}

fn folding(dialect: &dyn Dialect) -> Folding {
    Folding {
        ignores_case: dialect.ignores_case(),
        default_namespace: dialect.syntax().default_namespace,
    }
}

fn lint_one(input: &Input<'_>, settings: &Settings, known: Known, folding: Folding) -> (Vec<Finding>, Known) {
    let script = cut(input.text, input.dialect.syntax());
    let mut findings = Vec::new();
    let mut acts = Vec::with_capacity(script.statements.len());
    for statement in &script.statements {
        let read = statement::read(input.text, statement, folding);
        if let Err(said) = expression::knows(input.text, &statement.tokens, input.dialect)
            && !read
                .as_ref()
                .is_some_and(|acts| acts.iter().all(|act| is_understood(act, input.dialect)))
        {
            linter(&mut findings, settings, input.dialect, "UNPARSED", |found| {
                found
                    .push(
                        first_line(input.text, &statement.range),
                        "this statement cannot be read",
                    )
                    .label(said)
                    .help("no other lint looks at what cannot be read");
            });
        }
        acts.push(read.unwrap_or_else(|| {
            vec![Act {
                action: Action::Other,
                at: statement.range.clone(),
            }]
        }));
    }
    let file = File::new(input, script, acts, folding);
    if file.migrator {
        for step in file.script.steps.iter().filter(|step| step.mode.is_none()) {
            linter(&mut findings, settings, input.dialect, "BAD_STEP", |found| {
                found
                    .push(step.marker.clone(), "the migrator does not know this step")
                    .help("there are `check CODE \"message\"`, `transaction`, `transaction foreign_keys=off`, `alone` and `batches key=COLUMN size=ROWS`");
            });
        }
    }
    let rules: Vec<_> = ALL
        .iter()
        .filter(|rule| rule.dialects.contains(&input.dialect.name()))
        .map(|rule| (rule, settings.severity(rule)))
        .filter(|(_, severity)| *severity != Severity::Off)
        .collect();

    let mut state = State::new(known, &file);
    for index in 0..file.script.statements.len() {
        state.enter(&file, index);
        for act in &file.acts[index] {
            let at = At {
                file: &file,
                state: &state,
                index,
                act,
            };
            for (rule, severity) in &rules {
                if let Check::Act(check) = rule.check {
                    let mut found = Found {
                        code: rule.code,
                        severity: *severity,
                        findings: &mut findings,
                    };
                    check(&at, &mut found);
                }
            }
        }
        state.leave(&file, index);
    }
    for (rule, severity) in &rules {
        if let Check::End(check) = rule.check {
            let mut found = Found {
                code: rule.code,
                severity: *severity,
                findings: &mut findings,
            };
            check(&file, &state, &mut found);
        }
    }
    for finding in &mut findings {
        finding.at = first_line(input.text, &finding.at);
    }
    allow(&file, settings, &mut findings);
    findings.sort_by(|a, b| (a.at.start, a.at.end, a.code).cmp(&(b.at.start, b.at.end, b.code)));
    (findings, state.known)
}

/// A finding of the linter itself.
fn linter(
    findings: &mut Vec<Finding>,
    settings: &Settings,
    dialect: &dyn Dialect,
    code: &str,
    say: impl FnOnce(&mut Found<'_>),
) {
    let Some(rule) = rule(code).filter(|rule| rule.dialects.contains(&dialect.name())) else {
        return;
    };
    let severity = settings.severity(rule);
    if severity != Severity::Off {
        say(&mut Found {
            code: rule.code,
            severity,
            findings,
        });
    }
}

/// Whether all of what a part does is understood from its words and expressions, so that it does not matter that sqlparser
/// does not know the statement.
fn is_understood(act: &Act, dialect: &dyn Dialect) -> bool {
    let parses = |sql: &model::Sql| expression::uses(&sql.text, dialect).is_some();
    let column = |column: &model::Column| {
        let generated = column.generated.as_ref().map(|generated| &generated.expression);
        let mut all = column.default.iter().chain(&column.checks).chain(generated);
        !column.odd && all.all(parses)
    };
    let constraint = |constraint: &model::Constraint| match &constraint.kind {
        ConstraintKind::Check(sql) => parses(sql),
        _ => true,
    };
    match &act.action {
        Action::CreateTable(table) => {
            table.complete && table.columns.iter().all(column) && table.constraints.iter().all(constraint)
        }
        Action::AlterTable { change, .. } => match change {
            Change::AddColumn { column: new, .. } => column(new),
            Change::AddConstraint(new) => constraint(new),
            Change::SetDefault(_) => false,
            Change::SetType { using, .. } => !using,
            _ => true,
        },
        Action::CreateView { materialized, .. } => *materialized,
        // A partitioned table's own index, which has no rows.
        Action::CreateIndex(index) => index.only,
        Action::Insert { .. } | Action::Update { .. } | Action::Delete { .. } => false,
        _ => true,
    }
}

/// What is underlined: a place that goes over several lines is shown by its first.
fn first_line(text: &str, at: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = at.start.min(text.len());
    let end = at.end.clamp(start, text.len());
    let line = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    start..line
}

/// Takes in the comments that allow something, and says which of them do not.
fn allow(file: &File<'_>, settings: &Settings, findings: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for allow in allows(file.text, &file.script) {
        let bad = |told: &mut Vec<Finding>, message: String, help: &str| {
            linter(told, settings, file.dialect, "BAD_ALLOW", |found| {
                found.push(allow.at.clone(), message).help(help);
            });
        };
        let Some(named) = rule(&allow.code) else {
            let near = crate::diagnostic::suggest(&allow.code, ALL.iter().map(|rule| rule.code));
            let help = near.map_or_else(
                || "docs/lints.md lists the codes".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            bad(&mut told, format!("there is no lint `{}`", allow.code), &help);
            continue;
        };
        if allow.reason.is_empty() {
            bad(
                &mut told,
                format!("`{}` is allowed without a reason", allow.code),
                "write why it is fine here behind the code; until then nothing is allowed",
            );
            continue;
        }
        if allow.target == Target::Nothing {
            bad(
                &mut told,
                "this allows nothing: it belongs to no statement".to_owned(),
                "put it right above a statement, behind it, or at the head of the file for all of it",
            );
            continue;
        }
        let mut used = false;
        for finding in findings.iter_mut() {
            if finding.code == named.code && is_for(&allow, finding, file) {
                finding.allowed.get_or_insert_with(|| allow.reason.clone());
                used = true;
            }
        }
        let looked_for = named.dialects.contains(&file.dialect.name()) && settings.severity(named) != Severity::Off;
        if !used && looked_for {
            linter(&mut told, settings, file.dialect, "UNUSED_ALLOW", |found| {
                found
                    .push(allow.at.clone(), format!("`{}` is allowed and not found", allow.code))
                    .help("remove the comment");
            });
        }
    }
    findings.append(&mut told);
}

fn is_for(allow: &Allow, finding: &Finding, file: &File<'_>) -> bool {
    match allow.target {
        Target::File => true,
        Target::Statement(index) => {
            let range = &file.script.statements[index].range;
            range.start <= finding.at.start && finding.at.start < range.end.max(range.start + 1)
        }
        Target::Nothing => false,
    }
}

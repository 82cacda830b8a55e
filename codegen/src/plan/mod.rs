//! Changes in the order in which they can be made, as statements of one dialect.
//!
//! A [`Step`] carries everything that later stages say about it: its view for the template, the comment for the
//! reviewer, how it must be run, what it may lose. Nothing is worked out again from text.

pub mod checks;
pub mod graph;
mod impact;

use serde::Serialize;

use crate::diff::Unreturned;
pub use crate::diff::{Loss, LossKind};
pub use impact::{Hazard, HazardKind, Impact, Lock, LockLevel, Rewrite, Work};

/// The way up, and the way down.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Statements in order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// This plan as the way down from a migration. It restores the structure; the comment of each step says whether the
    /// data comes with it: a place that is new on the way down is one whose data went on the way up, and where values are
    /// `unreturned`, the first step on their table says so.
    #[must_use]
    pub fn into_way_down(mut self, unreturned: &[Unreturned]) -> Self {
        for values in unreturned {
            self.leaves(values);
        }
        let checks = |step: &&mut Step| matches!(step.mode, StepMode::Check { .. });
        for step in self.steps.iter_mut().filter(|step| !checks(step)) {
            let label = match step.effect {
                Effect::Lossless => "lossless",
                Effect::Lossy => "lossy",
                Effect::Fresh | Effect::Impossible => {
                    step.effect = Effect::Impossible;
                    "impossible (what was in it does not come back)"
                }
            };
            step.comment = Some(match step.comment.take() {
                Some(comment) if !comment.is_empty() => format!("{label}: {comment}"),
                _ => label.to_owned(),
            });
        }
        self
    }
}

impl Plan {
    fn leaves(&mut self, values: &Unreturned) {
        let table = values.table.to_string();
        let statements = || |step: &&mut Step| !matches!(step.mode, StepMode::Check { .. });
        let is_on_it = |step: &&mut Step| step.impact.locks.iter().any(|lock| lock.table.as_ref() == Some(&table));
        let found = self.steps.iter_mut().filter(statements()).find(is_on_it);
        let step = match found {
            Some(step) => Some(step),
            None => self.steps.iter_mut().find(statements()),
        };
        if let Some(step) = step {
            step.effect = step.effect.max(Effect::Lossy);
            step.impact.hazards.push(Hazard {
                kind: HazardKind::Loses,
                message: values.message.clone(),
            });
        }
    }
}

/// Whether no step of a `down.sql` says that it loses something; see [`Plan::into_way_down`].
pub fn loses_nothing(down: &str) -> bool {
    let says = |label: &str| down.lines().any(|line| line.starts_with(&format!("-- {label}")));
    !says("lossy") && !says("impossible")
}

/// One statement.
#[derive(Debug, Clone)]
pub struct Step {
    /// What the template renders.
    pub statement: Statement,
    /// Why it is there and what it locks, for the reviewer; one line, no `--`.
    pub comment: Option<String>,
    /// How it must be run.
    pub mode: StepMode,
    /// What happens to data when it runs.
    pub effect: Effect,
    /// What it means for those who use the database meanwhile.
    pub impact: Impact,
}

/// A statement as data: which template, and its view of final, quoted text.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The file name of the template under `templates/<dialect>/`, as `create_table.sql`.
    pub template: &'static str,
    /// What the template sees.
    pub view: serde_json::Value,
}

impl Statement {
    /// A statement from a dialect's own step type.
    ///
    /// # Panics
    /// When the view cannot be JSON: a bug in the view type, never in its data.
    pub fn new(template: &'static str, view: &impl Serialize) -> Self {
        let view = serde_json::to_value(view).expect("views are plain structs of text, which JSON can hold");
        Self { template, view }
    }
}

/// How a step must be run. Neighbours of one mode share a `-- step:` section where that is a transaction; all others have
/// one each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepMode {
    /// A query that must return no row, or nothing of the migration runs. Checks stand before all else.
    Check {
        /// A stable code, as `UNIQUE_DUPLICATES`.
        code: &'static str,
        /// What a returned row means, for a person.
        message: String,
        /// What `--allow` takes for it to be passed over, as `rewrite:user.age`; `None` where nothing is.
        allow: Option<String>,
    },
    /// In a transaction with its neighbours.
    Transaction,
    /// In a transaction of its own: it takes its time, and what stood before it would keep its locks meanwhile.
    OwnTransaction,
    /// In a transaction, with enforcement of foreign keys switched off around it (SQLite rebuilds).
    ForeignKeysOff,
    /// Outside any transaction, by itself.
    Alone,
    /// Repeated, a transaction each time, until it changes no row.
    Batches {
        /// The columns by which rows are told apart.
        key: Vec<String>,
        /// The most rows that one run may change.
        size: u32,
    },
}

/// What a step does to data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// All of it stays.
    Lossless,
    /// All of it stays, and there is a new place for more: a table, a column.
    Fresh,
    /// Some may be lost.
    Lossy,
    /// The structure comes back, the data that was in it does not.
    Impossible,
}

//! What a statement means for those who use the database, for programs.

use serde::Serialize;

use crate::plan::{Effect, Impact, Step, StepMode};

/// A statement without its SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Which: the name of its template without the ending, as `create_index`.
    pub statement: &'static str,
    /// How it is run: `check`, `transaction`, `alone` or `batches`.
    pub step: &'static str,
    /// What is said of it in the file.
    pub comment: Option<String>,
    /// What happens to data: `lossless`, `lossy` or `impossible` (what was there does not come back).
    pub data: &'static str,
    /// Its locks, its work and its hazards.
    #[serde(flatten)]
    pub impact: Impact,
}

impl Summary {
    /// Of a step of a plan.
    pub fn of(step: &Step) -> Self {
        let template = step.statement.template;
        Self {
            statement: template.strip_suffix(".sql").unwrap_or(template),
            step: match step.mode {
                StepMode::Check { .. } => "check",
                StepMode::Transaction | StepMode::OwnTransaction | StepMode::ForeignKeysOff => "transaction",
                StepMode::Alone => "alone",
                StepMode::Batches { .. } => "batches",
            },
            comment: match &step.mode {
                StepMode::Check { message, .. } => Some(message.clone()),
                _ => step.comment.clone(),
            },
            data: match step.effect {
                Effect::Lossless | Effect::Fresh => "lossless",
                Effect::Lossy => "lossy",
                Effect::Impossible => "impossible",
            },
            impact: step.impact.clone(),
        }
    }
}

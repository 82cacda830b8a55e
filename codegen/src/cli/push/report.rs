//! What a push says.

use serde::Serialize;

use super::super::output::Output;
use crate::database::{Basis, CountedLoss, Push, Pushed};
use crate::dialect::DialectName;
use crate::generate::loss_name;

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    dialect: DialectName,
    compared: Basis,
    dry_run: bool,
    /// Whether the database was changed.
    pub(super) pushed: bool,
    changes: Vec<String>,
    losses: Vec<LossReport>,
    sql: String,
    /// How many transactions it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transactions: Option<usize>,
    /// What is in the database and not in the schema, and stays.
    left_alone: Vec<String>,
    /// In what the database is not what the schema says, in spite of it all.
    pub(super) differences: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LossReport {
    loss: String,
    /// How many rows or values; none where that is not known.
    rows: Option<u64>,
}

impl Report {
    pub(super) fn new(
        dialect: DialectName,
        push: &Push,
        found: &Pushed,
        losses: &[CountedLoss],
        dry_run: bool,
    ) -> Self {
        let left_alone = found.left_alone.iter().map(ToString::to_string);
        Self {
            dialect,
            compared: push.basis,
            dry_run,
            pushed: false,
            changes: found.transition.summary.clone(),
            losses: (losses.iter())
                .map(|counted| LossReport {
                    loss: loss_name(&counted.loss),
                    rows: counted.rows,
                })
                .collect(),
            sql: found.transition.sql.clone(),
            transactions: None,
            left_alone: left_alone.chain(push.unmodelled().iter().cloned()).collect(),
            differences: Vec::new(),
        }
    }

    /// What is said besides the result.
    pub(super) fn remarks(&self, output: Output) {
        if self.compared == Basis::Text {
            output.say(
                "compared as text (--scratch none): what means the same may seem to differ, and is pushed again and again",
            );
        }
        for object in &self.left_alone {
            output.detail(&format!("left alone, since the schema does not say it: {object}"));
        }
    }

    pub(super) fn print(&self, output: Output) {
        output.json(self);
        if self.dry_run {
            if self.sql.is_empty() {
                output.result("nothing to push");
            } else {
                output.result(self.sql.trim_end());
            }
            return;
        }
        if self.pushed {
            output.result(&format!("pushed to {}", self.dialect));
            for change in &self.changes {
                output.result(&format!("  {change}"));
            }
            if let Some(several) = self.transactions.filter(|count| *count > 1) {
                output.say(&format!(
                    "in {several} transactions, since {} does not do all of it in one",
                    self.dialect.title()
                ));
            }
        } else {
            output.result("nothing to push");
        }
        for difference in &self.differences {
            output.result(&format!("differs: {difference}"));
        }
    }
}

/// A loss with what it is of, for a person.
pub(super) fn told(counted: &CountedLoss) -> String {
    let name = loss_name(&counted.loss);
    match counted.rows {
        Some(1) => format!("{name} (1 row)"),
        Some(rows) => format!("{name} ({rows} rows)"),
        None => name,
    }
}

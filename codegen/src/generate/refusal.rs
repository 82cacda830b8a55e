//! Why a run writes nothing.

use std::io;

use crate::diagnostic::Diagnostics;
use crate::dialect::DialectName;
use crate::diff::{Ambiguity, ApplyError, MissingUsing, PhaseProblem};
use crate::history::{HistoryError, MigrationId, Problem, SnapshotError, StagingError};
use crate::plan::Loss;
use crate::plan::graph::Cycle;
use crate::render::RenderError;
use crate::source::Sources;

/// Why a run writes nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schema has errors.
    #[error("schema.toml has errors")]
    Diagnostics {
        /// All of them.
        diagnostics: Diagnostics,
        /// The files they point into.
        sources: Sources,
    },
    /// Histories that are not in order.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Histories(Vec<HistoryError>),
    /// Something vanished while something like it appeared, and nobody said whether that is a rename.
    #[error("it is not clear whether something was renamed or dropped")]
    Ambiguous(Vec<(DialectName, Vec<Ambiguity>)>),
    /// Data would be lost, and nobody allowed it.
    #[error("data would be lost")]
    DataLoss(Vec<Loss>),
    /// Columns change to a type that the database has no conversion to, and nobody said how.
    #[error("the database cannot convert a column by itself")]
    MissingUsings(Vec<(DialectName, MissingUsing)>),
    /// Changes that cannot be made in two phases, or not while an expansion is open.
    #[error("{}", .0.iter().map(|(dialect, problem)| format!("{problem} ({dialect})")).collect::<Vec<_>>().join("\n"))]
    NotPhased(Vec<(DialectName, PhaseProblem)>),
    /// A contraction was asked for, and nothing stands side by side.
    #[error("there is nothing to contract: no column stands beside what takes its place")]
    NothingOpen,
    /// The id asked for is not greater than the newest one.
    #[error("the id {id} is not greater than that of the newest migration, {last}")]
    IdNotNewer {
        /// The id asked for.
        id: MigrationId,
        /// The newest there is.
        last: MigrationId,
    },
    /// A snapshot that is not in order.
    #[error("the snapshot of {dialect} is not in order: {error}")]
    Snapshot {
        /// Whose.
        dialect: DialectName,
        /// Why.
        error: SnapshotError,
    },
    /// No order of statements makes what is wanted: a bug of ours.
    #[error(transparent)]
    Plan(#[from] Cycle),
    /// A migration's file that cannot be read.
    #[error(transparent)]
    History(#[from] Problem),
    /// A template, or what it gave.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A file or folder.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Writing failed; nothing was written.
    #[error(transparent)]
    Staging(#[from] StagingError),
    /// A bug of ours: the changes do not lead from one snapshot to the next.
    #[error("internal error: {0}; please report it")]
    Internal(ApplyError),
}

//! What a run did, and where each migration stands.

use std::fmt;
use std::time::Duration;

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The migrations that were run, in that order.
    pub migrations: Vec<Ran>,
    /// The migrations that were noted as applied without being run, because the database has what they make.
    pub recorded: Vec<Ran>,
    /// How long it waited for the lock and ran, all in all.
    pub duration: Duration,
}

/// What a run did that went back and forth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// What was taken back first.
    pub back: Report,
    /// What was applied then.
    pub forth: Report,
}

/// One migration that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ran {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How long its steps took.
    pub duration: Duration,
}

/// Where one migration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: Standing,
    /// When its last step was done (RFC 3339), which run it was part of, who ran it; of one that was run.
    pub run: Option<Run>,
}

/// When and by whom a migration was run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// When its last step was done, as RFC 3339 in UTC.
    pub at: String,
    /// The number of the run it was part of.
    pub batch: u64,
    /// Who ran it.
    pub by: String,
    /// How long all its steps took.
    pub duration: Duration,
}

/// Where a migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// The database has it.
    Applied,
    /// The database does not have it yet.
    Pending,
    /// The database has its first steps.
    HalfApplied {
        /// How many.
        steps: usize,
    },
    /// Its first steps back were taken.
    HalfReverted {
        /// How many.
        steps: usize,
    },
    /// The database has some of the migrations that were folded into it.
    PartlyFolded {
        /// How many.
        has: usize,
        /// Out of how many.
        of: usize,
    },
    /// The database has it, and its files are others now.
    AppliedEdited,
    /// Its files are not those that were written.
    Edited,
    /// The database has it, and there are no files of it.
    Unknown,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied => f.write_str("applied"),
            Self::Pending => f.write_str("pending"),
            Self::HalfApplied { steps } => write!(f, "applied up to step {steps}"),
            Self::HalfReverted { steps } => write!(f, "taken back up to step {steps}"),
            Self::PartlyFolded { has, of } => write!(f, "folded, {has} of {of} applied"),
            Self::AppliedEdited => f.write_str("applied, edited since"),
            Self::Edited => f.write_str("pending, edited by hand"),
            Self::Unknown => f.write_str("applied, no files"),
        }
    }
}

/// What is going on, for a progress display.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// Another migrator is at work.
    Waiting {
        /// For how long.
        waited: Duration,
    },
    /// A migration begins.
    Migration {
        /// Its id.
        id: &'a str,
        /// Its name.
        name: &'a str,
    },
    /// A step begins.
    Step {
        /// Which one, from 1.
        step: usize,
        /// Out of how many.
        of: usize,
        /// Whether an earlier run was broken off in it.
        again: bool,
    },
    /// A batch is done.
    Batch {
        /// The column that it walks along, or several with commas between.
        key: &'a str,
        /// How many rows were changed so far.
        rows: u64,
    },
    /// A table is locked by something else: the step was rolled back, and is tried again.
    Retry {
        /// How often it was tried by now.
        tries: u32,
        /// Out of how many times.
        of: u32,
        /// After which time it is tried again.
        pause: Duration,
    },
    /// A migration is done.
    Done {
        /// Its id.
        id: &'a str,
        /// How long its steps took.
        duration: Duration,
    },
}

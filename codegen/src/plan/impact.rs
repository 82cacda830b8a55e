//! What a step means for those who use the database while it runs.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::catalog::ObjectName;

/// Locks, work and hazards of a step, as its planner knows them; reports and JSON say them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// On what was there before the migration, the strongest first. What the migration itself makes, nobody waits for.
    pub locks: Vec<Lock>,
    /// How much of a table it goes through under its lock.
    pub work: Work,
    /// For which column it writes all rows of a table anew that was there before, while nobody else uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewrites: Option<Rewrite>,
    /// What to know before it runs.
    pub hazards: Vec<Hazard>,
}

/// A column for which all rows of its table are written anew while nobody reads or writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The table, as it is called after.
    pub table: ObjectName,
    /// The column, likewise.
    pub column: String,
}

/// `note.value`
impl fmt::Display for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

impl Serialize for Rewrite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Rewrite {
    /// What `--allow` takes: `rewrite:note.value`.
    pub fn consent(&self) -> String {
        format!("rewrite:{self}")
    }
}

/// A lock that a step takes and holds to the end of its transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lock {
    /// The table, as a person writes it; the whole database on SQLite, where there is but one lock.
    pub table: Option<String>,
    /// How strong.
    pub level: LockLevel,
}

/// PostgreSQL's lock levels (manual, section 13.3.1), weakest first, and SQLite's one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LockLevel {
    /// Taken by SELECT.
    AccessShare,
    /// Taken by SELECT FOR UPDATE.
    RowShare,
    /// Taken by INSERT, UPDATE and DELETE.
    RowExclusive,
    /// Lets reads and writes pass: VALIDATE CONSTRAINT, CREATE INDEX CONCURRENTLY.
    ShareUpdateExclusive,
    /// Blocks writes: CREATE INDEX.
    Share,
    /// Blocks writes: ADD FOREIGN KEY, on both tables.
    ShareRowExclusive,
    /// Blocks writes and SELECT FOR UPDATE.
    Exclusive,
    /// Blocks reads and writes: most of ALTER TABLE.
    AccessExclusive,
    /// SQLite's write lock: other writers wait, readers do not (in WAL mode).
    Database,
}

/// How much of a table a step goes through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// None of it: the time does not depend on the number of rows.
    #[default]
    Metadata,
    /// Reads every row.
    Scan,
    /// Writes every row.
    Rewrite,
}

/// Something to know before a step runs on a live database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hazard {
    /// Of which kind.
    pub kind: HazardKind,
    /// What, for a person.
    pub message: String,
}

/// Kinds of hazards. Their serialized names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardKind {
    /// Rows that are there may make it fail.
    CanFail,
    /// Data goes.
    Loses,
    /// Others wait for as long as it takes, and that depends on the number of rows.
    Blocks,
    /// Application code that knows the schema before it stops working.
    BreaksOlderCode,
}

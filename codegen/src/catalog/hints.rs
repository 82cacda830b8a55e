//! What the author says about the way from one catalog to the next: renames, replacements, backfills, casts.
//!
//! Hints are not part of a catalog. Each acts once: a snapshot records the [`id`](RenameHint::id) of those that were
//! used, and [`Hints::without`] leaves those out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalog::ObjectName;

/// All hints of a schema, lowered for one dialect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// `renamed_from`, everywhere.
    pub renamed: Vec<RenameHint>,
    /// `replaced` of enums: enum → removed value → the value its rows get.
    pub replaced: BTreeMap<ObjectName, BTreeMap<String, String>>,
    /// `backfill`: (table, column) → SQL.
    pub backfill: BTreeMap<(ObjectName, String), String>,
    /// `using`: (table, column) → SQL.
    pub using: BTreeMap<(ObjectName, String), String>,
    /// `using_back`: (table, column) → SQL. It acts with `using`, while both columns are there.
    pub using_back: BTreeMap<(ObjectName, String), String>,
}

/// One `renamed_from`. `from` is the logical key that the thing had (its name, where no key is recorded); `to` is the
/// next physical name. Where the table itself is renamed too, `table` is its next name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "rename", rename_all = "snake_case")]
pub enum RenameHint {
    /// A table.
    Table {
        /// Its key before.
        from: String,
        /// Its name after.
        to: ObjectName,
    },
    /// A column.
    Column {
        /// Its table's name after.
        table: ObjectName,
        /// Its key before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// An enum.
    Enum {
        /// Its key before.
        from: String,
        /// Its name after.
        to: ObjectName,
    },
    /// A value of an enum.
    EnumValue {
        /// Its enum's name after.
        enumeration: ObjectName,
        /// The value before.
        from: String,
        /// The value after.
        to: String,
    },
    /// A constraint.
    Constraint {
        /// Its table's name after.
        table: ObjectName,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
    /// An index.
    Index {
        /// Its table's name after.
        table: ObjectName,
        /// Its name before.
        from: String,
        /// Its name after.
        to: String,
    },
}

impl RenameHint {
    /// A stable text that tells this hint from every other.
    pub fn id(&self) -> String {
        match self {
            Self::Table { from, to } => format!("rename table {from} to {to}"),
            Self::Column { table, from, to } => format!("rename column {table}.{from} to {to}"),
            Self::Enum { from, to } => format!("rename enum {from} to {to}"),
            Self::EnumValue { enumeration, from, to } => format!("rename value {enumeration}.{from} to {to}"),
            Self::Constraint { table, from, to } => format!("rename constraint {table}.{from} to {to}"),
            Self::Index { table, from, to } => format!("rename index {table}.{from} to {to}"),
        }
    }
}

impl Hints {
    /// The id of a replacement.
    pub fn replaced_id(enumeration: &ObjectName, from: &str, to: &str) -> String {
        format!("replace {enumeration}.{from} by {to}")
    }

    /// The id of a backfill.
    pub fn backfill_id(table: &ObjectName, column: &str, sql: &str) -> String {
        format!("backfill {table}.{column} {sql}")
    }

    /// The id of a cast.
    pub fn using_id(table: &ObjectName, column: &str, sql: &str) -> String {
        format!("using {table}.{column} {sql}")
    }

    /// The ids of all hints.
    pub fn ids(&self) -> BTreeSet<String> {
        let mut ids: BTreeSet<_> = self.renamed.iter().map(RenameHint::id).collect();
        for (enumeration, values) in &self.replaced {
            ids.extend(values.iter().map(|(from, to)| Self::replaced_id(enumeration, from, to)));
        }
        ids.extend(
            self.backfill
                .iter()
                .map(|((table, column), sql)| Self::backfill_id(table, column, sql)),
        );
        ids.extend(
            self.using
                .iter()
                .map(|((table, column), sql)| Self::using_id(table, column, sql)),
        );
        ids
    }

    /// These hints less those that an earlier migration used.
    #[must_use]
    pub fn without(mut self, used: &BTreeSet<String>) -> Self {
        self.renamed.retain(|hint| !used.contains(&hint.id()));
        for (enumeration, values) in &mut self.replaced {
            values.retain(|from, to| !used.contains(&Self::replaced_id(enumeration, from, to)));
        }
        self.replaced.retain(|_, values| !values.is_empty());
        self.backfill
            .retain(|(table, column), sql| !used.contains(&Self::backfill_id(table, column, sql)));
        self.using
            .retain(|(table, column), sql| !used.contains(&Self::using_id(table, column, sql)));
        self
    }
}

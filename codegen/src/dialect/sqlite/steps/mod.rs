//! The statements of SQLite migrations, as data.
//!
//! SQLite alters little in place, so its statements are fewer than PostgreSQL's, and a table that cannot be altered is
//! rebuilt ([`rebuild`]). Every text in a step is final: quoted, in the order in which it is written.

mod alterable;
mod altered;
mod column;
mod copy;
mod expression;
mod impact;
mod in_place;
mod in_step;
mod index;
mod rebuild;
mod rename;
mod table;

use serde::Serialize;

use crate::dialect::Dialect;
use crate::dialect::sqlite::Sqlite;
use crate::plan::{Effect, Impact, Statement, Step, StepMode};

pub(super) use altered::Altered;
pub(super) use impact::alike;
pub(super) use in_place::alter;
pub(super) use in_step::in_step;
pub(super) use index::{create_index, drop_index};
pub(super) use rebuild::rebuild;
pub(super) use rename::{Rename, in_order};
pub(super) use table::{create_table, drop_table};

pub(super) use alterable::alterable;

/// A statement of SQLite.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum SqliteStep {
    /// `CREATE TABLE` with all constraints.
    CreateTable {
        table: String,
        /// Columns, then constraints.
        definitions: Vec<String>,
        options: Vec<&'static str>,
        /// Whether a column is declared with words that are no type to anybody else.
        #[serde(skip)]
        free_types: bool,
    },
    /// `DROP TABLE`.
    DropTable { table: String },
    /// `ALTER TABLE … RENAME TO`, which takes along what points at the table.
    RenameTable { from: String, to: String },
    /// The same in the legacy way, which touches nothing else: the last part of a rebuild.
    ReplaceTable { from: String, to: String },
    /// `ALTER TABLE … RENAME COLUMN`.
    RenameColumn { table: String, from: String, to: String },
    /// A view or trigger made or taken away, as it was written.
    Object { sql: String },
    /// `ALTER TABLE … ADD COLUMN`.
    AddColumn {
        table: String,
        definition: String,
        /// Whether it is declared with words that are no type to anybody else.
        #[serde(skip)]
        free_type: bool,
        /// Whether it has a constraint that the rows are tested against.
        #[serde(skip)]
        tests_rows: bool,
    },
    /// `ALTER TABLE … ALTER COLUMN … SET NOT NULL`, which tests all rows.
    SetNotNull { table: String, column: String },
    /// `ALTER TABLE … ALTER COLUMN … DROP NOT NULL`.
    DropNotNull { table: String, column: String },
    /// `ALTER TABLE … ADD CONSTRAINT`, which tests all rows.
    AddConstraint { table: String, definition: String },
    /// `ALTER TABLE … DROP CONSTRAINT`.
    DropConstraint { table: String, constraint: String },
    /// `ALTER TABLE … DROP COLUMN`.
    DropColumn { table: String, column: String },
    /// `CREATE INDEX`.
    CreateIndex {
        unique: bool,
        index: String,
        table: String,
        parts: Vec<String>,
        predicate: Option<String>,
    },
    /// `DROP INDEX`.
    DropIndex { index: String },
    /// `INSERT INTO … SELECT` from the table that is rebuilt.
    CopyRows {
        from: String,
        into: String,
        columns: Vec<String>,
        values: Vec<String>,
    },
    /// The row of `sqlite_sequence` that keeps the highest number given out.
    CopySequence { from: String, to: String },
    /// An error, and so a rollback, unless all conditions hold.
    Assert { conditions: Vec<Condition> },
    /// `UPDATE` of one column.
    UpdateRows {
        table: String,
        column: String,
        value: String,
        condition: Option<String>,
    },
}

/// Templates whose statements sqlparser does not know, each with its reason.
pub(super) const UNPARSED: &[(&str, &str)] = &[
    (
        "create_table_strict_without_rowid.sql",
        "sqlparser takes one table option, and no comma between two",
    ),
    (
        "create_table_free_types.sql",
        "SQLite takes any words for a type, sqlparser those that it knows",
    ),
    ("add_column_free_type.sql", "the same"),
    ("object.sql", "it holds what its author wrote, of any kind"),
];

/// What must hold before a migration goes on.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Condition {
    /// The name of a `CHECK`, quoted: SQLite's error message consists of it.
    pub(super) message: String,
    /// An SQL expression that is 1 when all is well.
    pub(super) holds: String,
}

impl SqliteStep {
    fn template(&self) -> &'static str {
        match self {
            Self::CreateTable { options, .. } if options.len() > 1 => "create_table_strict_without_rowid.sql",
            Self::CreateTable { free_types: true, .. } => "create_table_free_types.sql",
            Self::CreateTable { .. } => "create_table.sql",
            Self::DropTable { .. } => "drop_table.sql",
            Self::RenameTable { .. } => "rename_table.sql",
            Self::ReplaceTable { .. } => "replace_table.sql",
            Self::RenameColumn { .. } => "rename_column.sql",
            Self::Object { .. } => "object.sql",
            Self::AddColumn { free_type: true, .. } => "add_column_free_type.sql",
            Self::AddColumn { .. } => "add_column.sql",
            Self::SetNotNull { .. } => "set_not_null.sql",
            Self::DropNotNull { .. } => "drop_not_null.sql",
            Self::AddConstraint { .. } => "add_constraint.sql",
            Self::DropConstraint { .. } => "drop_constraint.sql",
            Self::DropColumn { .. } => "drop_column.sql",
            Self::CreateIndex { .. } => "create_index.sql",
            Self::DropIndex { .. } => "drop_index.sql",
            Self::CopyRows { .. } => "copy_rows.sql",
            Self::CopySequence { .. } => "copy_sequence.sql",
            Self::Assert { .. } => "assert.sql",
            Self::UpdateRows { .. } => "update_rows.sql",
        }
    }

    /// With what is said about it.
    pub(super) fn because(self, comment: impl Into<String>, effect: Effect) -> Planned {
        Planned {
            impact: self.impact(),
            step: self,
            comment: comment.into(),
            effect,
        }
    }
}

/// A statement, why it is there and what it does to data; how it must be run is known once all are.
#[derive(Debug)]
pub(super) struct Planned {
    step: SqliteStep,
    comment: String,
    effect: Effect,
    impact: Impact,
}

impl Planned {
    pub(super) fn into_step(self, mode: StepMode) -> Step {
        Step {
            statement: Statement::new(self.step.template(), &self.step),
            // A name may hold a line break, which would end an SQL comment.
            comment: Some(self.comment.replace(['\r', '\n'], " ")),
            mode,
            effect: self.effect,
            impact: self.impact,
        }
    }
}

/// A name as SQL.
pub(super) fn quote(name: &str) -> String {
    Sqlite.quote_identifier(name)
}

/// Names as SQL, with commas between.
fn quote_list(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// Text as SQL.
fn literal(text: &str) -> String {
    Sqlite.quote_text(text)
}

/// What tells names apart: SQLite ignores the case of ASCII letters in them, and only of those.
pub(super) fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// A name made from `stem` that is not taken; `taken` is asked for folded names.
pub(super) fn free_name(stem: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = stem.to_owned();
    let mut number = 1;
    while taken(&fold(&name)) {
        number += 1;
        name = format!("{stem}_{number}");
    }
    name
}

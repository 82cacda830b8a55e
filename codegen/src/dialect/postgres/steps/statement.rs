//! PostgreSQL's statements as data: what each template sees, all of it final text.

use serde::Serialize;

use super::impact;
use crate::plan::{Effect, Hazard, HazardKind, Statement, Step, StepMode};

/// A statement; each has a template of its own under `templates/postgres/`.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Sql {
    CreateSchema {
        schema: String,
    },
    DropSchema {
        schema: String,
    },
    /// `kind` is `TABLE`, `COLUMN` …; `comment` a literal or `NULL`.
    Comment {
        kind: &'static str,
        object: String,
        comment: String,
    },

    /// As the server writes it.
    Object {
        sql: String,
    },

    CreateType {
        name: String,
        values: Vec<String>,
    },
    DropType {
        name: String,
    },
    RenameType {
        name: String,
        to: String,
    },
    MoveType {
        name: String,
        schema: String,
    },
    /// `position` is empty or `BEFORE 'value'`, `AFTER 'value'`.
    AddValue {
        name: String,
        value: String,
        position: String,
    },
    RenameValue {
        name: String,
        from: String,
        to: String,
    },

    CreateTable {
        table: String,
        columns: Vec<String>,
        constraints: Vec<Named>,
        /// The tables whose columns it also has.
        inherits: Option<String>,
        /// `RANGE (…)` and the like.
        partition_by: Option<String>,
    },
    /// `bound` is `FOR VALUES …` or `DEFAULT`.
    CreatePartition {
        table: String,
        parent: String,
        constraints: Vec<Named>,
        bound: String,
        partition_by: Option<String>,
    },
    DetachPartition {
        table: String,
        parent: String,
    },
    /// Tables go where none of their names is in the way.
    MoveAside {
        tables: Vec<String>,
        schema: String,
    },
    /// `columns` and `values` are lists of the same length.
    CopyRows {
        table: String,
        columns: String,
        values: String,
        from: String,
        /// Not those of tables that are made of it.
        only: bool,
    },
    DropAside {
        tables: Vec<String>,
        schema: String,
    },
    DropTable {
        table: String,
    },
    RenameTable {
        table: String,
        to: String,
    },
    MoveTable {
        table: String,
        schema: String,
    },
    /// The sequence of an identity column, whatever it is called: literals all, and a dollar quote that is in none of them.
    RenameSequenceOf {
        quote: String,
        table: String,
        column: String,
        to: String,
    },
    RenameSequence {
        sequence: String,
        to: String,
    },

    AddColumn {
        table: String,
        column: String,
    },
    DropColumn {
        table: String,
        column: String,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    AlterColumnType {
        table: String,
        column: String,
        r#type: String,
        using: Option<String>,
    },
    AlterColumnCollation {
        table: String,
        column: String,
        r#type: String,
        collation: String,
        using: Option<String>,
    },
    SetDefault {
        table: String,
        column: String,
        default: String,
    },
    DropDefault {
        table: String,
        column: String,
    },
    SetNotNull {
        table: String,
        column: String,
    },
    DropNotNull {
        table: String,
        column: String,
    },
    SetExpression {
        table: String,
        column: String,
        expression: String,
    },
    DropExpression {
        table: String,
        column: String,
    },
    AddIdentity {
        table: String,
        column: String,
        identity: &'static str,
    },
    SetIdentity {
        table: String,
        column: String,
        identity: &'static str,
    },
    DropIdentity {
        table: String,
        column: String,
    },
    /// `table_text` and `column_text` are literals that hold the names.
    SetSequence {
        table: String,
        column: String,
        table_text: String,
        column_text: String,
    },
    /// `condition` leaves out the rows that stay as they are.
    Update {
        table: String,
        column: String,
        value: String,
        condition: Option<String>,
    },
    /// At most `size` rows of those that still need it.
    UpdateBatch {
        table: String,
        column: String,
        value: String,
        condition: String,
        /// The columns of the key.
        key: String,
        /// The same, as they are compared.
        row: String,
        size: u32,
    },
    SetConstraintsImmediate {},

    AddConstraint {
        table: String,
        name: String,
        definition: String,
        not_valid: bool,
    },
    /// `kind` is `PRIMARY KEY` or `UNIQUE`, `deferrable` empty or what follows the index.
    AddConstraintUsingIndex {
        table: String,
        name: String,
        kind: &'static str,
        index: String,
        deferrable: &'static str,
    },
    ValidateConstraint {
        table: String,
        name: String,
    },
    DropConstraint {
        table: String,
        name: String,
    },
    RenameConstraint {
        table: String,
        from: String,
        to: String,
    },

    CreateIndex(CreateIndex),
    DropIndex {
        /// Whose it is.
        table: String,
        index: String,
        concurrently: bool,
    },
    RenameIndex {
        index: String,
        to: String,
    },
}

/// A constraint: its name and all that follows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) definition: String,
}

/// An index.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CreateIndex {
    pub(super) unique: bool,
    /// Built beside the writes to its table, outside any transaction.
    pub(super) concurrently: bool,
    pub(super) name: String,
    pub(super) table: String,
    pub(super) method: Option<String>,
    pub(super) parts: String,
    pub(super) include: Option<String>,
    pub(super) nulls_not_distinct: bool,
    pub(super) predicate: Option<String>,
}

impl Sql {
    const fn template(&self) -> &'static str {
        match self {
            Self::CreateSchema { .. } => "create_schema.sql",
            Self::DropSchema { .. } => "drop_schema.sql",
            Self::Comment { .. } => "comment.sql",
            Self::Object { .. } => "object.sql",
            Self::CreateType { .. } => "create_type.sql",
            Self::DropType { .. } => "drop_type.sql",
            Self::RenameType { .. } => "rename_type.sql",
            Self::MoveType { .. } => "move_type.sql",
            Self::AddValue { .. } => "add_value.sql",
            Self::RenameValue { .. } => "rename_value.sql",
            Self::CreateTable {
                partition_by: Some(_), ..
            } => "create_partitioned_table.sql",
            Self::CreateTable { .. } => "create_table.sql",
            Self::CreatePartition { .. } => "create_partition.sql",
            Self::DetachPartition { .. } => "detach_partition.sql",
            Self::MoveAside { .. } => "move_aside.sql",
            Self::CopyRows { .. } => "copy_rows.sql",
            Self::DropAside { .. } => "drop_aside.sql",
            Self::DropTable { .. } => "drop_table.sql",
            Self::RenameTable { .. } => "rename_table.sql",
            Self::MoveTable { .. } => "move_table.sql",
            Self::RenameSequenceOf { .. } => "rename_sequence_of.sql",
            Self::RenameSequence { .. } => "rename_sequence.sql",
            Self::AddColumn { .. } => "add_column.sql",
            Self::DropColumn { .. } => "drop_column.sql",
            Self::RenameColumn { .. } => "rename_column.sql",
            Self::AlterColumnType { .. } => "alter_column_type.sql",
            Self::AlterColumnCollation { .. } => "alter_column_collation.sql",
            Self::SetDefault { .. } => "set_default.sql",
            Self::DropDefault { .. } => "drop_default.sql",
            Self::SetNotNull { .. } => "set_not_null.sql",
            Self::DropNotNull { .. } => "drop_not_null.sql",
            Self::SetExpression { .. } => "set_expression.sql",
            Self::DropExpression { .. } => "drop_expression.sql",
            Self::AddIdentity { .. } => "add_identity.sql",
            Self::SetIdentity { .. } => "set_identity.sql",
            Self::DropIdentity { .. } => "drop_identity.sql",
            Self::SetSequence { .. } => "set_sequence.sql",
            Self::Update { .. } => "update.sql",
            Self::UpdateBatch { .. } => "update_batch.sql",
            Self::SetConstraintsImmediate { .. } => "set_constraints_immediate.sql",
            Self::AddConstraint { .. } => "add_constraint.sql",
            Self::AddConstraintUsingIndex { .. } => "add_constraint_using_index.sql",
            Self::ValidateConstraint { .. } => "validate_constraint.sql",
            Self::DropConstraint { .. } => "drop_constraint.sql",
            Self::RenameConstraint { .. } => "rename_constraint.sql",
            Self::CreateIndex(_) => "create_index.sql",
            Self::DropIndex { concurrently: true, .. } => "drop_index_concurrently.sql",
            Self::DropIndex { .. } => "drop_index.sql",
            Self::RenameIndex { .. } => "rename_index.sql",
        }
    }

    /// A step of a transaction that loses nothing.
    pub(super) fn step(self, comment: impl Into<String>) -> Step {
        Step {
            statement: Statement::new(self.template(), &self),
            comment: Some(comment.into()),
            mode: StepMode::Transaction,
            effect: Effect::Lossless,
            impact: impact::of(&self),
        }
    }

    /// A step of a transaction that needs no word.
    pub(super) fn plain_step(self) -> Step {
        Step {
            comment: None,
            ..self.step("")
        }
    }
}

/// A step that cannot be in a transaction.
pub(super) fn alone(step: Step) -> Step {
    Step {
        mode: StepMode::Alone,
        ..step
    }
}

/// A step that takes its time, under locks that nobody waits for.
pub(super) fn own_transaction(step: Step) -> Step {
    Step {
        mode: StepMode::OwnTransaction,
        ..step
    }
}

/// A step that makes a new place for data.
pub(super) fn fresh(step: Step) -> Step {
    Step {
        effect: Effect::Fresh,
        ..step
    }
}

/// A step that may lose data.
pub(super) fn lossy(step: Step) -> Step {
    Step {
        effect: Effect::Lossy,
        ..step
    }
}

/// A step with something to know.
pub(super) fn hazardous(mut step: Step, kind: HazardKind, message: impl Into<String>) -> Step {
    step.impact.hazards.push(Hazard {
        kind,
        message: message.into(),
    });
    step
}

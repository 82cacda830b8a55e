//! What each statement locks, and how much of a table it goes through (manual, section 13.3.1 and ALTER TABLE, "Notes").

use super::statement::Sql;
use crate::catalog::{Catalog, ObjectName, Pair};
use crate::diff::Change;
use crate::plan::LockLevel::{self, AccessExclusive, RowExclusive, Share, ShareRowExclusive, ShareUpdateExclusive};
use crate::plan::Work::{self, Metadata, Rewrite, Scan};
use crate::plan::{Impact, Lock, Rewrite as Rewritten, Step};

/// Of the table that the statement names. Tables are as in SQL here, until [`settle`].
pub(super) fn of(sql: &Sql) -> Impact {
    let Some((table, level, work)) = on(sql) else {
        return Impact::default();
    };
    Impact {
        locks: vec![lock(table, level)],
        work,
        ..Impact::default()
    }
}

fn lock(table: &str, level: LockLevel) -> Lock {
    Lock {
        table: Some(table.to_owned()),
        level,
    }
}

fn on(sql: &Sql) -> Option<(&str, LockLevel, Work)> {
    Some(match sql {
        Sql::DropTable { table }
        | Sql::RenameTable { table, .. }
        | Sql::MoveTable { table, .. }
        | Sql::AddColumn { table, .. }
        | Sql::DropColumn { table, .. }
        | Sql::RenameColumn { table, .. }
        | Sql::SetDefault { table, .. }
        | Sql::DropDefault { table, .. }
        | Sql::DropNotNull { table, .. }
        | Sql::DropExpression { table, .. }
        | Sql::SetIdentity { table, .. }
        | Sql::DropIdentity { table, .. }
        | Sql::AddIdentity { table, .. }
        | Sql::AddConstraintUsingIndex { table, .. }
        | Sql::DropConstraint { table, .. }
        | Sql::RenameConstraint { table, .. }
        | Sql::DropIndex {
            table,
            concurrently: false,
            ..
        } => (table, AccessExclusive, Metadata),
        Sql::AlterColumnType { table, .. } | Sql::SetExpression { table, .. } => (table, AccessExclusive, Rewrite),
        // Indexes over it are built again.
        Sql::AlterColumnCollation { table, .. } | Sql::SetNotNull { table, .. } => (table, AccessExclusive, Scan),
        Sql::SetSequence { table, .. } => (table, LockLevel::AccessShare, Scan),
        Sql::Update { table, .. } | Sql::UpdateBatch { table, .. } => (table, RowExclusive, Rewrite),
        Sql::AddConstraint {
            table,
            definition,
            not_valid,
            ..
        } => {
            let level = if definition.starts_with("FOREIGN KEY") {
                ShareRowExclusive
            } else {
                AccessExclusive
            };
            (table, level, if *not_valid { Metadata } else { Scan })
        }
        Sql::ValidateConstraint { table, .. } => (table, ShareUpdateExclusive, Scan),
        Sql::CreateIndex(index) => {
            let level = if index.concurrently {
                ShareUpdateExclusive
            } else {
                Share
            };
            (&index.table, level, Scan)
        }
        Sql::DropIndex { table, .. } => (table, ShareUpdateExclusive, Metadata),
        _ => return None,
    })
}

/// The step also locks this table.
pub(super) fn also_locks(mut step: Step, table: &ObjectName, level: LockLevel) -> Step {
    step.impact
        .locks
        .push(lock(&super::sql_text::object_name(table), level));
    step
}

/// The step goes through as much of its table as this.
pub(super) fn working(mut step: Step, work: Work) -> Step {
    step.impact.work = work;
    step
}

/// If the step writes rows anew, it is for this column.
pub(super) fn on_behalf_of(mut step: Step, table: &ObjectName, column: &str) -> Step {
    step.impact.rewrites = Some(Rewritten {
        table: table.clone(),
        column: column.to_owned(),
    });
    step
}

/// Names tables as a person writes them, and leaves out those that the migration itself makes: nobody waits for them.
pub(super) fn settle(steps: &mut [Step], pair: Pair<&Catalog>, changes: &[Change]) {
    let renamed = changes.iter().filter_map(|change| match change {
        Change::RenameTable { to, .. } => Some(to),
        _ => None,
    });
    let there: std::collections::BTreeMap<String, &ObjectName> = pair
        .previous
        .tables
        .keys()
        .chain(renamed)
        .map(|name| (super::sql_text::object_name(name), name))
        .collect();
    for step in steps {
        let locks = std::mem::take(&mut step.impact.locks).into_iter();
        step.impact.locks = locks
            .filter_map(|lock| {
                let name = there.get(lock.table.as_deref()?)?;
                Some(Lock {
                    table: Some(name.to_string()),
                    ..lock
                })
            })
            .collect();
        step.impact.locks.sort_by_key(|lock| std::cmp::Reverse(lock.level));
        if step.impact.locks.is_empty() {
            step.impact.work = Metadata;
        }
        let shuts_out = |lock: &Lock| lock.level == AccessExclusive;
        if step.impact.work != Rewrite || !step.impact.locks.iter().any(shuts_out) {
            step.impact.rewrites = None;
        }
    }
}

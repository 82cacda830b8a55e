//! Constraints of PostgreSQL, added to a table with rows: who waits while they are checked.

use crate::lint::model::{Action, Change, Column, Constraint, ConstraintKind, Name};
use crate::lint::read::expression::not_null_of;
use crate::lint::rule::Found;
use crate::lint::walk::At;
use crate::plan::LockLevel;

/// A constraint that is added to a table which was there before.
fn added<'a>(at: &At<'a>) -> Option<(&'a Name, &'a Constraint)> {
    match &at.act.action {
        Action::AlterTable {
            table,
            change: Change::AddConstraint(constraint),
        } if at.is_old(table) => Some((table, constraint)),
        _ => None,
    }
}

/// A column likewise.
fn added_column<'a>(at: &At<'a>) -> Option<(&'a Name, &'a Column)> {
    match &at.act.action {
        Action::AlterTable {
            table,
            change: Change::AddColumn { column, .. },
        } if at.is_old(table) => Some((table, column)),
        _ => None,
    }
}

const NOT_VALID: &str = "add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own";

pub(in crate::lint) fn check_scans(at: &At<'_>, found: &mut Found<'_>) {
    let table = match (added(at), added_column(at)) {
        (Some((table, constraint)), _)
            if matches!(constraint.kind, ConstraintKind::Check(_)) && !constraint.not_valid =>
        {
            table
        }
        (_, Some((table, column))) if !column.checks.is_empty() => table,
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!(
                "nobody reads or writes {} while the check goes through all rows",
                table.shown()
            ),
        )
        .lock(LockLevel::AccessExclusive)
        .help(NOT_VALID);
}

pub(in crate::lint) fn foreign_key_scans(at: &At<'_>, found: &mut Found<'_>) {
    let (table, references) = match (added(at), added_column(at)) {
        (Some((table, constraint)), _) if !constraint.not_valid => match &constraint.kind {
            ConstraintKind::ForeignKey { references, .. } => (table, references),
            _ => return,
        },
        (_, Some((table, column))) => match &column.references {
            Some(references) => (table, references),
            None => return,
        },
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!(
                "nobody writes {} or {} while each row is looked up",
                table.shown(),
                references.table.shown()
            ),
        )
        .lock(LockLevel::ShareRowExclusive)
        .help(NOT_VALID);
}

pub(in crate::lint) fn not_null_scans(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable { table, change } = &at.act.action else {
        return;
    };
    let (Change::SetNotNull(column)
    | Change::AddConstraint(Constraint {
        kind: ConstraintKind::NotNull(column),
        not_valid: false,
        ..
    })) = change
    else {
        return;
    };
    if !at.is_old(table) {
        return;
    }
    if let Some(known) = at.table(&table.key) {
        let proved = known
            .checks
            .iter()
            .filter(|check| check.valid)
            .any(|check| not_null_of(&check.text, at.file.dialect, at.file.folding).as_ref() == Some(&column.name));
        let is_already = known.column(&column.name).is_some_and(|known| known.not_null);
        let is_new = at.before().any(|act| adds(act, table, &column.name));
        if proved || (is_already && !is_new) {
            return;
        }
    }
    found
        .push(
            at.act.at.clone(),
            format!("nobody reads or writes {} while it is searched for NULLs", table.shown()),
        )
        .lock(LockLevel::AccessExclusive)
        .help(format!(
            "add CHECK ({} IS NOT NULL) NOT VALID, validate it in another transaction, then SET NOT NULL: it looks at no row",
            column.shown
        ));
}

fn adds(act: &crate::lint::model::Act, table: &Name, column: &str) -> bool {
    matches!(&act.action, Action::AlterTable { table: other, change: Change::AddColumn { column: new, .. } }
        if other.key == table.key && new.name.name == column)
}

pub(in crate::lint) fn unique_builds_index(at: &At<'_>, found: &mut Found<'_>) {
    let table = match (added(at), added_column(at)) {
        (Some((table, constraint)), _)
            if matches!(constraint.kind, ConstraintKind::Unique { using_index: false, .. }) =>
        {
            table
        }
        (_, Some((table, column))) if column.unique => table,
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!(
                "nobody reads or writes {} while the index of this constraint is built",
                table.shown()
            ),
        )
        .lock(LockLevel::AccessExclusive)
        .help("CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX");
}

pub(in crate::lint) fn primary_key_builds_index(at: &At<'_>, found: &mut Found<'_>) {
    let table = match (added(at), added_column(at)) {
        (Some((table, constraint)), _)
            if matches!(constraint.kind, ConstraintKind::PrimaryKey { using_index: false, .. }) =>
        {
            table
        }
        (_, Some((table, column))) if column.primary_key => table,
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!(
                "nobody reads or writes {} while the index of its primary key is built",
                table.shown()
            ),
        )
        .lock(LockLevel::AccessExclusive)
        .help("CREATE UNIQUE INDEX CONCURRENTLY on NOT NULL columns first, then ADD PRIMARY KEY USING INDEX");
}

pub(in crate::lint) fn exclusion_builds_index(at: &At<'_>, found: &mut Found<'_>) {
    let Some((table, constraint)) = added(at) else { return };
    if constraint.kind == ConstraintKind::Exclude {
        found
            .push(
                at.act.at.clone(),
                format!("nobody reads or writes {} while all rows are compared", table.shown()),
            )
            .lock(LockLevel::AccessExclusive)
            .help("there is no way without the lock: make a new table with the constraint and move the rows, or do it while nobody works");
    }
}

pub(in crate::lint) fn validate_under_lock(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::Validate(name),
    } = &at.act.action
    else {
        return;
    };
    if !at.in_transaction() || !at.is_old(table) {
        return;
    }
    let added_here = at.state.unvalidated.contains(&(table.key.clone(), name.name.clone()));
    let Some((locked, level)) = at.state.locks.iter().max_by_key(|(_, level)| **level) else {
        return;
    };
    let message = if added_here {
        format!(
            "the transaction that adds {} still locks {}, so that validating it stops others as if it were not NOT VALID",
            name.shown, locked
        )
    } else {
        format!(
            "the transaction locks {locked} while all rows of {} are gone through",
            table.shown()
        )
    };
    found
        .push(at.act.at.clone(), message)
        .lock(*level)
        .help(if at.file.migrator {
            "put a line `-- step: transaction` before it"
        } else {
            "COMMIT first, and validate in a transaction of its own"
        });
}

pub(in crate::lint) fn domain_check_scans(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterDomain {
        domain,
        adds_check: true,
        not_valid: false,
    } = &at.act.action
    else {
        return;
    };
    if at.state.made_types.contains(&domain.key) {
        return;
    }
    found
        .push(
            at.act.at.clone(),
            format!(
                "every table with a column of {} is gone through while it is locked",
                domain.shown()
            ),
        )
        .lock(LockLevel::Share)
        .help("add it NOT VALID, and ALTER DOMAIN … VALIDATE CONSTRAINT in a transaction of its own");
}

pub(in crate::lint) fn domain_constraint(at: &At<'_>, found: &mut Found<'_>) {
    if let Action::CreateDomain {
        name,
        constrained: true,
    } = &at.act.action
    {
        found
            .push(
                at.act.at.clone(),
                format!(
                    "to change the rule of domain {} later, all tables that use it are gone through at once",
                    name.shown()
                ),
            )
            .help("put the check on the columns, where it can be added NOT VALID table by table");
    }
}

//! What each statement means for those who use the database meanwhile.
//!
//! There is one lock in SQLite, for who writes to the database; whoever runs a migration takes it at the start of a
//! transaction, and others can read in the meantime (in WAL mode).

use crate::catalog::{Column, Pair};
use crate::dialect::sqlite::steps::altered::{Altered, refused_values};
use crate::dialect::sqlite::steps::column::declared_type;
use crate::dialect::sqlite::steps::{Planned, Rename, SqliteStep};
use crate::diff::TableChange;
use crate::plan::{Hazard, HazardKind, Impact, Lock, LockLevel, Work};

impl SqliteStep {
    /// What it is when it works on a table that is there.
    pub(super) fn impact(&self) -> Impact {
        let work = match self {
            // The text of the schema is all that changes.
            Self::CreateTable { .. }
            | Self::RenameTable { .. }
            | Self::ReplaceTable { .. }
            | Self::RenameColumn { .. }
            | Self::AddColumn { tests_rows: false, .. }
            | Self::DropNotNull { .. }
            | Self::DropConstraint { .. }
            | Self::Object { .. }
            | Self::CopySequence { .. } => Work::Metadata,
            // The pages of what is dropped go to the list of free ones, each by itself.
            Self::DropTable { .. }
            | Self::DropIndex { .. }
            | Self::CreateIndex { .. }
            | Self::AddColumn { tests_rows: true, .. }
            | Self::SetNotNull { .. }
            | Self::AddConstraint { .. }
            | Self::Assert { .. } => Work::Scan,
            Self::CopyRows { .. } | Self::UpdateRows { .. } | Self::DropColumn { .. } => Work::Rewrite,
        };
        Impact {
            locks: vec![Lock {
                table: None,
                level: LockLevel::Database,
            }],
            work,
            rewrites: None,
            hazards: Vec::new(),
        }
    }
}

impl Planned {
    /// It works on a table that the migration itself makes.
    pub(in crate::dialect::sqlite) fn on_new_table(mut self) -> Self {
        self.impact.work = Work::Metadata;
        self
    }

    /// Rows that are there may make it fail.
    pub(in crate::dialect::sqlite) fn can_fail(self, message: impl Into<String>) -> Self {
        self.hazard(HazardKind::CanFail, message.into())
    }

    /// Data goes.
    pub(in crate::dialect::sqlite) fn loses(self, message: impl Into<String>) -> Self {
        self.hazard(HazardKind::Loses, message.into())
    }

    /// Application code that knows the schema before it stops working.
    pub(in crate::dialect::sqlite) fn breaks_older_code(self, message: impl Into<String>) -> Self {
        self.hazard(HazardKind::BreaksOlderCode, message.into())
    }

    /// A name goes; one that is only there for a moment, in a swap, nobody knows.
    pub(in crate::dialect::sqlite) fn renames(self, renames: &[Rename], from: &str) -> Self {
        if renames.iter().any(|rename| rename.from == from) {
            self.breaks_older_code(format!("code that names {from} fails"))
        } else {
            self
        }
    }

    fn hazard(mut self, kind: HazardKind, message: String) -> Self {
        self.impact.hazards.push(Hazard { kind, message });
        self
    }
}

/// What a rebuild does to rows and to older code, told by its copy.
pub(super) fn of_copy(altered: &Altered<'_>, copy: Planned) -> Planned {
    let table = altered.name();
    let mut copy = copy;
    let dropped: Vec<_> = altered.dropped_columns.keys().copied().collect();
    let lost = dropped.iter().copied().filter(|name| !altered.is_kept_in_step(name));
    let lost: Vec<_> = lost.collect();
    if !lost.is_empty() {
        copy = copy.loses(format!("the values of {} are lost", lost.join(", ")));
    }
    if !dropped.is_empty() {
        copy = copy.breaks_older_code(format!("code that names {} fails", dropped.join(", ")));
    }
    for (column, change) in &altered.enums {
        let lost: Vec<_> = refused_values(change).collect();
        if !lost.is_empty() {
            copy = copy.can_fail(format!(
                "rows of {table} whose {column} is {} stop it",
                lost.join(" or ")
            ));
        }
    }
    for change in &altered.changes {
        copy = match change {
            TableChange::AddColumn { column, backfill } => {
                let has_value = column.nullable || column.default.is_some() || column.generated.is_some();
                if has_value || column.identity.is_some() {
                    continue;
                }
                if backfill.is_none() {
                    copy = copy.can_fail(format!("{} has no value for rows that are there", column.name));
                }
                copy.breaks_older_code(format!("code that inserts without {} fails", column.name))
            }
            TableChange::AlterColumn {
                column,
                backfill,
                using,
            } => of_column(copy, column, backfill.is_some(), using.is_some()),
            TableChange::PrimaryKey { key } => match &key.next {
                Some(key) => copy.can_fail(alike(&key.columns)),
                None => continue,
            },
            TableChange::Unique {
                unique: Pair { next: Some(unique), .. },
            } => copy.can_fail(alike(&unique.columns)),
            TableChange::Check {
                check: Pair { next: Some(check), .. },
            } => copy.can_fail(breaks_check(&check.name)),
            TableChange::ForeignKey {
                foreign_key: Pair { next: Some(key), .. },
            } => copy.can_fail(format!("rows that point at no row of {} stop it", key.references.name)),
            _ => continue,
        };
    }
    copy
}

fn of_column(copy: Planned, column: &Pair<Column>, backfill: bool, using: bool) -> Planned {
    let Pair { previous, next } = column;
    let mut copy = copy;
    if previous.nullable && !next.nullable {
        if !backfill {
            copy = copy.can_fail(is_null(&next.name));
        }
        copy = copy.breaks_older_code(writes_null(&next.name));
    }
    let declared = declared_type(next);
    if declared_type(previous) != declared && !using {
        copy = copy.can_fail(format!("values of {} that are no {declared} stop it", next.name));
    }
    copy
}

/// Of rows that a unique index or constraint stumbles over.
pub(in crate::dialect::sqlite) fn alike(columns: &[String]) -> String {
    format!("rows that are alike in {} stop it", columns.join(", "))
}

/// Of rows that a check stumbles over.
pub(super) fn breaks_check(name: &str) -> String {
    format!("rows that break {name} stop it")
}

/// Of rows that `NOT NULL` stumbles over.
pub(super) fn is_null(column: &str) -> String {
    format!("rows whose {column} is NULL stop it")
}

/// Of code that `NOT NULL` stops.
pub(super) fn writes_null(column: &str) -> String {
    format!("code that leaves {column} NULL fails")
}

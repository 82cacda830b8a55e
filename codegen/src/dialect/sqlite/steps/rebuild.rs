//! A table made anew: what SQLite documents for "other kinds of table schema changes"
//! (<https://sqlite.org/lang_altertable.html#otheralter>).
//!
//! It runs with enforcement of foreign keys switched off *outside* the transaction: inside, the pragma does nothing, and
//! `DROP TABLE` would delete the rows of every table that points here with `ON DELETE CASCADE`. Renames of the table and
//! its columns have been made before, so that what points here has followed them.
//!
//! 1. The new table is created under a temporary name; a foreign key to itself already has the last name.
//! 2. The highest number that `AUTOINCREMENT` gave out is written down for the new table.
//! 3. The rows come over, with their rowids where both tables have them.
//! 4. An assertion: as many rows as before; no value that its new type does not hold.
//! 5. The old table goes, and the new one takes its name, in the legacy way: the modern one refuses to run while a view or a
//!    trigger elsewhere names a table that is not there at this moment, and would point foreign keys elsewhere. In the
//!    legacy way, and with enforcement off, it touches no other object: they all find the new table by name.
//! 6. Indexes are made when all tables are in place.
//!
//! Who runs the migration brings back triggers and indexes of the old table that are unknown here, makes sure that views
//! and triggers still work, and checks foreign keys (`PRAGMA foreign_key_check`), all before COMMIT.

use std::collections::BTreeSet;

use crate::catalog::Pair;
use crate::dialect::sqlite::steps::altered::Altered;
use crate::dialect::sqlite::steps::copy::{Copy, copy};
use crate::dialect::sqlite::steps::impact::of_copy;
use crate::dialect::sqlite::steps::table::{create_table, drop_table, identity_key};
use crate::dialect::sqlite::steps::{Condition, Planned, SqliteStep, free_name, literal, quote};
use crate::plan::Effect;

/// The statements that make a table anew; `taken` has the folded names of all tables and indexes.
pub(in crate::dialect::sqlite) fn rebuild(
    altered: &Altered<'_>,
    reason: &str,
    taken: &BTreeSet<String>,
) -> Vec<Planned> {
    let name = altered.name();
    let Pair { previous, next } = altered.table;
    let temporary = free_name(&format!("_tablesmith_new_{name}"), |name| taken.contains(name));
    let Copy {
        columns,
        values,
        effect,
        fresh,
        conditions: of_values,
    } = copy(altered, &temporary);

    // On the way down, a column that comes back is empty: that is told apart from what the copy loses.
    let made = if fresh { Effect::Fresh } else { Effect::Lossless };
    let mut steps = vec![create_table(&temporary, next).because(
        format!("Rebuild {name}: {reason}, which ALTER TABLE cannot do. Every row is written again, and writers wait."),
        made,
    )];
    if identity_key(previous).is_some() && identity_key(next).is_some() {
        let step = SqliteStep::CopySequence {
            from: literal(name),
            to: literal(&temporary),
        };
        steps.push(step.because("Numbers that were given out are not given out again.", Effect::Lossless));
    }
    if !columns.is_empty() {
        let step = SqliteStep::CopyRows {
            from: quote(name),
            into: quote(&temporary),
            columns,
            values,
        };
        let step = step.because(format!("The rows of {name} come over."), effect);
        steps.push(of_copy(altered, step));
    }

    let mut conditions = vec![same_count(name, &temporary)];
    conditions.extend(of_values);
    let assertion = SqliteStep::Assert { conditions };
    steps.push(assertion.because(
        "Go on only if nothing is lost; the error says what would be.",
        Effect::Lossless,
    ));

    steps.push(drop_table(name).because(
        format!("The new {name} takes the place of the old one, whose rows it has."),
        Effect::Lossless,
    ));
    let step = SqliteStep::ReplaceTable {
        from: quote(&temporary),
        to: quote(name),
    };
    steps.push(step.because(
        "The legacy way leaves alone what names the table: foreign keys, views, triggers.",
        Effect::Lossless,
    ));
    steps
}

fn same_count(name: &str, temporary: &str) -> Condition {
    Condition {
        message: quote(&format!("not every row of {name} was copied")),
        holds: format!(
            "(SELECT count(*) FROM {}) = (SELECT count(*) FROM {})",
            quote(name),
            quote(temporary)
        ),
    }
}

//! What must hold of the rows that are there before a migration may begin.
//!
//! Which checks a list of changes needs is the same for every database, and so is most of their SQL: a SELECT that
//! lists the rows in the way. They run on what is there *before* the migration, so they go by previous names; what the
//! migration is to write (into new columns and gaps, by `using`, in place of enum values that go) is looked at as if it were
//! written. Where neither can tell (a default that is another one for each row, a function that comes on the way) there is
//! no check: one that is wrong stops a migration that would have gone through.

mod before;
mod foreseen;
mod query;
mod reading;
mod rewrite;
mod standing;

use super::{Effect, Impact, Statement, Step, StepMode};
use crate::catalog::{Catalog, Check, Column, ForeignKey, Index, IndexKey, ObjectName, Pair, TypeName};
use crate::dialect::{Capabilities, CastVerdict, Dialect};
use crate::diff::{Change, EnumChange, TableChange};
use before::Before;
pub use foreseen::{Foreseen, Rows};
pub use query::{Key, Offending};
pub use rewrite::rewrites;

/// A check, and the rows that it looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreCheck {
    /// A stable word for programs, as `UNIQUE_DUPLICATES`.
    pub code: &'static str,
    /// What a returned row means, for a person.
    pub message: String,
    /// What `--allow` takes for it to be passed over, where anything is.
    pub allow: Option<String>,
    /// The table as it is called before the migration.
    pub table: ObjectName,
    /// The columns of its primary key before the migration, by which a person finds a row.
    pub key: Vec<String>,
    /// What the check sees of it.
    pub rows: Rows,
    /// Which of its rows are in the way.
    pub offending: Offending,
}

impl PreCheck {
    /// The SELECT that lists the rows in the way; no row, no obstacle. There is no semicolon at its end.
    pub fn sql(&self, dialect: &dyn Dialect) -> String {
        query::sql(self, dialect)
    }

    /// The check as a step of a plan.
    pub fn step(&self, dialect: &dyn Dialect) -> Step {
        let view = serde_json::json!({ "query": self.sql(dialect) });
        Step {
            statement: Statement::new("check.sql", &view),
            comment: None,
            mode: StepMode::Check {
                code: self.code,
                message: self.message.clone(),
                allow: self.allow.clone(),
            },
            effect: Effect::Lossless,
            impact: Impact::default(),
        }
    }
}

/// The checks that these changes between two catalogs need on such a server, in the order of the changes.
pub fn checks(pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Vec<PreCheck> {
    let before = Before::of(pair, changes, capabilities);
    let mut checks = Vec::new();
    for change in changes {
        match change {
            Change::AlterEnum(change) => of_enum(&before, change, &mut checks),
            Change::AlterTable { table, changes } => {
                for change in changes {
                    of_table(&before, table, change, &mut checks);
                }
            }
            _ => {}
        }
    }
    standing::checks(&before, &mut checks);
    checks
}

fn of_table(before: &Before<'_>, table: &ObjectName, change: &TableChange, checks: &mut Vec<PreCheck>) {
    match change {
        TableChange::AddColumn { column, backfill: None } => checks.extend(new_column(before, table, column)),
        TableChange::AddColumn { column, backfill } if before.beside(table, &column.name).is_some() => {
            checks.extend(misfits_beside(before, table, column, backfill.as_deref()));
        }
        TableChange::AddColumn {
            column,
            backfill: Some(backfill),
        } if !before.dialect().is_constant(backfill) => checks.extend(backfill_nulls(before, table, column)),
        TableChange::AlterColumn {
            column,
            backfill,
            using: None,
        } => {
            if column.previous.nullable && !column.next.nullable {
                checks.extend(nulls(before, table, column, backfill.as_deref()));
            }
            checks.extend(misfits(before, table, &column.next.name, column));
        }
        TableChange::AlterColumn {
            column,
            backfill,
            using: Some(_),
        } if column.previous.nullable && !column.next.nullable => {
            checks.extend(using_nulls(before, table, column, backfill.as_deref()));
        }
        TableChange::PrimaryKey { key } => {
            if let Some(key) = &key.next {
                let keys = columns(&key.columns);
                checks.extend(duplicates(before, table, &key.name, &keys, false, None));
            }
        }
        TableChange::Unique { unique } => {
            if let Some(unique) = &unique.next {
                let (keys, nulls) = (columns(&unique.columns), unique.nulls_not_distinct);
                checks.extend(duplicates(before, table, &unique.name, &keys, nulls, None));
            }
        }
        TableChange::Index { index } => {
            if let Some(index) = index.next.as_ref().filter(|index| index.unique) {
                checks.extend(index_duplicates(before, table, index));
            }
        }
        TableChange::Check { check } => {
            if let Some(check) = &check.next {
                checks.extend(violations(before, table, check));
            }
        }
        TableChange::ForeignKey { foreign_key } => {
            if let Some(key) = &foreign_key.next {
                let previous = foreign_key.previous.as_ref();
                let same = previous.is_some_and(|previous| {
                    previous.columns == key.columns
                        && previous.references == key.references
                        && previous.referenced_columns == key.referenced_columns
                });
                if !same {
                    checks.extend(orphans(before, table, key));
                }
            }
        }
        _ => {}
    }
}

/// A column without a value for the rows that are there.
fn new_column(before: &Before<'_>, table: &ObjectName, column: &Column) -> Option<PreCheck> {
    let has_value = column.nullable || column.default.is_some() || column.identity.is_some();
    if has_value || column.generated.is_some() {
        return None;
    }
    let message = format!(
        "{table} has rows, and its new column {} has no value for them: give it a default or a backfill",
        column.name
    );
    before.check(table, "COLUMN_NEEDS_VALUE", message, Rows::default(), Offending::AnyRow)
}

fn nulls(before: &Before<'_>, table: &ObjectName, column: &Pair<Column>, backfill: Option<&str>) -> Option<PreCheck> {
    let name = &column.next.name;
    let origin = before.column(table, name)?;
    if column.next.generated.is_some() {
        return None;
    }
    let (message, rows) = if let Some(backfill) = backfill {
        before
            .foreseen(table, name)
            .filter(|_| !before.dialect().is_constant(backfill))?;
        let message = format!("{table}.{name} is NULL in some rows, and its backfill gives them no value");
        (message, before.rows(table, std::slice::from_ref(name), &[], false))
    } else {
        let message = format!("{table}.{name} is NULL in some rows, and is to have a value: give it a backfill");
        (message, Rows::default())
    };
    let column = origin.column.name.clone();
    before.check(table, "NULL_VALUES", message, rows, Offending::Nulls { column })
}

/// A `using` that has no value for some of the rows, and neither has the backfill.
fn using_nulls(
    before: &Before<'_>,
    table: &ObjectName,
    column: &Pair<Column>,
    backfill: Option<&str>,
) -> Option<PreCheck> {
    let name = &column.next.name;
    before
        .foreseen(table, name)
        .filter(|_| !backfill.is_some_and(|backfill| before.dialect().is_constant(backfill)))?;
    let message = format!("{table}.{name} is to have a value, and its `using` gives it none in some rows");
    let rows = before.rows(table, std::slice::from_ref(name), &[], false);
    let column = name.clone();
    before.check(table, "NULL_VALUES", message, rows, Offending::Nulls { column })
}

/// A backfill that has no value for some of the rows.
fn backfill_nulls(before: &Before<'_>, table: &ObjectName, column: &Column) -> Option<PreCheck> {
    if column.nullable {
        return None;
    }
    before.foreseen(table, &column.name)?;
    let message = format!(
        "the backfill of {table}.{} has no value for some of the rows",
        column.name
    );
    let rows = before.rows(table, std::slice::from_ref(&column.name), &[], false);
    let column = column.name.clone();
    before.check(table, "NULL_VALUES", message, rows, Offending::Nulls { column })
}

/// Values that a column does not hold which comes to stand beside the one that has them.
fn misfits_beside(before: &Before<'_>, table: &ObjectName, column: &Column, value: Option<&str>) -> Option<PreCheck> {
    let there = before.beside(table, &column.name)?;
    let pair = Pair {
        previous: before.column(table, there)?.column.clone(),
        next: column.clone(),
    };
    // The author's way may well make something else of a value than its type says.
    let own = before.dialect().conversion(Pair {
        previous: &pair.previous,
        next: &pair.next,
    })?;
    let is_own = value.is_some_and(|value| value == own || value.starts_with(&format!("coalesce({own}, ")));
    if is_own {
        misfits(before, table, there, &pair)
    } else {
        None
    }
}

/// Values that the next type does not hold, of the column that is called `from` after.
fn misfits(before: &Before<'_>, table: &ObjectName, from: &str, column: &Pair<Column>) -> Option<PreCheck> {
    let (previous, next) = (&column.previous, &column.next);
    let dialect = before.dialect();
    let origin = before.column(table, from)?;
    let was_virtual = previous.generated.as_ref().is_some_and(|generated| !generated.stored);
    let computed = was_virtual || next.generated.is_some();
    let risky = dialect.cast(&previous.r#type, &next.r#type) == CastVerdict::Risky;
    if computed || origin.is_mapped || !risky {
        return None;
    }
    let name = origin.column.name.clone();
    let display = format!("{table}.{}", next.name);
    let help = if before.beside(table, &next.name).is_some() {
        "change them first"
    } else {
        "say with `using` what becomes of them"
    };
    if let (TypeName::Enum(of), false, false) = (&next.r#type.r#type, next.r#type.array, previous.r#type.array) {
        let values = before.next_values(of)?;
        let message = format!("{display} has values that {of} does not have: {help}");
        let offending = Offending::NotAmong {
            column: name,
            values: values.to_vec(),
        };
        return before.check(table, "VALUE_DOES_NOT_FIT", message, Rows::default(), offending);
    }
    let value = dialect.quote_identifier(&name);
    let condition = dialect.misfit(&value, &previous.r#type, &next.r#type)?;
    let message = format!("{display} has values that its new type does not hold: {help}");
    let offending = Offending::Where {
        columns: vec![name],
        condition,
    };
    before.check(table, "VALUE_DOES_NOT_FIT", message, Rows::default(), offending)
}

fn columns(names: &[String]) -> Vec<Key> {
    names.iter().cloned().map(Key::Column).collect()
}

fn index_duplicates(before: &Before<'_>, table: &ObjectName, index: &Index) -> Option<PreCheck> {
    let keys = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(name) => Key::Column(name.clone()),
        IndexKey::Expression(expression) => Key::Expression(expression.authored.clone()),
    });
    let predicate = index.predicate.as_ref().map(|predicate| predicate.authored.as_str());
    let nulls = index.nulls_not_distinct;
    duplicates(before, table, &index.name, &keys.collect::<Vec<_>>(), nulls, predicate)
}

fn duplicates(
    before: &Before<'_>,
    table: &ObjectName,
    name: &str,
    keys: &[Key],
    nulls_clash: bool,
    predicate: Option<&str>,
) -> Option<PreCheck> {
    let texts = keys.iter().filter_map(|key| match key {
        Key::Expression(text) => Some(text.as_str()),
        Key::Column(_) => None,
    });
    if !texts.chain(predicate).all(|text| before.can_say(table, text)) {
        return None;
    }
    let asks_sql = (predicate.is_some())
        || keys.iter().any(|key| match key {
            Key::Expression(_) => true,
            Key::Column(name) => before.may_fold(table, name) || before.takes_over(table, name),
        });
    let mut nulls_clash = nulls_clash;
    let mut shown = Vec::new();
    let mut previous = Vec::new();
    let mut columns = Vec::new();
    let mut mentioning = Vec::from_iter(predicate);
    for key in keys {
        previous.push(match key {
            Key::Column(name) => {
                columns.push(name.clone());
                shown.push(name.clone());
                if before.seen(table, name, asks_sql).is_some() {
                    Key::Column(name.clone())
                } else {
                    let origin = before.column(table, name)?;
                    if origin.is_computed_anew {
                        return None;
                    }
                    nulls_clash &= !origin.is_filled;
                    Key::Column(origin.column.name.clone())
                }
            }
            Key::Expression(text) => {
                shown.push(format!("({text})"));
                mentioning.push(text);
                Key::Expression(text.clone())
            }
        });
    }
    let rows = before.rows(table, &columns, &mentioning, asks_sql);
    if rows.foreseen.is_empty() && before.is_unique(table, &previous, nulls_clash, predicate) {
        return None;
    }
    let message = format!(
        "{table} has rows that are alike in {}, which {name} forbids",
        shown.join(", ")
    );
    let offending = Offending::Duplicates {
        keys: previous,
        nulls_clash,
        predicate: predicate.map(str::to_owned),
    };
    before.check(table, "UNIQUE_DUPLICATES", message, rows, offending)
}

fn violations(before: &Before<'_>, table: &ObjectName, check: &Check) -> Option<PreCheck> {
    let text = &check.expression.authored;
    if !before.can_say(table, text) || before.kept_by_its_enum(table, check) {
        return None;
    }
    let message = format!("{table} has rows that break the check {}", check.name);
    let offending = Offending::Where {
        columns: before.mentioned(table, text),
        condition: format!("NOT {}", query::bracketed(text)),
    };
    let rows = before.rows(table, &[], &[text], true);
    before.check(table, "CHECK_VIOLATIONS", message, rows, offending)
}

fn orphans(before: &Before<'_>, table: &ObjectName, key: &ForeignKey) -> Option<PreCheck> {
    let there = &key.references;
    let dialect = before.dialect();
    let asks_sql = (key.columns.iter()).any(|name| before.converted(table, name).is_some());
    let mut columns = Vec::new();
    let mut referenced_columns = Vec::new();
    for (name, referenced) in key.columns.iter().zip(&key.referenced_columns) {
        let (own, own_type) = if before.seen(table, name, asks_sql).is_some() {
            let column = before.pair.next.tables.get(table)?.column(name)?;
            (name, &column.r#type)
        } else {
            let origin = before.column(table, name).filter(|origin| !origin.is_changed())?;
            (&origin.column.name, &origin.column.r#type)
        };
        columns.push(own.clone());
        let Some(target) = before.column(there, referenced) else {
            if before.has_table(there) {
                return None;
            }
            continue;
        };
        let (value, target_type) = if target.is_changed() {
            let column = before.pair.next.tables.get(there)?.column(referenced)?;
            let written = before.foreseen(there, referenced).map(|foreseen| foreseen.value);
            let value = written.or_else(|| before.converted(there, referenced))?;
            (Key::Expression(value), &column.r#type)
        } else {
            (Key::Column(target.column.name.clone()), &target.column.r#type)
        };
        if !dialect.alike(own_type, target_type) {
            return None;
        }
        referenced_columns.push(value);
    }
    let message = format!(
        "{table} has rows whose {} is in no row of {there}, which {} forbids",
        key.columns.join(", "),
        key.name
    );
    let offending = Offending::Orphans {
        columns,
        // A table that is only made has no rows to point at.
        references: before.table(there).map(|table| table.name.clone()),
        referenced_columns,
    };
    let rows = before.rows(table, &key.columns, &[], asks_sql);
    before.check(table, "FOREIGN_KEY_ORPHANS", message, rows, offending)
}

/// Rows of a value that goes, where nothing is said to take its place: not even a default or NULL does so unasked.
fn of_enum(before: &Before<'_>, change: &EnumChange, checks: &mut Vec<PreCheck>) {
    let removed = change.removed().into_iter();
    let lost: Vec<_> = removed
        .filter(|value| !change.replaced.contains_key(*value))
        .map(str::to_owned)
        .collect();
    if lost.is_empty() {
        return;
    }
    let name = &change.object.next.name;
    for (table, next) in &before.pair.next.tables {
        for column in &next.columns {
            let of_it = column.text_enum.as_ref() == Some(name)
                || matches!(&column.r#type.r#type, TypeName::Enum(used) if used == name);
            if !of_it {
                continue;
            }
            let Some(origin) = before.column(table, &column.name) else {
                continue;
            };
            let array = column.is_array();
            if origin.is_computed_anew || origin.column.is_array() != array || !before.is_of_enum(origin.column, name) {
                continue;
            }
            let message = format!(
                "{table}.{} has values that go from {name}: say with `replaced` what becomes of them",
                column.name
            );
            let (column, values) = (origin.column.name.clone(), lost.clone());
            let offending = if array {
                Offending::AnyAmong { column, values }
            } else {
                Offending::Among { column, values }
            };
            checks.extend(before.check(table, "ENUM_VALUE_USED", message, Rows::default(), offending));
        }
    }
}

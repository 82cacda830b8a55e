//! What SQLite can alter in place (<https://sqlite.org/lang_altertable.html>); all else is a rebuild.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Check, Column, ForeignKey, IndexKey, Pair};
use crate::dialect::sqlite::steps::altered::{Altered, physical_change};
use crate::dialect::sqlite::steps::copy::reformed;
use crate::dialect::sqlite::steps::expression::{is_literal, is_null, mentioned, mentions};
use crate::dialect::sqlite::steps::{fold, table};
use crate::dialect::{Capabilities, Version};
use crate::diff::TableChange;

/// From this version on `ADD COLUMN` tests a check against the rows that are there
/// (<https://sqlite.org/releaselog/3_37_0.html>).
const ADD_COLUMN_TESTS_CHECKS: Version = Version::new(3, 37, 0);

/// From this version on `DROP CONSTRAINT` takes a foreign key
/// (<https://sqlite.org/releaselog/3_54_0.html>).
const DROP_CONSTRAINT_TAKES_FOREIGN_KEYS: Version = Version::new(3, 54, 0);

/// How the changes of a table are made in place, beside columns that come and go.
#[derive(Debug, Default)]
pub(in crate::dialect::sqlite) struct InPlace<'a> {
    /// Constraints that stand with a column that is added: its name → their texts.
    pub(super) with_column: BTreeMap<&'a str, Vec<String>>,
    /// Constraints that are dropped, by their names before.
    pub(super) dropped: BTreeSet<&'a str>,
    /// Checks that are added once the rows are as they are to be.
    pub(super) checks: Vec<&'a Check>,
    /// Columns that may be NULL from now on.
    pub(super) nullable: Vec<&'a str>,
    /// Columns that may no longer be NULL, each with what takes the place of NULL.
    pub(super) required: Vec<(&'a str, Option<&'a str>)>,
}

/// How all changes of a table can be made in place; `Err` says which change cannot.
pub(in crate::dialect::sqlite) fn alterable<'a>(
    altered: &Altered<'a>,
    capabilities: &Capabilities,
) -> Result<InPlace<'a>, String> {
    let mut in_place = InPlace::default();
    // Constraints first: a column can go once no constraint names it.
    in_place.renamed_constraints(altered, capabilities)?;
    for change in &altered.changes {
        match change {
            TableChange::Check { check } => in_place.check(altered, check, capabilities)?,
            TableChange::ForeignKey { foreign_key } => in_place.foreign_key(altered, foreign_key, capabilities)?,
            _ => {}
        }
    }
    for change in &altered.changes {
        match change {
            TableChange::Options { .. } => return Err("its options change".to_owned()),
            // Lowering for SQLite never sets what they are about.
            TableChange::Leave { .. } | TableChange::Partitioning { .. } | TableChange::Join { .. } => {
                return Err("what it is made of changes".to_owned());
            }
            TableChange::AddColumn { column, .. } => {
                addable(altered, column).map_err(|reason| format!("new column {} {reason}", column.name))?;
            }
            TableChange::DropColumn { column } => {
                droppable(altered, column, &in_place.dropped, capabilities)
                    .map_err(|reason| format!("dropped column {} {reason}", column.name))?;
            }
            TableChange::AlterColumn {
                column,
                backfill,
                using,
            } => {
                let columns = Pair {
                    previous: &column.previous,
                    next: &column.next,
                };
                if using.is_some() || reformed(columns).is_some() {
                    return Err(format!("column {} gets its values in another form", column.next.name));
                }
                in_place.column(altered, column, backfill.as_deref(), capabilities)?;
            }
            TableChange::PrimaryKey { .. } => return Err("its primary key changes".to_owned()),
            TableChange::Unique { unique } => return Err(changed(unique, |unique| &unique.name)),
            // There are no comments, and indexes are always made and dropped in place.
            TableChange::Comment { .. }
            | TableChange::Index { .. }
            | TableChange::Check { .. }
            | TableChange::ForeignKey { .. } => {}
        }
    }
    // `ADD COLUMN` would test a constraint before the backfill has run.
    match altered
        .added_columns()
        .find(|(column, backfill)| backfill.is_some() && in_place.with_column.contains_key(column.name.as_str()))
    {
        Some((column, _)) => Err(format!("new column {} has a constraint and a backfill", column.name)),
        None => Ok(in_place),
    }
}

impl<'a> InPlace<'a> {
    /// A check of another name is another check; nothing else can be renamed.
    fn renamed_constraints(&mut self, altered: &Altered<'a>, capabilities: &Capabilities) -> Result<(), String> {
        for (to, from) in &altered.renamed_constraints {
            let check = altered.table.next.checks.iter().find(|check| check.name == *to);
            let Some(check) = check.filter(|_| capabilities.alter_check) else {
                return Err(format!("constraint {from} gets another name"));
            };
            self.dropped.insert(from);
            self.checks.push(check);
        }
        Ok(())
    }

    fn check(
        &mut self,
        altered: &Altered<'a>,
        check: &'a Pair<Option<Check>>,
        capabilities: &Capabilities,
    ) -> Result<(), String> {
        if let Pair {
            previous: None,
            next: Some(new),
        } = check
            && let Some(column) = column_of_check(altered, new, capabilities)
        {
            self.with_column.entry(column).or_default().push(table::check(new));
            return Ok(());
        }
        if !capabilities.alter_check {
            return Err(changed(check, |check| &check.name));
        }
        // One that has another name now too goes and comes under these names already.
        let renamed = |check: &Check| altered.renamed_constraints.contains_key(check.name.as_str());
        self.dropped.extend(
            check
                .previous
                .iter()
                .filter(|check| !renamed(check))
                .map(|check| check.name.as_str()),
        );
        self.checks.extend(check.next.iter().filter(|check| !renamed(check)));
        Ok(())
    }

    fn foreign_key(
        &mut self,
        altered: &Altered<'a>,
        key: &'a Pair<Option<ForeignKey>>,
        capabilities: &Capabilities,
    ) -> Result<(), String> {
        let cannot = || changed(key, |key| &key.name);
        match key {
            Pair {
                previous: None,
                next: Some(new),
            } => {
                let column = column_of_foreign_key(altered, new).ok_or_else(cannot)?;
                let text = table::column_foreign_key(new);
                self.with_column.entry(column).or_default().push(text);
                Ok(())
            }
            Pair {
                previous: Some(old),
                next: None,
            } if capabilities.version >= DROP_CONSTRAINT_TAKES_FOREIGN_KEYS => {
                self.dropped.insert(&old.name);
                Ok(())
            }
            _ => Err(cannot()),
        }
    }

    fn column(
        &mut self,
        altered: &Altered<'a>,
        column: &'a Pair<Column>,
        backfill: Option<&'a str>,
        capabilities: &Capabilities,
    ) -> Result<(), String> {
        let Some(change) = physical_change(column) else {
            return Ok(());
        };
        let name = column.next.name.as_str();
        let mut but_for_null = column.clone();
        but_for_null.previous.nullable = column.next.nullable;
        let keys = [altered.table.previous, altered.table.next].map(|table| table.primary_key.as_ref());
        let in_key = keys
            .iter()
            .flatten()
            .any(|key| key.columns.iter().any(|column| column == name));
        let only_null = physical_change(&but_for_null).is_none();
        if !capabilities.alter_not_null || !only_null || in_key || column.next.generated.is_some() {
            return Err(format!("column {name} {change}"));
        }
        if column.next.nullable {
            self.nullable.push(name);
        } else {
            self.required.push((name, backfill));
        }
        Ok(())
    }
}

fn changed<T>(constraint: &Pair<Option<T>>, name: impl Fn(&T) -> &str) -> String {
    let (what, which) = match constraint {
        Pair {
            previous: Some(_),
            next: Some(next),
        } => ("changes", Some(next)),
        Pair { previous: None, next } => ("is new", next.as_ref()),
        Pair { previous, next: None } => ("goes", previous.as_ref()),
    };
    format!("constraint {} {what}", which.map_or("", name))
}

/// `ADD COLUMN` takes a column whose value in the rows that are there is a constant.
fn addable(altered: &Altered<'_>, column: &Column) -> Result<(), &'static str> {
    let default = column.default.as_ref().map(|default| default.authored.as_str());
    let constant = default.is_none_or(is_literal);
    let has_value = default.is_some_and(|default| !is_null(default));
    let clashes = |other: &Column| fold(&other.name) == fold(&column.name);

    if column.identity.is_some() {
        return Err("is numbered");
    }
    if let Some(generated) = &column.generated {
        let others = altered.added_columns().filter(|(other, _)| other.name != column.name);
        let mut others = others.filter(|(other, _)| other.generated.is_some());
        if generated.stored {
            return Err("is stored and generated");
        }
        if !column.nullable {
            return Err("is generated and NOT NULL");
        }
        if others.any(|(other, _)| mentions(&generated.expression.authored, &other.name)) {
            return Err("is generated from another new one");
        }
        return Ok(());
    }
    if !constant {
        return Err("has a default that is computed");
    }
    if !column.nullable && !has_value {
        return Err("is NOT NULL without a default");
    }
    if altered.table.previous.columns.iter().any(clashes) {
        return Err("takes a name that is there");
    }
    Ok(())
}

/// `DROP COLUMN` takes a column that nothing else in the table mentions.
fn droppable(
    altered: &Altered<'_>,
    column: &Column,
    dropped: &BTreeSet<&str>,
    capabilities: &Capabilities,
) -> Result<(), &'static str> {
    if !capabilities.drop_column {
        return Err("cannot go by ALTER TABLE in this version");
    }
    let table = altered.table.previous;
    // What mentions it does so by its name before.
    let after = column.name.as_str();
    let name = altered.dropped_columns.get(after).copied().unwrap_or(after);
    let has = |columns: &[String]| columns.iter().any(|other| other == name);

    if table.primary_key.as_ref().is_some_and(|key| has(&key.columns)) {
        return Err("is in the primary key");
    }
    if table.uniques.iter().any(|unique| has(&unique.columns)) {
        return Err("is in a unique constraint");
    }
    let stays = |name: &str| !dropped.contains(name);
    let mut keys = table.foreign_keys.iter().filter(|key| stays(&key.name));
    if keys.any(|key| has(&key.columns)) {
        return Err("is in a foreign key");
    }
    let mut checks = table.checks.iter().filter(|check| stays(&check.name));
    if checks.any(|check| mentions(&check.expression.authored, name)) {
        return Err("is in a check");
    }
    let others = table.columns.iter().filter(|other| other.name != name);
    let mut generated = others.filter_map(|other| other.generated.as_ref());
    if generated.any(|generated| mentions(&generated.expression.authored, name)) {
        return Err("is in a generated column");
    }
    let gone: BTreeSet<_> = altered.dropped_indexes();
    let mut kept = table.indexes.iter().filter(|index| !gone.contains(index.name.as_str()));
    let indexed = kept.any(|index| {
        let in_predicate = index
            .predicate
            .as_ref()
            .is_some_and(|sql| mentions(&sql.authored, name));
        in_predicate
            || index.parts.iter().any(|part| match &part.key {
                IndexKey::Column(column) => column == name,
                IndexKey::Expression(expression) => mentions(&expression.authored, name),
            })
    });
    if indexed { Err("is in an index") } else { Ok(()) }
}

/// The last new column that a new check is about.
fn column_of_check<'a>(altered: &Altered<'a>, check: &Check, capabilities: &Capabilities) -> Option<&'a str> {
    let tested = capabilities.version >= ADD_COLUMN_TESTS_CHECKS;
    let columns = altered.added_columns().map(|(column, _)| column.name.as_str());
    mentioned(&check.expression.authored, columns).pop().filter(|_| tested)
}

/// The new column that a new foreign key consists of, where it begins as NULL.
fn column_of_foreign_key<'a>(altered: &Altered<'a>, key: &ForeignKey) -> Option<&'a str> {
    let [name] = key.columns.as_slice() else { return None };
    let (column, _) = altered.added_columns().find(|(column, _)| column.name == *name)?;
    let default = column.default.as_ref().map(|default| default.authored.as_str());
    (default.is_none_or(is_null) && column.generated.is_none()).then_some(&column.name)
}

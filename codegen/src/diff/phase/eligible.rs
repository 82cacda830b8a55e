//! Which changes need two phases, and which of them cannot be made in two.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Column, Expression, Hints, ObjectName, Pair, Table, TypeName};
use crate::dialect::{CastVerdict, Dialect};
use crate::diff::expression::Rewriter;
use crate::diff::{Change, TableChange};

use super::PhaseProblem;
use super::beside::Mentions;

/// A column that is to go on beside the one that takes its place.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    /// The table as it is to be.
    pub(super) table: &'a Table,
    pub(super) columns: Pair<&'a Column>,
    using: Option<&'a str>,
    using_back: Option<&'a str>,
    backfill: Option<&'a str>,
}

/// The columns that need two phases.
pub(super) fn candidates<'a>(
    pair: Pair<&'a Catalog>,
    changes: &'a [Change],
    hints: &'a Hints,
) -> Result<Vec<Candidate<'a>>, Vec<PhaseProblem>> {
    let mut candidates = Vec::new();
    let mut problems = Vec::new();
    let before: BTreeMap<&ObjectName, &ObjectName> = (changes.iter())
        .filter_map(|change| match change {
            Change::RenameTable { from, to } => Some((to, from)),
            _ => None,
        })
        .collect();
    let renamed: BTreeMap<(&ObjectName, &str), &str> = (changes.iter())
        .filter_map(|change| match change {
            Change::RenameColumn { table, from, to } => Some(((table, to.as_str()), from.as_str())),
            _ => None,
        })
        .collect();
    for (to, from) in &before {
        problems.push(PhaseProblem {
            object: format!("{from}"),
            reason: format!(
                "a table cannot stand under two names, so older code fails as soon as it is {to}: rename it in a run \
                 without --phased, or give it a new `rust_name` alone"
            ),
        });
    }
    for (&(table, to), &from) in &renamed {
        let name = before.get(table).copied().unwrap_or(table);
        let previous = pair.previous.tables.get(name);
        let (Some(previous), Some(next)) = (previous, pair.next.tables.get(table)) else {
            continue;
        };
        let (Some(old), Some(new)) = (previous.column(from), next.column(to)) else {
            continue;
        };
        let key = (table.clone(), to.to_owned());
        let candidate = Candidate {
            table: next,
            columns: Pair {
                previous: old,
                next: new,
            },
            using: hints.using.get(&key).map(String::as_str),
            using_back: hints.using_back.get(&key).map(String::as_str),
            backfill: hints.backfill.get(&key).map(String::as_str),
        };
        match candidate.obstacle(pair, previous, changes) {
            None => candidates.push(candidate),
            Some(reason) => problems.push(PhaseProblem {
                object: format!("{table}.{from}"),
                reason,
            }),
        }
    }
    problems.extend(same_name(pair, changes, &renamed));
    if problems.is_empty() {
        Ok(candidates)
    } else {
        problems.sort();
        Err(problems)
    }
}

/// Columns whose type changes under the name that they have: there is no name under which newer code could find them.
fn same_name(
    pair: Pair<&Catalog>,
    changes: &[Change],
    renamed: &BTreeMap<(&ObjectName, &str), &str>,
) -> Vec<PhaseProblem> {
    let dialect = pair.next.dialect.dialect();
    let mut problems = Vec::new();
    for change in changes {
        let Change::AlterTable { table, changes } = change else {
            continue;
        };
        for change in changes {
            let TableChange::AlterColumn { column, .. } = change else {
                continue;
            };
            let Pair { previous, next } = &**column;
            if renamed.contains_key(&(table, next.name.as_str())) || !dialect.changes_values(Pair { previous, next }) {
                continue;
            }
            problems.push(PhaseProblem {
                object: format!("{table}.{}", next.name),
                reason: format!(
                    "the column of the new type needs a name of its own in the database, so that older code finds the \
                     old one: write beside its type, as in column = \"{}\" (the field of the model keeps its name)",
                    suggested(previous, next)
                ),
            });
        }
    }
    problems
}

/// `age_bigint`.
fn suggested(previous: &Column, next: &Column) -> String {
    let r#type = match &next.r#type.r#type {
        TypeName::BuiltIn(name) => next.form.as_ref().unwrap_or(name),
        TypeName::Enum(name) => &name.name,
    };
    let word: String = (r#type.chars())
        .take_while(|c| *c != '(')
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("{}_{}", previous.name, word.trim_matches('_'))
}

impl Candidate<'_> {
    /// Why the two cannot stand side by side, if so.
    fn obstacle(&self, pair: Pair<&Catalog>, before: &Table, changes: &[Change]) -> Option<String> {
        let Pair { previous, next } = self.columns;
        let old = &previous.name;
        if before.name != self.table.name {
            return Some("its table gets another name in the same run: make that change apart".to_owned());
        }
        if before.column(&next.name).is_some() || self.table.column(old).is_some() {
            return Some(format!(
                "there is a column called {} before and one called {old} after: names that are handed on leave no room for \
                 both",
                next.name
            ));
        }
        let keys = [&before.primary_key, &self.table.primary_key];
        let names = [old, &next.name];
        if (keys.into_iter().flatten()).any(|key| key.columns.iter().any(|column| names.contains(&column))) {
            return Some(
                "it is part of the primary key, by which rows are told apart and which there can be only one of"
                    .to_owned(),
            );
        }
        if [previous, next].iter().any(|column| column.identity.is_some()) {
            return Some("the database numbers it, and would number both".to_owned());
        }
        if [previous, next].iter().any(|column| column.generated.is_some()) {
            return Some(
                "it is computed, so nothing can be kept in step: add the new one in one run, drop the old one in a later one"
                    .to_owned(),
            );
        }
        let computed = before.columns.iter().find(|column| {
            let generated = column.generated.as_ref();
            generated.is_some_and(|generated| {
                Mentions::of(before, &[old.as_str()], pair.next.dialect).in_expression(&generated.expression)
            })
        });
        if let Some(computed) = computed {
            return Some(format!(
                "{} is computed from it, and would be computed anew when it goes: change that first",
                computed.name
            ));
        }
        let is_target = |catalog: &Catalog, column: &String| {
            let keys = catalog.tables.values().flat_map(|table| &table.foreign_keys);
            keys.filter(|key| key.references == self.table.name)
                .find(|key| key.referenced_columns.contains(column))
                .map(|key| key.name.clone())
        };
        if let Some(key) = is_target(pair.previous, old).or_else(|| is_target(pair.next, &next.name)) {
            return Some(format!("the foreign key {key} points at it, and can point at one only"));
        }
        let enums = [previous, next].map(|column| match (&column.text_enum, &column.r#type.r#type) {
            (Some(name), _) | (None, TypeName::Enum(name)) => Some(name),
            (None, TypeName::BuiltIn(_)) => None,
        });
        for name in enums.into_iter().flatten() {
            let touched = changes.iter().any(|change| match change {
                Change::AlterEnum(change) => change.object.next.name == *name,
                Change::RenameEnum { from, to } => from == name || to == name,
                _ => false,
            });
            if touched {
                return Some(format!(
                    "its enum {name} changes in the same run: make that change apart"
                ));
            }
        }
        self.obstacle_in_rules(before, pair)
    }

    /// Constraints and indexes that cannot be there for both.
    fn obstacle_in_rules(&self, before: &Table, pair: Pair<&Catalog>) -> Option<String> {
        let Pair { previous, next } = self.columns;
        let dialect = pair.next.dialect;
        let sides = [(before, previous), (self.table, next)];
        let changes_rows = {
            let dialect = dialect.dialect();
            dialect.capabilities(dialect.oldest_version()).triggers_change_rows
        };
        for (table, column) in sides {
            let mentions = Mentions::of(table, &[column.name.as_str()], dialect);
            let uniques = table.uniques.iter().filter(|unique| mentions.in_unique(unique));
            let indexes = table
                .indexes
                .iter()
                .filter(|index| index.unique && mentions.in_index(index));
            let keys = uniques
                .map(|unique| (&unique.name, unique.columns.len(), unique.nulls_not_distinct))
                .chain(indexes.map(|index| (&index.name, index.parts.len(), index.nulls_not_distinct)));
            for (name, parts, nulls_clash) in keys {
                if nulls_clash {
                    return Some(format!(
                        "{name} takes two NULLs for the same, and the new column is NULL until it is filled"
                    ));
                }
                if !changes_rows && (parts > 1 || column.default.is_some()) {
                    return Some(format!(
                        "{name} would see rows in which only one of the two has its new value: triggers of {} run after \
                         the row is written",
                        dialect.title()
                    ));
                }
            }
            if changes_rows {
                continue;
            }
            for check in table
                .checks
                .iter()
                .filter(|check| mentions.in_expression(&check.expression))
            {
                let others: Vec<_> = (table.columns.iter())
                    .map(|column| column.name.as_str())
                    .filter(|name| *name != column.name)
                    .collect();
                if Mentions::of(table, &others, dialect).in_expression(&check.expression) {
                    return Some(format!(
                        "the check {} compares it with other columns, and would see rows in which only one of the two has \
                         its new value: triggers of {} run after the row is written",
                        check.name,
                        dialect.title()
                    ));
                }
            }
        }
        None
    }

    /// SQL for the new value from the old one, and back.
    pub(super) fn conversions(&self, dialect: &dyn Dialect) -> Result<(String, String), String> {
        let Pair { previous, next } = self.columns;
        let is_converted = self.is_converted();
        let said = self.using.filter(|_| is_converted);
        if said.is_some() && self.using_back.is_none() {
            return Err(
                "`using` says how a value goes over; say beside it with `using_back` how one that newer code writes goes back"
                    .to_owned(),
            );
        }
        let columns = self.columns;
        let by_itself = |columns: Pair<&Column>| {
            let cast = dialect.cast(&columns.previous.r#type, &columns.next.r#type);
            dialect.conversion(columns).filter(|_| cast != CastVerdict::Impossible)
        };
        // The author's goes by the name that the column gets.
        let forth = said.map(|using| renamed(self.table, using, &next.name, &previous.name, dialect));
        let forth = forth.or_else(|| by_itself(columns));
        let back = self
            .using_back
            .filter(|_| is_converted)
            .map(|back| back.trim().to_owned());
        let back = back.or_else(|| by_itself(columns.flip()));
        let (Some(mut forth), Some(back)) = (forth, back) else {
            return Err(
                "the database has no conversion between the two types in both directions: say them with `using` and \
                 `using_back`"
                    .to_owned(),
            );
        };
        if let Some(backfill) = self.backfill.filter(|_| previous.nullable && !next.nullable) {
            forth = format!("coalesce({forth}, {})", backfill.trim());
        }
        Ok((forth, back))
    }

    fn is_converted(&self) -> bool {
        let Pair { previous, next } = self.columns;
        (&previous.r#type, &previous.form) != (&next.r#type, &next.form)
    }

    /// Whether the author says how values go over, or back.
    pub(super) fn is_said(&self) -> bool {
        self.is_converted() && (self.using.is_some() || self.using_back.is_some())
    }

    /// Whether older code has always given a value.
    pub(super) fn is_required(&self) -> bool {
        !self.columns.previous.nullable
    }
}

/// SQL about a table in which a column has another name.
fn renamed(table: &Table, sql: &str, from: &str, to: &str, dialect: &dyn Dialect) -> String {
    let names = BTreeMap::from([(from.to_owned(), to.to_owned())]);
    let enums = BTreeMap::new();
    let mut expression = Expression::authored(sql.trim());
    Rewriter::new(dialect.name(), &table.name, &table.name, &names, &enums).rewrite(&mut expression);
    expression.authored
}

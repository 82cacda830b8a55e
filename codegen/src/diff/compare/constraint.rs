//! Constraints and indexes that differ in nothing but their names, as when a table's or column's new name changes the
//! names derived from it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use super::table::{same_check, same_index};
use crate::catalog::{Catalog, ObjectName, Pair, Table};
use crate::dialect::DialectName;
use crate::diff::displaced::free_name;
use crate::diff::rename::{Names, Renamed, Renames, rename_constraints, rename_indexes};
use crate::diff::settle::settle;

/// Renames of constraints and of indexes, by table.
#[derive(Default)]
pub(super) struct ConstraintRenames {
    constraints: BTreeMap<ObjectName, Names>,
    indexes: BTreeMap<ObjectName, Names>,
}

impl ConstraintRenames {
    pub(super) fn taken_from(renames: &mut Renames) -> Self {
        Self {
            constraints: take(&mut renames.constraints),
            indexes: take(&mut renames.indexes),
        }
    }

    pub(super) fn put_into(self, renames: &mut Renames) {
        renames.constraints = self.constraints;
        renames.indexes = self.indexes;
    }

    pub(super) fn apply(&self, renamed: &mut Renamed<'_>) {
        for (table, names) in &self.constraints {
            if let Some(table) = renamed.tables.get_mut(table) {
                rename_constraints(table.to_mut(), names);
            }
        }
        for (table, names) in &self.indexes {
            if let Some(table) = renamed.tables.get_mut(table) {
                rename_indexes(table.to_mut(), names);
            }
        }
    }
}

/// Where a name must be the only one of its kind. PostgreSQL keeps the indexes of a namespace in one place, those that
/// belong to keys and unique constraints among them; other constraints are named within their table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Scope<'a> {
    Namespace(Option<&'a str>),
    Table(&'a ObjectName),
}

/// A name in its scope.
type Slot<'a> = (Scope<'a>, &'a str);

/// What a proposal renames.
#[derive(Clone, Copy)]
enum Kind {
    Constraint,
    Index,
}

struct Proposal<'a> {
    table: &'a ObjectName,
    kind: Kind,
    slots: Pair<Slot<'a>>,
}

/// Adds to what was said the renames of things that are otherwise the same.
pub(super) fn match_by_content(
    renamed: &Renamed<'_>,
    next: &Catalog,
    differing: &BTreeSet<&ObjectName>,
    said: &ConstraintRenames,
) -> ConstraintRenames {
    let mut proposals = Vec::new();
    for name in differing {
        let (Some(previous), Some(next_table)) = (renamed.tables.get(name), next.tables.get(*name)) else {
            continue;
        };
        let pair = Pair {
            previous: &**previous,
            next: next_table,
        };
        propose(pair, next.dialect, said, &mut proposals);
    }
    if proposals.is_empty() {
        return ConstraintRenames::default();
    }
    let mut held = held_slots(renamed);
    let freed = freed(renamed, next, &proposals, &held);
    let mut displaced = displaced(renamed, next, said);
    displaced.extend(freed.iter().map(Freed::proposal));
    for proposal in &displaced {
        held.remove(&proposal.slots.previous);
    }
    let pairs = (proposals.iter()).map(|proposal| (proposal.slots.previous.clone(), proposal.slots.next.clone()));
    let settled = settle(pairs, |slot| held.contains(slot), |_| false);
    let mut matched = ConstraintRenames::default();
    let happens = |proposal: &&Proposal<'_>| settled.get(&proposal.slots.previous) == Some(&proposal.slots.next);
    let needed = |proposal: &&Proposal<'_>| settled.values().any(|slot| *slot == proposal.slots.previous);
    let displaced = displaced.iter().filter(needed);
    for Proposal { table, kind, slots } in proposals.iter().filter(happens).chain(displaced) {
        let scopes = match kind {
            Kind::Constraint => &mut matched.constraints,
            Kind::Index => &mut matched.indexes,
        };
        let names = scopes.entry((*table).clone()).or_default();
        names.insert(slots.previous.1.to_owned(), slots.next.1.to_owned());
    }
    matched
}

/// A name that a table which goes gives up before it does, because something else takes it in the same migration.
struct Freed<'a> {
    table: &'a ObjectName,
    kind: Kind,
    slot: Slot<'a>,
    another: String,
}

impl Freed<'_> {
    fn proposal(&self) -> Proposal<'_> {
        Proposal {
            table: self.table,
            kind: self.kind,
            slots: Pair {
                previous: self.slot.clone(),
                next: (self.slot.0.clone(), &self.another),
            },
        }
    }
}

/// What is in the way of proposals in tables that go. Where a constraint cannot be renamed, nothing is won by it.
fn freed<'a>(
    renamed: &'a Renamed<'_>,
    next: &Catalog,
    proposals: &[Proposal<'_>],
    held: &BTreeSet<Slot<'_>>,
) -> Vec<Freed<'a>> {
    let dialect = next.dialect.dialect();
    if !dialect.capabilities(dialect.default_version()).rename_constraint {
        return Vec::new();
    }
    let wanted: BTreeSet<&Slot<'_>> = proposals.iter().map(|proposal| &proposal.slots.next).collect();
    let gone = renamed
        .tables
        .values()
        .filter(|table| !next.tables.contains_key(&table.name));
    let mut freed = Vec::new();
    for table in gone {
        let namespace = table.name.namespace.as_deref();
        let is_index = |name: &str| table.indexes.iter().any(|index| index.name == name);
        for name in names_in_namespace(table) {
            let slot = (Scope::Namespace(namespace), name);
            if !wanted.contains(&slot) {
                continue;
            }
            let taken = |text: &str| {
                held.contains(&(Scope::Namespace(namespace), text))
                    || (next.tables.values())
                        .filter(|table| table.name.namespace.as_deref() == namespace)
                        .any(|table| names_in_namespace(table).any(|name| name == text))
            };
            freed.push(Freed {
                table: &table.name,
                kind: if is_index(name) { Kind::Index } else { Kind::Constraint },
                another: free_name(name, taken),
                slot,
            });
        }
    }
    freed
}

/// What was said to give its name up, and to go.
fn displaced<'a>(renamed: &'a Renamed<'_>, next: &'a Catalog, said: &'a ConstraintRenames) -> Vec<Proposal<'a>> {
    let scopes = [(&said.constraints, Kind::Constraint), (&said.indexes, Kind::Index)];
    let mut displaced = Vec::new();
    for (scopes, kind) in scopes {
        for (name, names) in scopes {
            let (Some(previous), Some(next)) = (renamed.tables.get(name), next.tables.get(name)) else {
                continue;
            };
            let stays = |name: &str| match kind {
                Kind::Constraint => next.has_constraint(name),
                Kind::Index => next.indexes.iter().any(|index| index.name == name),
            };
            for (from, to) in names.iter().filter(|(_, to)| !stays(to)) {
                let in_table = names_in_table(previous).any(|name| name == from);
                let slot = |name: &'a str| {
                    let scope = if in_table {
                        Scope::Table(&next.name)
                    } else {
                        Scope::Namespace(next.name.namespace.as_deref())
                    };
                    (scope, name)
                };
                let slots = Pair {
                    previous: slot(from),
                    next: slot(to),
                };
                displaced.push(Proposal {
                    table: &next.name,
                    kind,
                    slots,
                });
            }
        }
    }
    displaced
}

fn propose<'a>(
    pair: Pair<&'a Table>,
    dialect: DialectName,
    said: &ConstraintRenames,
    proposals: &mut Vec<Proposal<'a>>,
) {
    let nothing = Names::new();
    let constraints = said.constraints.get(&pair.next.name).unwrap_or(&nothing);
    let indexes = said.indexes.get(&pair.next.name).unwrap_or(&nothing);
    let table = &pair.next.name;
    let in_namespace = |name: &'a str| (Scope::Namespace(table.namespace.as_deref()), name);
    let in_table = |name: &'a str| (Scope::Table(table), name);

    let keys = pair.map(|table| table.primary_key.as_slice());
    let keys = pairs(keys, |key| &key.name, |a, b| a.columns == b.columns, constraints);
    let uniques = pairs(
        pair.map(|table| &table.uniques[..]),
        |unique| &unique.name,
        |a, b| (&a.columns, a.nulls_not_distinct, a.deferrable) == (&b.columns, b.nulls_not_distinct, b.deferrable),
        constraints,
    );
    let named_in_table: BTreeSet<&str> = names_in_table(pair.previous).collect();
    for names in keys
        .into_iter()
        .chain(uniques)
        .filter(|names| !named_in_table.contains(names.next))
    {
        proposals.push(Proposal {
            table,
            kind: Kind::Constraint,
            slots: names.map(in_namespace),
        });
    }
    let checks = pairs(
        pair.map(|table| &table.checks[..]),
        |check| &check.name,
        |a, b| same_check(a, b, dialect),
        constraints,
    );
    let foreign_keys = pairs(
        pair.map(|table| &table.foreign_keys[..]),
        |foreign_key| &foreign_key.name,
        |a, b| {
            let mut b = b.clone();
            b.name.clone_from(&a.name);
            *a == b
        },
        constraints,
    );
    for names in checks.into_iter().chain(foreign_keys) {
        proposals.push(Proposal {
            table,
            kind: Kind::Constraint,
            slots: names.map(in_table),
        });
    }
    let indexes = pairs(
        pair.map(|table| &table.indexes[..]),
        |index| &index.name,
        |a, b| same_index(a, b, dialect),
        indexes,
    );
    for names in indexes {
        proposals.push(Proposal {
            table,
            kind: Kind::Index,
            slots: names.map(in_namespace),
        });
    }
}

/// Names before and after of one kind of thing: those that were said, then those of things that are the same. What is
/// the same under the same name is left alone.
fn pairs<'a, T>(
    lists: Pair<&'a [T]>,
    name: impl Fn(&'a T) -> &'a String,
    same: impl Fn(&T, &T) -> bool,
    said: &Names,
) -> Vec<Pair<&'a str>> {
    let mut pairs = Vec::new();
    let mut remaining: Vec<&T> = Vec::new();
    let find = |list: &'a [T], wanted: &str| list.iter().find(|item| name(item) == wanted);
    for item in lists.previous {
        let after = said.get(name(item)).and_then(|after| find(lists.next, after));
        if let Some(after) = after {
            pairs.push(Pair {
                previous: &**name(item),
                next: &**name(after),
            });
        } else if !find(lists.next, name(item)).is_some_and(|next| same(item, next)) {
            remaining.push(item);
        }
    }
    let taken: BTreeSet<&str> = pairs.iter().map(|pair| pair.next).collect();
    for item in lists.next {
        let unchanged = || find(lists.previous, name(item)).is_some_and(|previous| same(previous, item));
        if remaining.is_empty() || taken.contains(&**name(item)) || unchanged() {
            continue;
        }
        if let Some(index) = remaining.iter().position(|previous| same(previous, item)) {
            pairs.push(Pair {
                previous: name(remaining.remove(index)),
                next: name(item),
            });
        }
    }
    pairs
}

fn names_in_table(table: &Table) -> impl Iterator<Item = &str> {
    let checks = table.checks.iter().map(|check| &*check.name);
    checks.chain(table.foreign_keys.iter().map(|foreign_key| &*foreign_key.name))
}

fn names_in_namespace(table: &Table) -> impl Iterator<Item = &str> {
    let keys = table.primary_key.iter().map(|key| &*key.name);
    let uniques = table.uniques.iter().map(|unique| &*unique.name);
    keys.chain(uniques)
        .chain(table.indexes.iter().map(|index| &*index.name))
}

/// All names in use before.
fn held_slots<'a>(renamed: &'a Renamed<'_>) -> BTreeSet<Slot<'a>> {
    let mut held = BTreeSet::new();
    for table in renamed.tables.values() {
        let namespace = table.name.namespace.as_deref();
        held.extend(names_in_namespace(table).map(|name| (Scope::Namespace(namespace), name)));
        let constraints = names_in_table(table).chain(names_in_namespace(table));
        held.extend(constraints.map(|name| (Scope::Table(&table.name), name)));
    }
    held
}

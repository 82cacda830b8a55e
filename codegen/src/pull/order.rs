//! The order of tables: what is pointed at comes first, so that a reader meets each table before those that build on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, ObjectName};

/// The names of all tables. Where tables point at each other in a circle, the first by name breaks it.
pub(super) fn of(catalog: &Catalog) -> Vec<&ObjectName> {
    let mut waits_for: BTreeMap<&ObjectName, BTreeSet<&ObjectName>> = BTreeMap::new();
    let mut followed_by: BTreeMap<&ObjectName, Vec<&ObjectName>> = BTreeMap::new();
    for (name, table) in &catalog.tables {
        let targets = table
            .foreign_keys
            .iter()
            .map(|key| &key.references)
            .chain(table.parents());
        let targets: BTreeSet<_> = targets
            .filter(|target| *target != name && catalog.tables.contains_key(target))
            .collect();
        for target in &targets {
            followed_by.entry(target).or_default().push(name);
        }
        waits_for.insert(name, targets);
    }
    let mut ready: BTreeSet<&ObjectName> = BTreeSet::new();
    let mut waiting: BTreeSet<&ObjectName> = BTreeSet::new();
    for (name, targets) in &waits_for {
        if targets.is_empty() { &mut ready } else { &mut waiting }.insert(name);
    }
    let mut order = Vec::with_capacity(waits_for.len());
    while let Some(name) = ready.pop_first().or_else(|| waiting.pop_first()) {
        order.push(name);
        for follower in followed_by.get(name).into_iter().flatten() {
            if let Some(targets) = waits_for.get_mut(follower) {
                targets.remove(name);
                if targets.is_empty() && waiting.remove(follower) {
                    ready.insert(follower);
                }
            }
        }
    }
    order
}

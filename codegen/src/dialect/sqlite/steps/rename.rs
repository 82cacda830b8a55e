//! Renames that happen all at once, as statements that happen one after the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::sqlite::steps::{fold, free_name};

/// One rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::dialect::sqlite) struct Rename {
    pub(in crate::dialect::sqlite) from: String,
    pub(in crate::dialect::sqlite) to: String,
}

/// The renames in an order in which no name is taken twice. A cycle (a swap, or a change of case only, which SQLite takes
/// for a clash of the name with itself) goes through a temporary name that is not among the folded names `taken`.
pub(in crate::dialect::sqlite) fn in_order(renames: &[Rename], taken: &BTreeSet<String>) -> Vec<Rename> {
    let by_from: BTreeMap<_, _> = renames.iter().map(|rename| (fold(&rename.from), rename)).collect();
    let mut ordered = Vec::with_capacity(renames.len());
    let mut done = BTreeSet::new();
    for rename in renames {
        let mut chain = Vec::new();
        let mut current = Some(rename);
        // What has the name that this one wants goes first.
        while let Some(link) = current.filter(|link| done.insert(fold(&link.from))) {
            chain.push(link);
            current = by_from.get(&fold(&link.to)).copied();
        }
        let Some((first, rest)) = chain.split_first() else {
            continue;
        };
        let last = rest.last().unwrap_or(first);
        let is_cycle = fold(&last.to) == fold(&first.from);

        let mut from = first.from.clone();
        if is_cycle {
            let stem = format!("_tablesmith_renamed_{}", first.from);
            let temporary = free_name(&stem, |name| taken.contains(name));
            ordered.push(Rename {
                from,
                to: temporary.clone(),
            });
            from = temporary;
        }
        ordered.extend(rest.iter().rev().map(|link| (*link).clone()));
        ordered.push(Rename {
            from,
            to: first.to.clone(),
        });
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(renames: &[(&str, &str)]) -> Vec<String> {
        let renames: Vec<_> = renames
            .iter()
            .map(|(from, to)| Rename {
                from: (*from).to_owned(),
                to: (*to).to_owned(),
            })
            .collect();
        in_order(&renames, &BTreeSet::from(["_tablesmith_renamed_x".to_owned()]))
            .into_iter()
            .map(|rename| format!("{} > {}", rename.from, rename.to))
            .collect()
    }

    #[test]
    fn a_chain_begins_at_its_end() {
        assert_eq!(
            ordered(&[("a", "b"), ("b", "c"), ("c", "d")]),
            ["c > d", "b > c", "a > b"]
        );
        assert_eq!(ordered(&[("b", "c"), ("a", "b")]), ["b > c", "a > b"]);
    }

    #[test]
    fn a_cycle_goes_through_a_temporary_name() {
        assert_eq!(
            ordered(&[("a", "b"), ("b", "a")]),
            ["a > _tablesmith_renamed_a", "b > a", "_tablesmith_renamed_a > b"]
        );
        assert_eq!(
            ordered(&[("x", "X")]),
            ["x > _tablesmith_renamed_x_2", "_tablesmith_renamed_x_2 > X"]
        );
    }
}

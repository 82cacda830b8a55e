//! Matching the names of one scope: by what was said, then by logical key.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Pair;
use crate::diff::settle::{settle, settle_said};

/// The names of one scope, each with its logical key.
pub(super) type Keys<'a, N> = BTreeMap<N, &'a str>;

/// Renames in one scope.
///
/// `said` holds (logical key before, name after). Where keys are not recorded, a name may stand for its key in several
/// namespaces; then the one that is `near` the name after is meant, else the first.
pub(super) fn match_names<N: Ord + Copy>(
    keys: &Pair<Keys<'_, N>>,
    said: &[(&str, N)],
    near: impl Fn(N, N) -> bool,
) -> BTreeMap<N, N> {
    let mut renames = by_hint(keys, said, near);
    renames.extend(by_key(keys, &renames));
    renames
}

fn by_hint<N: Ord + Copy>(keys: &Pair<Keys<'_, N>>, said: &[(&str, N)], near: impl Fn(N, N) -> bool) -> BTreeMap<N, N> {
    if said.is_empty() {
        return BTreeMap::new();
    }
    let mut names: BTreeMap<&str, Vec<N>> = BTreeMap::new();
    for (&name, &key) in &keys.previous {
        names.entry(key).or_default().push(name);
    }
    let candidates = said.iter().filter_map(|&(from, to)| {
        let found = names.get(from)?;
        let from = *found.iter().find(|&&name| near(name, to)).or(found.first())?;
        keys.next.contains_key(&to).then_some((from, to))
    });
    settle_said(
        candidates,
        |name| keys.previous.contains_key(name),
        |name| keys.next.contains_key(name),
    )
}

/// The same key under another name is the same thing. A name that is there before and after goes on as it is, unless
/// keys say where both its holders come from and go to: the author may have given a key away without a rename.
fn by_key<N: Ord + Copy>(keys: &Pair<Keys<'_, N>>, renames: &BTreeMap<N, N>) -> BTreeMap<N, N> {
    let taken: BTreeSet<N> = renames.values().copied().collect();
    let sources: BTreeMap<&str, N> = (keys.previous.iter())
        .filter(|(name, key)| keys.next.get(name) != Some(key) && !renames.contains_key(name))
        .map(|(name, key)| (*key, *name))
        .collect();
    if sources.is_empty() {
        return BTreeMap::new();
    }
    let candidates = (keys.next.iter())
        .filter(|(name, key)| keys.previous.get(name) != Some(key) && !taken.contains(name))
        .filter_map(|(name, key)| Some((*sources.get(key)?, *name)));
    settle(
        candidates,
        |name| keys.previous.contains_key(name) && !renames.contains_key(name),
        |name| keys.next.contains_key(name) && !taken.contains(name),
    )
}

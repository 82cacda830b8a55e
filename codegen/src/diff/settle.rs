//! Which of the renames that are proposed can happen, all at once.

use std::collections::{BTreeMap, BTreeSet};

/// Keeps of `candidates` (before → after) those that can happen together. The first wins where two have the same end.
///
/// A target that is `held` before must be renamed away itself. A source that is `wanted` after must be taken by another
/// rename, for those who want it so. Linear, up to the ordered maps.
pub(super) fn settle<N: Ord + Clone>(
    candidates: impl IntoIterator<Item = (N, N)>,
    held: impl Fn(&N) -> bool,
    wanted: impl Fn(&N) -> bool,
) -> BTreeMap<N, N> {
    let mut forward = BTreeMap::new();
    let mut backward = BTreeMap::new();
    for (from, to) in candidates {
        if from != to && !forward.contains_key(&from) && !backward.contains_key(&to) {
            backward.insert(to.clone(), from.clone());
            forward.insert(from, to);
        }
    }
    // Leaving one out may take the ground from its neighbours in a chain, and so on.
    let mut suspects: BTreeSet<N> = forward.keys().cloned().collect();
    while let Some(from) = suspects.pop_first() {
        let Some(to) = forward.get(&from) else { continue };
        let blocked = held(to) && !forward.contains_key(to) || wanted(&from) && !backward.contains_key(&from);
        if blocked {
            suspects.extend(backward.get(&from).cloned());
            if forward.contains_key(to) {
                suspects.insert(to.clone());
            }
            backward.remove(to);
            forward.remove(&from);
        }
    }
    forward
}

/// Keeps of what was said (before → after) that which can happen together. What holds a target and has no new name of its
/// own goes: that is what saying so means. Only where the first name of such a chain goes on being used, nothing is
/// known of which is which, and the chain does not happen.
pub(super) fn settle_said<N: Ord + Clone>(
    said: impl IntoIterator<Item = (N, N)>,
    held: impl Fn(&N) -> bool,
    stays: impl Fn(&N) -> bool,
) -> BTreeMap<N, N> {
    let forward = settle(said, |_| false, |_| false);
    let backward: BTreeMap<&N, &N> = forward.iter().map(|(from, to)| (to, from)).collect();
    let mut doubtful = BTreeSet::new();
    for last in forward.values().filter(|to| held(to) && !forward.contains_key(*to)) {
        let chain = std::iter::successors(backward.get(last).copied(), |from| backward.get(*from).copied());
        let chain: Vec<N> = chain.cloned().collect();
        if chain.last().is_some_and(&stays) {
            doubtful.extend(chain);
        }
    }
    forward
        .into_iter()
        .filter(|(from, _)| !doubtful.contains(from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_the_end_of_a_chain_goes() {
        let said = |said: &[(&'static str, &'static str)], stay: &[&str]| -> Vec<(&str, &str)> {
            let stays = |name: &&str| stay.contains(name);
            let settled = settle_said(said.iter().copied(), |name| ["a", "b", "c"].contains(name), stays);
            settled.into_iter().collect()
        };
        assert_eq!(said(&[("a", "b")], &["b"]), [("a", "b")]);
        assert_eq!(said(&[("a", "b"), ("b", "c")], &["b", "c"]), [("a", "b"), ("b", "c")]);
        assert_eq!(said(&[("a", "b"), ("b", "a")], &["a", "b"]), [("a", "b"), ("b", "a")]);
        assert_eq!(said(&[("a", "b")], &["a", "b"]), []);
        assert_eq!(said(&[("a", "b"), ("b", "c")], &["a", "b", "c"]), []);
        // A free name is taken, whatever becomes of the old one.
        assert_eq!(said(&[("a", "d")], &["a", "d"]), [("a", "d")]);
    }

    fn settled(candidates: &[(&'static str, &'static str)], held: &[&str]) -> Vec<(&'static str, &'static str)> {
        let held = |name: &&str| held.contains(name);
        settle(candidates.iter().copied(), held, |_| false)
            .into_iter()
            .collect()
    }

    #[test]
    fn swaps_cycles_and_chains_happen() {
        assert_eq!(
            settled(&[("a", "b"), ("b", "a")], &["a", "b"]),
            [("a", "b"), ("b", "a")]
        );
        assert_eq!(
            settled(&[("a", "b"), ("b", "c"), ("c", "a")], &["a", "b", "c"]),
            [("a", "b"), ("b", "c"), ("c", "a")]
        );
        assert_eq!(
            settled(&[("a", "b"), ("b", "c")], &["a", "b"]),
            [("a", "b"), ("b", "c")]
        );
    }

    #[test]
    fn a_target_that_stays_blocks_the_whole_chain() {
        assert_eq!(settled(&[("a", "b"), ("b", "c")], &["a", "b", "c"]), []);
        assert_eq!(settled(&[("a", "b"), ("c", "d")], &["a", "b", "c"]), [("c", "d")]);
    }

    #[test]
    fn the_first_wins() {
        assert_eq!(
            settled(&[("a", "b"), ("a", "c"), ("d", "b")], &["a", "d"]),
            [("a", "b")]
        );
        assert_eq!(settled(&[("a", "a")], &["a"]), []);
    }

    #[test]
    fn a_source_that_is_wanted_must_be_taken() {
        let candidates = [("a", "b"), ("b", "a"), ("c", "d")];
        let held = |name: &&str| ["a", "b", "c"].contains(name);
        let wanted = |name: &&str| ["a", "b", "c", "d"].contains(name);
        let settled: Vec<_> = settle(candidates, held, wanted).into_iter().collect();
        assert_eq!(settled, [("a", "b"), ("b", "a")]);
    }
}

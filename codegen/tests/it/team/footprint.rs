//! What footprints promise: where two lists of changes touch nothing in common, their order does not matter.

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::dialect::DialectName;
use codegen::diff::{Change, Decisions, apply, diff};
use codegen::history::Footprint;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::random::cases;

/// Changes from one catalog to the next, in which nothing that nobody spoke of is a rename.
fn changes(pair: Pair<&Catalog>, hints: &Hints) -> Vec<Change> {
    let mut decisions = Decisions::default();
    loop {
        match diff(pair, hints, &decisions) {
            Ok(diff) => return diff.changes,
            Err(found) => decisions
                .drops
                .extend(found.into_iter().map(|ambiguity| ambiguity.drop)),
        }
    }
}

/// A list as the migrations of two branches: what is about one table or type goes to one of them.
fn in_two(list: &[Change], seed: u64) -> [Vec<Change>; 2] {
    let mut two = [Vec::new(), Vec::new()];
    for (index, change) in list.iter().enumerate() {
        let side = usize::from(seed >> (index % 64) & 1 == 1);
        two[side].push(change.clone());
    }
    two
}

fn applied(catalog: &Catalog, lists: [&[Change]; 2]) -> Option<Catalog> {
    let mut catalog = catalog.clone();
    for list in lists {
        apply(&mut catalog, list).ok()?;
    }
    Some(catalog)
}

#[test]
fn disjoint_footprints_commute() {
    for dialect in DialectName::ALL {
        let mut runner = TestRunner::new(Config::with_cases(400));
        let disjoint = std::cell::Cell::new(0_u32);
        let tried = runner.run(&(cases(dialect), any::<u64>()), |(case, seed)| {
            let pair = Pair {
                previous: &case.pair.previous,
                next: &case.pair.next,
            };
            let [one, other] = in_two(&changes(pair, &case.hints), seed);
            // Each as its branch would have made it, from what both started from.
            let (Some(ours), Some(theirs)) = (
                applied(pair.previous, [&one, &[]]),
                applied(pair.previous, [&other, &[]]),
            ) else {
                return Ok(());
            };
            if one.is_empty() || other.is_empty() {
                return Ok(());
            }
            let (first, second) = (Footprint::of(&one, &ours), Footprint::of(&other, &theirs));
            if !first.common(&second).is_empty() {
                return Ok(());
            }
            disjoint.set(disjoint.get() + 1);
            let here = applied(pair.previous, [&one, &other]);
            let there = applied(pair.previous, [&other, &one]);
            prop_assert!(here.is_some(), "{one:#?}\n{other:#?}");
            prop_assert_eq!(here, there);
            Ok(())
        });
        tried.unwrap_or_else(|error| panic!("{dialect}: {error}"));
        assert!(
            disjoint.get() > 20,
            "{dialect}: only {} pairs say something",
            disjoint.get()
        );
    }
}

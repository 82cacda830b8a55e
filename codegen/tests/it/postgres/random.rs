//! Random catalogs become each other on a server, and come back.

use codegen::dialect::DialectName;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::case::Case;
use crate::random::cases;

/// How many; `TABLESMITH_TEST_CASES` asks for more.
fn count() -> u32 {
    let asked = std::env::var("TABLESMITH_TEST_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(25)
}

/// Which; the same on every run unless `PROPTEST_RNG_SEED` says otherwise.
fn seed() -> RngSeed {
    let asked = std::env::var("PROPTEST_RNG_SEED").ok();
    RngSeed::Fixed(asked.and_then(|seed| seed.parse().ok()).unwrap_or(1))
}

proptest! {
    #![proptest_config(Config { cases: count(), rng_seed: seed(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_catalog_becomes_any_other_and_comes_back(case in cases(DialectName::Postgres)) {
        let case = Case::of(case.pair.previous, case.pair.next, &case.hints);
        case.run("", &[]);
    }
}

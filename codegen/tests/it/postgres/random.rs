//! Random catalogs become each other on a server, and come back.

use codegen::dialect::DialectName;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::case::Case;
use crate::random::cases;

/// How many; `TABLESMITH_TEST_CASES` asks for more.
fn count() -> u32 {
    let asked = std::env::var("TABLESMITH_TEST_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(25)
}

proptest! {
    #![proptest_config(Config { cases: count(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_catalog_becomes_any_other_and_comes_back(case in cases(DialectName::Postgres)) {
        let case = Case::of(case.pair.previous, case.pair.next, &case.hints);
        case.run("", &[]);
    }
}

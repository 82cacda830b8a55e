//! What holds for any two catalogs.

use codegen::catalog::{Catalog, Hints, Pair, RenameHint};
use codegen::dialect::DialectName;
use codegen::diff::{Change, Decisions, Diff, apply, diff, invert};
use proptest::prelude::*;

use crate::random::{Case, cases, strangers};

/// A diff in which everything that nobody spoke of is no rename.
fn decided(pair: Pair<&Catalog>, hints: &Hints) -> Diff {
    let mut decisions = Decisions::default();
    match diff(pair, hints, &decisions) {
        Ok(diff) => diff,
        Err(ambiguities) => {
            decisions.drops = ambiguities.into_iter().map(|ambiguity| ambiguity.drop).collect();
            diff(pair, hints, &decisions).expect("all that was asked is answered")
        }
    }
}

/// Column order is not compared.
fn in_order(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

fn applied(catalog: &Catalog, changes: &[Change]) -> Catalog {
    let mut applied = catalog.clone();
    apply(&mut applied, changes).unwrap_or_else(|error| panic!("{error}\n{changes:#?}"));
    in_order(applied)
}

fn up_and_down(case: &Case) {
    let pair = Pair {
        previous: &case.pair.previous,
        next: &case.pair.next,
    };
    let found = decided(pair, &case.hints);
    let next = in_order(pair.next.clone());
    assert_eq!(applied(pair.previous, &found.changes), next, "{:#?}", found.changes);

    let back = invert(pair, &found.changes);
    assert_eq!(applied(pair.next, &back), in_order(pair.previous.clone()), "{back:#?}");

    let again = Pair {
        previous: &next,
        next: pair.next,
    };
    let unused = case.hints.clone().without(&found.used_hints);
    assert_eq!(decided(again, &unused).changes, [], "a second run finds nothing");

    let json = serde_json::to_string(&found.changes).expect("changes are JSON");
    let read: Vec<Change> = serde_json::from_str(&json).expect("and read back");
    assert_eq!(read, found.changes);
}

/// Every rename that was said is made: nothing is dropped and made again.
fn renames_happen(case: &Case) {
    let pair = Pair {
        previous: &case.pair.previous,
        next: &case.pair.next,
    };
    let changes = decided(pair, &case.hints).changes;
    for hint in &case.hints.renamed {
        let made = changes.iter().any(|change| match (hint, change) {
            (RenameHint::Table { from, to }, Change::RenameTable { from: f, to: t })
            | (RenameHint::Enum { from, to }, Change::RenameEnum { from: f, to: t }) => *from == f.name && to == t,
            (
                RenameHint::Column { table, from, to },
                Change::RenameColumn {
                    table: of,
                    from: f,
                    to: t,
                },
            ) => (table, from, to) == (of, f, t),
            (RenameHint::EnumValue { enumeration, from, to }, Change::AlterEnum(change)) => {
                *enumeration == change.object.next.name && change.renamed.get(from) == Some(to)
            }
            _ => false,
        });
        assert!(made, "{hint:?} in {changes:#?}");
    }
}

/// 200 cases, or as many as `PROPTEST_CASES` says. What fails becomes a named case, not a file of seeds.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 200;
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn postgres_goes_up_and_down(case in cases(DialectName::Postgres)) {
        up_and_down(&case);
        renames_happen(&case);
    }

    #[test]
    fn sqlite_goes_up_and_down(case in cases(DialectName::Sqlite)) {
        up_and_down(&case);
        renames_happen(&case);
    }

    #[test]
    fn strangers_go_up_and_down(case in strangers(DialectName::Postgres)) {
        up_and_down(&case);
    }
}

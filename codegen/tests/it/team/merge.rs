//! Three catalogs into one.

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::dialect::DialectName;
use codegen::diff::{Change, Decisions, Lineage, diff, merge};
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

fn in_order(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    for table in catalog.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

fn lineage(lists: &[(&str, &[Change])], dialect: DialectName) -> Lineage {
    let mut lineage = Lineage::new(dialect);
    for (migration, changes) in lists {
        lineage.apply(migration, changes).expect("they fit");
    }
    lineage
}

#[test]
fn what_one_side_left_alone_is_as_the_other_made_it() {
    for dialect in DialectName::ALL {
        let mut runner = TestRunner::new(Config::with_cases(200));
        let tried = runner.run(&cases(dialect), |case| {
            let nothing = Catalog::empty(dialect);
            let made = Pair {
                previous: &nothing,
                next: &case.pair.previous,
            };
            let start = changes(made, &Hints::default());
            let pair = Pair {
                previous: &case.pair.previous,
                next: &case.pair.next,
            };
            let step = changes(pair, &case.hints);
            let base = lineage(&[("1", &start)], dialect);
            let changed = lineage(&[("1", &start), ("2", &step)], dialect);

            let decider = &case.pair.next;
            let ours = merge(&base, &changed, &base, &step, decider);
            prop_assert_eq!(in_order(&ours.catalog), in_order(changed.catalog()));
            prop_assert!(ours.conflicts.is_empty() && ours.decided.is_empty(), "{:?}", ours);
            // The way there is the same step: nothing that was renamed is dropped and made again.
            let way = Pair {
                previous: base.catalog(),
                next: &ours.catalog,
            };
            let again = changes(way, &ours.hints);
            let renames = |list: &[Change]| {
                let columns = list.iter().filter(|change| {
                    matches!(
                        change,
                        Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::RenameEnum { .. }
                    )
                });
                columns.cloned().collect::<Vec<_>>()
            };
            prop_assert_eq!(renames(&again), renames(&step));

            let theirs = merge(&base, &base, &changed, &[], decider);
            prop_assert_eq!(in_order(&theirs.catalog), in_order(changed.catalog()));
            prop_assert!(theirs.conflicts.is_empty() && theirs.decided.is_empty(), "{:?}", theirs);

            // The same on both sides is done once.
            let both = merge(&base, &changed, &changed, &step, decider);
            prop_assert_eq!(in_order(&both.catalog), in_order(changed.catalog()));
            prop_assert!(both.conflicts.is_empty() && both.decided.is_empty(), "{:?}", both);
            Ok(())
        });
        tried.unwrap_or_else(|error| panic!("{dialect}: {error}"));
    }
}

fn table(json: serde_json::Value) -> Vec<Change> {
    let object = serde_json::from_value(json).expect("a table");
    vec![Change::CreateTable { object }]
}

fn alter(changes: &serde_json::Value) -> Vec<Change> {
    let changes = serde_json::json!([{ "change": "alter_table", "table": { "name": "user" }, "changes": changes }]);
    serde_json::from_value(changes).expect("changes")
}

fn column(name: &str, of: &str) -> serde_json::Value {
    serde_json::json!({ "name": name, "type": of })
}

#[test]
fn facts_of_one_column_are_merged_one_by_one_and_the_author_decides_the_rest() {
    let start = table(serde_json::json!({ "name": "user", "columns": [column("name", "text")] }));
    let altered = |next: serde_json::Value| {
        let pair = serde_json::json!({ "previous": column("name", "text"), "next": next });
        alter(&serde_json::json!([{ "change": "alter_column", "column": pair }]))
    };
    let wider = altered(serde_json::json!({ "name": "name", "type": "varchar", "nullable": true }));
    let commented = altered(serde_json::json!({ "name": "name", "type": "text", "comment": "As in a passport." }));
    let dialect = DialectName::Postgres;
    let base = lineage(&[("1", &start)], dialect);
    let ours = lineage(&[("1", &start), ("2", &wider)], dialect);
    let theirs = lineage(&[("1", &start), ("3", &commented)], dialect);
    let found = merge(&base, &ours, &theirs, &wider, ours.catalog());
    let user = found.catalog.tables.values().next().expect("a table");
    assert!(user.columns[0].nullable && user.columns[0].comment.is_some());
    assert!(found.decided.is_empty() && found.conflicts.is_empty(), "{found:?}");

    let other = altered(column("name", "citext"));
    let theirs = lineage(&[("1", &start), ("3", &other)], dialect);
    let settled = altered(column("name", "bytea"));
    let decider = lineage(&[("1", &start), ("4", &settled)], dialect);
    let found = merge(&base, &ours, &theirs, &wider, decider.catalog());
    let user = found.catalog.tables.values().next().expect("a table");
    assert_eq!(
        user.columns[0].r#type,
        decider.catalog().tables.values().next().expect("a table").columns[0].r#type
    );
    let [decided] = found.decided.as_slice() else {
        panic!("{:?}", found.decided);
    };
    assert_eq!(
        (&*decided.object, &*decided.ours, &*decided.theirs),
        ("table user, column name, type", "varchar", "citext")
    );
}

#[test]
fn what_needs_a_thing_that_is_gone_goes_with_it_or_is_a_conflict() {
    let start = table(serde_json::json!({ "name": "user", "columns": [column("id", "text"), column("bio", "text")] }));
    let index = serde_json::json!({ "name": "user_bio", "parts": [{ "column": "bio" }] });
    let indexed = alter(&serde_json::json!([
        { "change": "index", "index": { "previous": null, "next": index } }
    ]));
    let dropped = alter(&serde_json::json!([{ "change": "drop_column", "column": column("bio", "text") }]));
    let dialect = DialectName::Sqlite;
    let base = lineage(&[("1", &start)], dialect);
    let ours = lineage(&[("1", &start), ("2", &indexed)], dialect);
    let theirs = lineage(&[("1", &start), ("3", &dropped)], dialect);

    let found = merge(&base, &ours, &theirs, &indexed, theirs.catalog());
    assert_eq!(&found.catalog, theirs.catalog());
    assert_eq!(found.decided.len(), 1);

    let found = merge(&base, &ours, &theirs, &indexed, ours.catalog());
    assert_eq!(found.conflicts.len(), 1, "{:?}", found.conflicts);
    assert_eq!(found.conflicts[0].object, "table user, index user_bio");
}

//! What each statement means for those who use the database meanwhile.

use codegen::catalog::{Action, Catalog};
use codegen::plan::{HazardKind, Lock, LockLevel, Step, StepMode};

use super::case::Case;
use super::catalog::{TableBuilder, catalog, integer, table, text};

fn item() -> TableBuilder {
    table("item", [integer("id").identity(), text("name").nullable()]).key(&["id"])
}

/// `template: work; hazard, hazard`, a line for each statement of the way up.
fn impacts(previous: Catalog, next: Catalog, minor: u16) -> Vec<String> {
    said(Case::new(previous, next), minor)
}

fn said(case: Case, minor: u16) -> Vec<String> {
    let (up, _) = case.version(minor).plans();
    let is_check = |step: &&Step| matches!(step.mode, StepMode::Check { .. });
    let steps = up.steps.iter().filter(|step| !is_check(step)).map(|step| {
        let lock = Lock {
            table: None,
            level: LockLevel::Database,
        };
        assert_eq!(step.impact.locks, [lock], "SQLite has one lock");
        let hazards = step.impact.hazards.iter().map(|hazard| {
            let kind = match hazard.kind {
                HazardKind::CanFail => "can fail",
                HazardKind::Loses => "loses",
                HazardKind::BreaksOlderCode => "breaks",
                HazardKind::Blocks => "blocks",
            };
            format!("; {kind}: {}", hazard.message)
        });
        let hazards: String = hazards.collect();
        format!("{}: {:?}{hazards}", step.statement.template, step.impact.work)
    });
    steps.collect()
}

#[test]
fn what_only_changes_the_schema_takes_no_time() {
    let next = item().index("item_name_idx", &["name"]);
    assert_eq!(
        impacts(catalog([]), catalog([next]), 40),
        ["create_table.sql: Metadata", "create_index.sql: Metadata"]
    );
    let wider = || {
        table(
            "item",
            [
                integer("id").identity(),
                text("name").nullable(),
                text("kind").default("'x'"),
            ],
        )
        .key(&["id"])
    };
    assert_eq!(
        impacts(catalog([item()]), catalog([wider()]), 40),
        ["add_column.sql: Metadata"]
    );
    assert_eq!(
        impacts(
            catalog([item()]),
            catalog([wider().check("item_kind_check", "kind <> ''")]),
            40
        ),
        ["add_column.sql: Scan"]
    );
    assert_eq!(
        impacts(catalog([wider()]), catalog([item()]), 40),
        ["drop_column.sql: Rewrite; loses: the values of kind are lost; breaks: code that names kind fails"]
    );
}

#[test]
fn an_index_reads_its_table() {
    assert_eq!(
        impacts(
            catalog([item()]),
            catalog([item().index("item_name_idx", &["name"])]),
            40
        ),
        ["create_index.sql: Scan"]
    );
    assert_eq!(
        impacts(
            catalog([item()]),
            catalog([item()
                .index("item_name_idx", &["name"])
                .with_index(|index| index.unique = true)]),
            40
        ),
        ["create_index.sql: Scan; can fail: rows that are alike in name stop it"]
    );
}

#[test]
fn what_goes_is_said() {
    assert_eq!(
        impacts(catalog([item()]), catalog([]), 40),
        ["drop_table.sql: Scan; loses: the rows of item are lost; breaks: code that names item fails"]
    );
    let renamed = || table("thing", [integer("id").identity(), text("title").nullable()]).key(&["id"]);
    let case = Case::new(catalog([item()]), catalog([renamed()]))
        .renamed_table("item", "thing")
        .renamed_column("thing", "name", "title")
        .renamed_constraint("thing", "item_pkey", "thing_pkey");
    let said = said(case, 40);
    assert_eq!(
        said[0],
        "rename_table.sql: Metadata; breaks: code that names item fails"
    );
    assert_eq!(
        said[1],
        "rename_column.sql: Metadata; breaks: code that names name fails"
    );
}

#[test]
fn a_rebuild_writes_every_row_and_says_what_can_stop_it() {
    let strict = table("item", [integer("id").identity(), text("name"), text("code")])
        .key(&["id"])
        .unique("item_code_key", &["code"])
        .check("item_name_check", "name <> ''")
        .points(&["name"], "item", &["code"], Action::Cascade);
    let all = impacts(catalog([item()]), catalog([strict]), 40);
    let copy = all
        .iter()
        .find(|line| line.starts_with("copy_rows.sql"))
        .expect("a copy");
    for part in [
        "copy_rows.sql: Rewrite",
        "can fail: rows whose name is NULL stop it",
        "breaks: code that leaves name NULL fails",
        "can fail: code has no value for rows that are there",
        "breaks: code that inserts without code fails",
        "can fail: rows that are alike in code stop it",
        "can fail: rows that break item_name_check stop it",
        "can fail: rows that point at no row of item stop it",
    ] {
        assert!(copy.contains(part), "{part}\n{copy}");
    }
    assert!(all.contains(&"assert.sql: Scan".to_owned()));
    assert!(all.contains(&"replace_table.sql: Metadata".to_owned()));
}

#[test]
fn constraints_in_place_read_the_table() {
    let required = table("item", [integer("id").identity(), text("name")]).key(&["id"]);
    assert_eq!(
        impacts(
            catalog([item()]),
            catalog([required.check("item_name_check", "name <> ''")]),
            53
        ),
        [
            "set_not_null.sql: Scan; can fail: rows whose name is NULL stop it; breaks: code that leaves name NULL fails",
            "add_constraint.sql: Scan; can fail: rows that break item_name_check stop it",
        ]
    );
}

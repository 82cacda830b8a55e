//! Enums, which are text with a check here.

use codegen::catalog::{Action, Catalog};
use codegen::plan::Effect;

use super::case::Case;
use super::catalog::{catalog, integer, table, text, with_enum};

fn with(values: &[&str]) -> Catalog {
    let quoted: Vec<_> = values.iter().map(|value| format!("'{value}'")).collect();
    let check = format!("\"state\" in ({})", quoted.join(", "));
    let order = table(
        "order",
        [
            integer("id").identity(),
            text("state").of_enum("state").default(&quoted[0]),
        ],
    )
    .key(&["id"])
    .check("order_state_check", &check);
    let log = table("log", [text("state").of_enum("state"), integer("order_id")])
        .key(&["state", "order_id"])
        .points(&["order_id"], "order", &["id"], Action::Cascade)
        .check("log_state_check", &check)
        .without_rowid();
    with_enum(catalog([order, log]), "state", values)
}

fn case(next: &[&str]) -> Case {
    Case::new(with(&["open", "paid", "lost"]), with(next))
        .fill("INSERT INTO \"order\" (state) VALUES ('open'), ('paid'), ('lost'); INSERT INTO log VALUES ('lost', 2)")
        .keeps("SELECT * FROM \"order\"")
        .keeps("SELECT * FROM log")
}

#[test]
fn values_are_added_and_renamed_all_at_once() {
    case(&["new", "paid", "open", "lost"])
        .renamed_value("state", "open", "paid")
        .renamed_value("state", "paid", "open")
        .gives("SELECT state FROM \"order\"", &["'paid'", "'open'", "'lost'"])
        .rebuilds(2)
        .is(Effect::Lossless)
        .passes();
}

#[test]
fn rows_of_a_removed_value_get_the_one_that_replaces_it() {
    let database = case(&["open", "paid"])
        .replaced("state", "lost", "paid")
        .gives("SELECT state FROM \"order\"", &["'open'", "'paid'", "'paid'"])
        .gives("SELECT * FROM log", &["'paid' 2"])
        .goes_up();
    assert!(
        database
            .error("INSERT INTO log VALUES ('lost', 1)")
            .contains("log_state_check")
    );
}

#[test]
fn a_removed_value_that_rows_have_and_nothing_replaces_is_refused() {
    case(&["open", "paid"]).fails("ENUM_VALUE_USED: ");
    // So nothing is lost.
    let (up, _) = case(&["open", "paid"]).plans();
    assert_eq!(up.steps.iter().map(|step| step.effect).max(), Some(Effect::Lossless));
}

#[test]
fn values_without_a_check_are_mapped_in_place() {
    let make = |values: &[&str]| {
        let order = table("order", [integer("id").identity(), text("state").of_enum("state")]).key(&["id"]);
        with_enum(catalog([order]), "state", values)
    };
    Case::new(make(&["a", "it's"]), make(&["a", "b"]))
        .renamed_value("state", "it's", "b")
        .fill("INSERT INTO \"order\" (state) VALUES ('a'), ('it''s')")
        .keeps("SELECT * FROM \"order\"")
        .gives("SELECT state FROM \"order\"", &["'a'", "'b'"])
        .rebuilds(0)
        .passes();
}

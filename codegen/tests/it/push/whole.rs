//! All of it or nothing.

use codegen::dialect::DialectName;

use super::Place;

#[test]
fn a_check_that_rows_fail_changes_nothing() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.live.run_script("UPDATE author SET name = 'Ada'");
        place.edit(
            "title = \"text\"",
            "title = \"text\"\nlikes = { type = \"integer\", default = 0 }",
        );
        place.edit("name = \"text\"", "name = { type = \"text\", unique = true }");
        place.refused(&[], 3, &["UNIQUE_DUPLICATES", "nothing was changed", "Ada"]);
    }
}

/// What no check can know beforehand fails in the middle.
#[test]
fn a_statement_that_fails_undoes_those_before_it() {
    let place = Place::filled(DialectName::Postgres);
    place.edit(
        "bio = { type = \"text\", nullable = true }",
        "bio = { type = \"integer\", nullable = true, using = \"length(bio) / (id - 1)\" }",
    );
    place.edit(
        "title = \"text\"",
        "title = \"text\"\nlikes = { type = \"integer\", default = 0 }",
    );
    place.refused(&["--allow-data-loss"], 3, &["division by zero", "nothing was changed"]);
}

/// A new value of an enum cannot be used by the transaction that adds it.
#[test]
fn a_new_enum_value_that_is_used_at_once() {
    let place = Place::filled(DialectName::Postgres);
    place.edit(
        "values = [\"draft\", \"live\"]",
        "values = [\"draft\", \"review\", \"live\"]",
    );
    let ran = place.pushes(&["--json"]);
    assert_eq!(ran.json()["transactions"], 1);
    place.edit(
        "values = [\"draft\", \"review\", \"live\"]",
        "values = [\"new\", \"draft\", \"review\", \"live\"]",
    );
    place.edit("default = \"draft\"", "default = \"new\"");
    let ran = place.pushes(&["--json"]);
    assert_eq!(ran.json()["transactions"], 2);
    place
        .live
        .run_script("INSERT INTO post (id, author_id, title) VALUES (3, 1, 'third')");
    assert_eq!(place.one("SELECT state FROM post WHERE id = 3").as_deref(), Some("new"));
}

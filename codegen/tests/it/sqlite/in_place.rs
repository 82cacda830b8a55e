//! What is altered in place, and what only looks as if it could be.

use codegen::catalog::{Action, Catalog};
use codegen::plan::{Effect, Plan, Step, StepMode};

use super::case::Case;
use super::catalog::{ColumnBuilder, TableBuilder, catalog, integer, table, text, typed, with_enum};

fn with(columns: impl IntoIterator<Item = ColumnBuilder>) -> TableBuilder {
    let id = [integer("id").identity(), text("name")];
    table("item", id.into_iter().chain(columns)).key(&["id"])
}

fn one(table: TableBuilder) -> Catalog {
    catalog([table])
}

fn case(previous: TableBuilder, next: TableBuilder) -> Case {
    Case::new(one(previous), one(next))
        .fill("INSERT INTO item (id, name) VALUES (3, 'a'), (8, 'b')")
        .keeps("SELECT id, name FROM item")
        .keeps("SELECT name, seq FROM sqlite_sequence")
}

#[test]
fn columns_with_a_constant_value_are_added() {
    let columns = [
        text("note").nullable(),
        text("kind").default("'it''s'"),
        integer("rank").default("-1"),
        typed("price", "NUMERIC").default("0.00"),
        text("other").nullable().collation("NOCASE"),
    ];
    case(with([]), with(columns))
        .rebuilds(0)
        .is(Effect::Fresh)
        .gives(
            "SELECT * FROM item",
            &["3 'a' NULL 'it's' -1 0 NULL", "8 'b' NULL 'it's' -1 0 NULL"],
        )
        .passes();
}

#[test]
fn a_nullable_column_with_a_backfill_is_filled() {
    case(with([]), with([text("slug").nullable()]))
        .backfill("item", "slug", "name || id")
        .rebuilds(0)
        .gives("SELECT id, slug FROM item", &["3 'a3'", "8 'b8'"])
        .passes();
}

#[test]
fn a_check_and_a_foreign_key_of_a_new_column_come_with_it() {
    let next = with([integer("active").default("1"), integer("parent").nullable()])
        .check("item_active_check", "\"active\" in (0, 1)")
        .points(&["parent"], "item", &["id"], Action::SetNull)
        .deferred()
        .index("item_parent_idx", &["parent"]);
    case(with([]), next)
        .rebuilds(0)
        .gives("SELECT active, parent FROM item", &["1 NULL", "1 NULL"])
        .passes();
}

#[test]
fn an_old_sqlite_does_not_test_new_checks_so_the_table_is_made_anew() {
    let next = with([integer("active").default("1")]).check("item_active_check", "active in (0, 1)");
    case(with([]), next).version(36).rebuilds(1).passes();
}

#[test]
fn a_virtual_column_is_added() {
    let columns = [
        text("loud").nullable().generated("upper(suffix || name)", false),
        text("suffix").default("'x'"),
    ];
    case(with([]), with(columns))
        .rebuilds(0)
        .gives("SELECT loud FROM item", &["'XA'", "'XB'"])
        .passes();
}

#[test]
fn other_new_columns_need_a_rebuild() {
    let required = with([text("slug")]);
    case(with([]), required)
        .backfill("item", "slug", "lower(name)")
        .rebuilds(1)
        .gives("SELECT id, slug FROM item", &["3 'a'", "8 'b'"])
        .passes();
    let computed = with([text("at").default("(1 + 1)")]);
    case(with([]), computed)
        .rebuilds(1)
        .gives("SELECT at FROM item", &["'2'", "'2'"])
        .passes();
    let stamped = with([text("at").default("current_timestamp").nullable()]);
    case(with([]), stamped)
        .rebuilds(1)
        .gives("SELECT length(at) FROM item", &["19", "19"])
        .passes();
    let stored = with([text("loud").nullable().generated("upper(name)", true)]);
    case(with([]), stored)
        .rebuilds(1)
        .gives("SELECT loud FROM item", &["'A'", "'B'"])
        .passes();
    let default_and_reference =
        with([integer("parent").default("3")]).points(&["parent"], "item", &["id"], Action::Cascade);
    case(with([]), default_and_reference)
        .rebuilds(1)
        .gives("SELECT parent FROM item", &["3", "3"])
        .passes();
    let checked_and_filled = with([text("slug").nullable()]).check("item_slug_check", "slug is not null");
    case(with([]), checked_and_filled)
        .backfill("item", "slug", "name")
        .rebuilds(1)
        .gives("SELECT slug FROM item", &["'a'", "'b'"])
        .passes();
}

#[test]
fn a_required_column_without_a_value_is_refused_while_there_are_rows() {
    case(with([]), with([text("slug")])).fails("COLUMN_NEEDS_VALUE: ");
    Case::new(one(with([])), one(with([text("slug")]))).passes();
}

#[test]
fn a_plain_column_is_dropped() {
    case(with([text("note").nullable()]), with([]))
        .rebuilds(0)
        .is(Effect::Lossy)
        .gives("SELECT * FROM item", &["3 'a'", "8 'b'"])
        .passes();
    let indexed = with([text("note").nullable()]).index("item_note_idx", &["note"]);
    case(indexed, with([])).rebuilds(0).passes();
}

#[test]
fn a_column_that_something_mentions_is_dropped_by_a_rebuild() {
    let note = || with([text("note").nullable()]);
    case(note().unique("item_note_key", &["note"]), with([]))
        .rebuilds(1)
        .passes();
    case(note().check("item_note_check", "note <> ''"), with([]))
        .rebuilds(1)
        .passes();
    let parent = with([integer("parent").nullable()]).points(&["parent"], "item", &["id"], Action::Cascade);
    case(parent, with([])).rebuilds(1).passes();
    let columns = |made: &str| [text("note").nullable(), text("made").nullable().generated(made, false)];
    let next = with([text("made").nullable().generated("name", false)]);
    case(with(columns("note")), next).rebuilds(1).passes();
}

#[test]
fn indexes_come_change_and_go_in_place() {
    let previous = with([])
        .index("item_a_idx", &["name"])
        .index("item_b_idx", &["name", "id"])
        .index("item_c_idx", &["id"]);
    let next = with([])
        .index("item_b_idx", &["name"])
        .with_index(|index| {
            index.unique = true;
            index.parts[0].descending = true;
            index.parts[0].collation = Some("NOCASE".to_owned());
            index.predicate = Some(codegen::catalog::Expression::authored("id > 1"));
        })
        .index("item_d_idx", &["id"])
        .with_index(|index| {
            index.parts[0].key =
                codegen::catalog::IndexKey::Expression(codegen::catalog::Expression::authored("lower(name)"));
        });
    case(previous, next)
        .renamed_index("item", "item_c_idx", "item_e_idx")
        .rebuilds(0)
        .passes();
}

/// The statements of the way up and of the way down for SQLite 3.`minor`, without comments.
fn statements(case: Case, minor: u16) -> (String, String) {
    let case = case.version(minor);
    let (up, down) = case.plans();
    let database = case.filled();
    let text = |plan: &Plan| {
        let is_check = |step: &Step| matches!(step.mode, StepMode::Check { .. });
        let steps = plan.steps.iter().filter(|step| !is_check(step)).cloned().collect();
        let sql = database.sql(&Plan { steps });
        let lines = sql.lines().filter(|line| !line.is_empty() && !line.starts_with("--"));
        lines.collect::<Vec<_>>().join("\n")
    };
    (text(&up), text(&down))
}

// The bundled SQLite is older than 3.53, so what follows is text that was tried on a 3.54 by hand.

#[test]
fn checks_come_change_and_go_in_place_from_3_53_on() {
    let previous = || {
        with([])
            .check("item_old_check", "id > 0")
            .check("item_same_check", "id < 9")
    };
    let next = || {
        with([])
            .check("item_new_check", "name <> ''")
            .check("item_same_check", "id < 99")
    };
    let (up, down) = statements(case(previous(), next()), 53);
    assert_eq!(
        up,
        "ALTER TABLE \"item\" DROP CONSTRAINT \"item_old_check\";\n\
         ALTER TABLE \"item\" DROP CONSTRAINT \"item_same_check\";\n\
         ALTER TABLE \"item\" ADD CONSTRAINT \"item_new_check\" CHECK (name <> '');\n\
         ALTER TABLE \"item\" ADD CONSTRAINT \"item_same_check\" CHECK (id < 99);"
    );
    assert!(
        down.contains("ADD CONSTRAINT \"item_old_check\" CHECK (id > 0)"),
        "{down}"
    );
    case(previous(), next()).version(52).rebuilds(1).passes();
}

#[test]
fn a_check_gets_another_name_in_place_from_3_53_on() {
    let make = |name| with([]).check(name, "id > 0");
    let renamed =
        || case(make("item_a_check"), make("item_b_check")).renamed_constraint("item", "item_a_check", "item_b_check");
    let (up, _) = statements(renamed(), 53);
    assert_eq!(
        up,
        "ALTER TABLE \"item\" DROP CONSTRAINT \"item_a_check\";\n\
         ALTER TABLE \"item\" ADD CONSTRAINT \"item_b_check\" CHECK (id > 0);"
    );
    renamed().version(52).rebuilds(1).passes();
}

#[test]
fn columns_become_required_and_may_be_null_in_place_from_3_53_on() {
    let make = |note: ColumnBuilder| case(with([text("note").nullable()]), with([note]));
    let (up, down) = statements(make(text("note")).backfill("item", "note", "name || id"), 53);
    assert_eq!(
        up,
        "UPDATE \"item\" SET \"note\" = (name || id) WHERE \"note\" IS NULL;\n\
         ALTER TABLE \"item\" ALTER COLUMN \"note\" SET NOT NULL;"
    );
    assert_eq!(down, "ALTER TABLE \"item\" ALTER COLUMN \"note\" DROP NOT NULL;");
    // Any other change of the column with it is a rebuild.
    let (up, _) = statements(make(text("note").default("'x'")).backfill("item", "note", "'x'"), 54);
    assert!(up.contains("_tablesmith_new_item"), "{up}");
}

#[test]
fn a_column_of_a_key_is_no_matter_for_3_53() {
    let make = |b: ColumnBuilder| catalog([table("pair", [text("a"), b]).key(&["a", "b"])]);
    let (up, _) = statements(Case::new(make(text("b").nullable()), make(text("b"))), 54);
    assert!(up.contains("_tablesmith_new_pair"), "{up}");
}

#[test]
fn values_of_an_enum_change_in_place_from_3_53_on() {
    let make = |values: &[&str], check: &'static str| {
        let state = text("state").of_enum("state");
        with_enum(one(with([state]).check("item_state_check", check)), "state", values)
    };
    let renamed = Case::new(
        make(&["a", "b"], "state in ('a', 'b')"),
        make(&["a", "c"], "state in ('a', 'c')"),
    )
    .renamed_value("state", "b", "c");
    let (up, _) = statements(renamed, 53);
    assert_eq!(
        up,
        "ALTER TABLE \"item\" DROP CONSTRAINT \"item_state_check\";\n\
         UPDATE \"item\" SET \"state\" = CASE \"state\" WHEN 'b' THEN 'c' ELSE \"state\" END WHERE \"state\" IN ('b');\n\
         ALTER TABLE \"item\" ADD CONSTRAINT \"item_state_check\" CHECK (state in ('a', 'c'));"
    );
}

#[test]
fn a_column_goes_with_its_check_and_from_3_54_on_with_its_foreign_key() {
    let previous = || {
        with([integer("parent").nullable()])
            .check("item_parent_check", "parent > 0")
            .points(&["parent"], "item", &["id"], Action::SetNull)
    };
    let (up, _) = statements(case(previous(), with([])), 54);
    assert_eq!(
        up,
        "ALTER TABLE \"item\" DROP CONSTRAINT \"item_parent_check\";\n\
         ALTER TABLE \"item\" DROP CONSTRAINT \"item_parent_fkey\";\n\
         ALTER TABLE \"item\" DROP COLUMN \"parent\";"
    );
    let (up, _) = statements(case(previous(), with([])), 53);
    assert!(up.contains("_tablesmith_new_item"), "{up}");
}

//! Views, functions and triggers: those of the schema, and those of somebody else.

use codegen::dialect::DialectName;

use super::{Place, SCHEMA};

const VIEW: &str = r#"
[view.headline]
sql = "CREATE VIEW headline AS SELECT id, title FROM post"
"#;

#[test]
fn views_of_the_schema_are_made_changed_and_rebuilt() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.project.write("schema.toml", &format!("{SCHEMA}{VIEW}"));
        place.pushes(&[]);
        assert_eq!(place.one("SELECT count(*) FROM headline").as_deref(), Some("2"));

        place.edit(
            "SELECT id, title FROM post",
            "SELECT id, title, author_id FROM post WHERE id > 1",
        );
        place.edit("title = \"text\"", "title = \"varchar(200)\"");
        place.pushes(&["--allow-data-loss"]);
        assert_eq!(place.one("SELECT count(*) FROM headline").as_deref(), Some("1"));
    }
}

#[test]
fn views_that_the_schema_does_not_say_stay_and_stand_in_the_way() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place
            .live
            .run_script("CREATE VIEW theirs AS SELECT id, bio FROM author");
        let json = place.push(&["--json"]).expect(0).json();
        assert_eq!(json["left_alone"], serde_json::json!(["view theirs"]));

        // A change that would be refused with the view in place.
        place.edit(
            "bio = { type = \"text\", nullable = true }",
            "bio = { type = \"varchar(500)\", nullable = true }",
        );
        place.pushes(&["--allow-data-loss"]);
        assert_eq!(place.one("SELECT count(*) FROM theirs").as_deref(), Some("2"));

        place.edit("bio = { type = \"varchar(500)\", nullable = true }\n", "");
        // What a view names is known to PostgreSQL beforehand; on SQLite it is found when the view does not work any more.
        let (code, says) = match dialect {
            DialectName::Postgres => (2, "view theirs stands on"),
            DialectName::Sqlite => (3, "the view `theirs` would no longer work"),
        };
        place.refused(&["--allow-data-loss"], code, &[says, "--prune", "nothing was changed"]);
        place.pushes(&["--allow-data-loss", "--prune"]);
        place.live.try_script("SELECT * FROM theirs").expect_err("it is gone");
    }
}

#[test]
fn triggers_that_the_schema_does_not_say_stay_through_a_change() {
    let place = Place::filled(DialectName::Sqlite);
    place.live.run_script(
        "CREATE TRIGGER shout AFTER INSERT ON post BEGIN UPDATE post SET title = upper(title) WHERE id = NEW.id; END",
    );
    place.edit(
        "title = \"text\"",
        "title = { type = \"text\", check = \"title <> ''\" }",
    );
    place.pushes(&[]);
    place
        .live
        .run_script("INSERT INTO post (id, author_id, title) VALUES (3, 1, 'third')");
    assert_eq!(
        place.one("SELECT title FROM post WHERE id = 3").as_deref(),
        Some("THIRD")
    );
}

#[test]
fn functions_triggers_and_sequences_of_postgres() {
    let place = Place::filled(DialectName::Postgres);
    place.live.run_script(
        "CREATE SEQUENCE number; CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2';\n\
         CREATE TABLE theirs (id serial PRIMARY KEY); INSERT INTO theirs DEFAULT VALUES",
    );
    place.refused(&[], 2, &["drop-table:theirs (1 row)"]);
    place.pushes(&["--allow-data-loss"]);
    assert_eq!(place.one("SELECT twice(4)").as_deref(), Some("8"));
    assert_eq!(place.one("SELECT nextval('number')").as_deref(), Some("1"));
}

//! What would be lost is asked for.

use codegen::dialect::DialectName;

use super::Place;

#[test]
fn a_loss_is_refused_until_it_is_allowed_by_name() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.edit("bio = { type = \"text\", nullable = true }\n", "");
        let says = [
            "drop-column:author.bio (1 row)",
            "--allow drop-column:author.bio",
            "--allow-data-loss",
        ];
        place.refused(&[], 2, &says);
        place.refused(&["--allow", "drop-column:author.name"], 2, &says[..1]);
        let json = place.push(&["--dry-run", "--json"]).expect(0).json();
        assert_eq!(
            json["losses"][0],
            serde_json::json!({"loss": "drop-column:author.bio", "rows": 1})
        );
        place.pushes(&["--allow", "drop-column:author.bio"]);
        assert_eq!(
            place.one("SELECT name FROM author WHERE id = 1").as_deref(),
            Some("Ada")
        );
        assert_eq!(place.one("SELECT count(*) FROM post").as_deref(), Some("2"));
    }
}

#[test]
fn what_no_row_has_is_no_loss() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.live.run_script("UPDATE author SET bio = NULL");
        place.edit("bio = { type = \"text\", nullable = true }\n", "");
        place.pushes(&[]);
    }
}

#[test]
fn a_table_with_rows_goes_when_it_is_allowed() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        let schema = place.project.read("schema.toml");
        let without = schema.split("[table.post.columns]").next().expect("there is one");
        place.project.write("schema.toml", without);
        place.refused(&[], 2, &["drop-table:post (2 rows)"]);
        place.pushes(&["--allow-data-loss"]);
        assert_eq!(place.one("SELECT count(*) FROM author").as_deref(), Some("2"));
        place.live.try_script("SELECT * FROM post").expect_err("it is gone");
    }
}

#[test]
fn an_enum_value_that_rows_have_goes_by_replacement() {
    let place = Place::filled(DialectName::Postgres);
    place.edit("values = [\"draft\", \"live\"]", "values = [\"draft\", \"public\"]");
    place.refused(&["--no-renames"], 2, &["remove-value:state.live (1 row)"]);
    // Allowing it does not change what rows have: they stop it before it begins.
    place.refused(
        &["--no-renames", "--allow", "remove-value:state.live"],
        3,
        &["nothing was changed"],
    );
    place.edit(
        "values = [\"draft\", \"public\"]",
        "values = [\"draft\", \"public\"]\nreplaced = { live = \"public\" }",
    );
    place.pushes(&[]);
    assert_eq!(
        place.one("SELECT state FROM post WHERE id = 1").as_deref(),
        Some("public")
    );
}

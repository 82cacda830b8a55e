//! Older code writes the old column, newer code the new one.

use codegen::dialect::DialectName;

use super::{generate, in_order, leftovers, live, project, schema, told};

#[test]
fn a_rename_from_expansion_to_contraction_and_back() {
    for dialect in DialectName::ALL {
        let project = project(
            "name = { type = \"varchar(40)\", unique = true, check = \"name <> ''\" }\nbio = { type = \"text\", nullable = true }",
        );
        let live = live(&project, dialect);
        live.run_script(
            "INSERT INTO person (id, name, bio) VALUES (1, 'ada', 'b1'), (2, 'bob', NULL), (3, 'cy', 'b3')",
        );
        project.write(
            "schema.toml",
            &schema(
                "full_name = { type = \"varchar(40)\", unique = true, check = \"full_name <> ''\", renamed_from = \"name\" }\n\
                 bio = { type = \"text\", nullable = true }",
            ),
        );
        let expanded = generate(&project, "20260102T000000", &["--phased"]).expect(0);
        assert!(
            expanded
                .stdout
                .contains("person.name goes on beside person.full_name, kept in step with it"),
            "{}",
            expanded.stdout
        );
        for doubt in ["not proved", "note:"] {
            assert!(!expanded.stdout.contains(doubt), "{}", expanded.stdout);
        }
        assert!(
            expanded.stderr.contains("codegen generate --contract"),
            "{}",
            expanded.stderr
        );
        assert!(
            project
                .read("generated/src/person.rs")
                .contains("pub full_name: String")
        );

        live.migrate(project.path(), &["up"]);
        in_order(&project, &live);
        let all = "SELECT id, name, full_name, bio FROM person ORDER BY id";
        assert_eq!(told(&live, all), "1,ada,ada,b1; 2,bob,bob,-; 3,cy,cy,b3", "{dialect}");

        // Older code.
        live.run_script("INSERT INTO person (id, name) VALUES (4, 'di'); UPDATE person SET name = 'eve' WHERE id = 1");
        // Newer code.
        live.run_script(
            "INSERT INTO person (id, full_name) VALUES (5, 'flo'); UPDATE person SET full_name = 'gus' WHERE id = 2; \
             UPDATE person SET bio = 'b3b' WHERE id = 3",
        );
        assert_eq!(
            told(&live, all),
            "1,eve,eve,b1; 2,gus,gus,-; 3,cy,cy,b3b; 4,di,di,-; 5,flo,flo,-",
            "{dialect}"
        );
        // What either of them could not do before, neither can do now.
        for (refused, rule) in [
            ("INSERT INTO person (id, name) VALUES (6, NULL)", "not-null|NOT NULL"),
            (
                "INSERT INTO person (id, full_name) VALUES (6, NULL)",
                "not-null|NOT NULL",
            ),
            ("INSERT INTO person (id) VALUES (6)", "not-null|NOT NULL"),
            ("UPDATE person SET name = NULL WHERE id = 1", "not-null|NOT NULL"),
            ("UPDATE person SET full_name = NULL WHERE id = 1", "not-null|NOT NULL"),
            ("INSERT INTO person (id, name) VALUES (6, 'cy')", "unique|UNIQUE"),
            ("INSERT INTO person (id, full_name) VALUES (6, 'cy')", "unique|UNIQUE"),
            ("UPDATE person SET name = '' WHERE id = 1", "check|CHECK"),
            ("UPDATE person SET full_name = '' WHERE id = 1", "check|CHECK"),
        ] {
            let error = live.try_script(refused).expect_err(refused);
            assert!(
                rule.split('|').any(|rule| error.contains(rule)),
                "{dialect}: {refused}: {error}"
            );
        }
        // Upserts of both.
        for (column, id) in [("name", 7), ("full_name", 8)] {
            live.run_script(&format!(
                "INSERT INTO person (id, {column}) VALUES ({id}, 'u{id}') ON CONFLICT ({column}) DO UPDATE SET bio = 'x'; \
                 INSERT INTO person (id, {column}) VALUES (100, 'u{id}') ON CONFLICT ({column}) DO UPDATE SET bio = 'twice'"
            ));
        }
        let upserted = "SELECT id, name, full_name, bio FROM person WHERE id > 6 ORDER BY id";
        assert_eq!(told(&live, upserted), "7,u7,u7,twice; 8,u8,u8,twice", "{dialect}");
        live.run_script("DELETE FROM person WHERE id > 6");

        let contracted = generate(&project, "20260103T000000", &["--contract"]).expect(0);
        for doubt in ["not proved", "note:", "loses data"] {
            assert!(!contracted.stdout.contains(doubt), "{}", contracted.stdout);
        }
        // The old column's values are in the new one, and come back.
        let folder = project.migrations(dialect).pop().expect("the contraction");
        let down = project.read(&format!("generated/migrations/{dialect}/{folder}/down.sql"));
        assert!(codegen::plan::loses_nothing(&down), "{down}");
        live.migrate(project.path(), &["up"]);
        in_order(&project, &live);
        assert_eq!(leftovers(&live), "");
        let rows = "1,eve,b1; 2,gus,-; 3,cy,b3b; 4,di,-; 5,flo,-";
        assert_eq!(told(&live, "SELECT id, full_name, bio FROM person ORDER BY id"), rows);
        live.try_script("INSERT INTO person (id, full_name) VALUES (6, NULL)")
            .expect_err("it is NOT NULL");
        live.try_script("SELECT name FROM person").expect_err("it is gone");
        live.run_script("INSERT INTO person (id, full_name) VALUES (6, 'hal')");

        // Back between the two: old and new again, in step.
        live.migrate(project.path(), &["down"]);
        in_order_after(&project, &live, &expanded_rows("6,hal,hal,-"));
        live.run_script("UPDATE person SET name = 'ina' WHERE id = 6");
        assert_eq!(told(&live, "SELECT full_name FROM person WHERE id = 6"), "ina");
        live.migrate(project.path(), &["down"]);
        assert_eq!(leftovers(&live), "");
        assert_eq!(
            told(&live, "SELECT id, name, bio FROM person ORDER BY id"),
            format!("{rows}; 6,ina,-")
        );
        live.try_script("INSERT INTO person (id, name) VALUES (7, NULL)")
            .expect_err("it is NOT NULL again");
        live.migrate(project.path(), &["up"]);
        in_order(&project, &live);
    }
}

fn expanded_rows(last: &str) -> String {
    format!("1,eve,eve,b1; 2,gus,gus,-; 3,cy,cy,b3b; 4,di,di,-; 5,flo,flo,-; {last}")
}

fn in_order_after(project: &crate::command::Project, live: &crate::live::Live, rows: &str) {
    assert_eq!(
        told(live, "SELECT id, name, full_name, bio FROM person ORDER BY id"),
        rows
    );
    let ran = project.run(&["drift", "--url", &live.url()]);
    assert_ne!(ran.code, Some(3), "{}", ran.stderr);
}

#[test]
fn values_of_every_kind_of_column() {
    // before, after, rows before (id, value), what old code writes, what new code writes, and all as `id,old,new`.
    let cases = [
        (
            "nullable",
            "a = { type = \"text\", nullable = true }",
            "b = { type = \"text\", nullable = true, renamed_from = \"a\" }",
            "(1, 'x'), (2, NULL)",
            "INSERT INTO person (id, a) VALUES (3, NULL); UPDATE person SET a = NULL WHERE id = 1",
            "INSERT INTO person (id, b) VALUES (4, NULL); UPDATE person SET b = 'n' WHERE id = 2; \
             UPDATE person SET b = NULL WHERE id = 2",
            "1,-,-; 2,-,-; 3,-,-; 4,-,-",
        ),
        (
            "with a default",
            "a = { type = \"text\", default = \"black\" }",
            "b = { type = \"text\", default = \"black\", renamed_from = \"a\" }",
            "(1, 'red')",
            "INSERT INTO person (id) VALUES (2); INSERT INTO person (id, a) VALUES (3, 'blue'); \
             INSERT INTO person (id, a) VALUES (4, 'black')",
            "INSERT INTO person (id, b) VALUES (5, 'green'); INSERT INTO person (id, b) VALUES (6, 'black')",
            "1,red,red; 2,black,black; 3,blue,blue; 4,black,black; 5,green,green; 6,black,black",
        ),
        (
            "becomes NOT NULL",
            "a = { type = \"text\", nullable = true }",
            "b = { type = \"text\", backfill = \"'none'\", renamed_from = \"a\" }",
            "(1, 'x'), (2, NULL)",
            "INSERT INTO person (id, a) VALUES (3, NULL)",
            "INSERT INTO person (id, b) VALUES (4, 'y')",
            "1,x,x; 2,-,none; 3,-,none; 4,y,y",
        ),
        (
            "another type",
            "a = \"integer\"",
            "a = { type = \"bigint\", column = \"b\" }",
            "(1, 10), (2, -2147483648)",
            "INSERT INTO person (id, a) VALUES (3, 30); UPDATE person SET a = 11 WHERE id = 1",
            "INSERT INTO person (id, b) VALUES (4, 40); UPDATE person SET b = 22 WHERE id = 2",
            "1,11,11; 2,22,22; 3,30,30; 4,40,40",
        ),
        (
            "a number as text",
            "a = \"integer\"",
            "b = { type = \"text\", renamed_from = \"a\" }",
            "(1, 10), (2, 20)",
            "INSERT INTO person (id, a) VALUES (3, 30); UPDATE person SET a = 11 WHERE id = 1",
            "INSERT INTO person (id, b) VALUES (4, '40'); UPDATE person SET b = '007' WHERE id = 2",
            "1,11,11; 2,7,007; 3,30,30; 4,40,40",
        ),
        (
            "converted by the author",
            "a = { type = \"boolean\", default = false }",
            "b = { type = \"text\", default = \"off\", renamed_from = \"a\", using = \"case when b then 'on' else 'off' end\", \
             using_back = \"b <> 'off'\" }",
            "(1, true), (2, false)",
            "INSERT INTO person (id, a) VALUES (3, true); INSERT INTO person (id) VALUES (4)",
            "INSERT INTO person (id, b) VALUES (5, 'dim'); UPDATE person SET b = 'on' WHERE id = 2; \
             UPDATE person SET b = 'dim' WHERE id = 1",
            "1,1,dim; 2,1,on; 3,1,on; 4,0,off; 5,1,dim",
        ),
        (
            "json",
            "a = \"json\"",
            "b = { type = \"json\", renamed_from = \"a\" }",
            "(1, '[1]'), (2, '[2]')",
            "INSERT INTO person (id, a) VALUES (3, '[3]'); UPDATE person SET a = '[11]' WHERE id = 1",
            "INSERT INTO person (id, b) VALUES (4, '[4]'); UPDATE person SET b = '[22]' WHERE id = 2",
            "1,[11],[11]; 2,[22],[22]; 3,[3],[3]; 4,[4],[4]",
        ),
        (
            "a name that needs quotes",
            "a = { type = \"text\", column = \"the \\\"old\\\" one\" }",
            "b = { type = \"text\", column = \"order\", renamed_from = \"a\" }",
            "(1, 'x')",
            "UPDATE person SET \"the \"\"old\"\" one\" = 'y'",
            "INSERT INTO person (id, \"order\") VALUES (2, 'z')",
            "1,y,y; 2,z,z",
        ),
    ];
    for (name, before, after, rows, older, newer, expected) in cases {
        for dialect in DialectName::ALL {
            let project = project(before);
            let live = live(&project, dialect);
            live.run_script(&format!("INSERT INTO person VALUES {rows}"));
            project.write("schema.toml", &schema(after));
            generate(&project, "20260102T000000", &["--phased"]).expect(0);
            live.migrate(project.path(), &["up"]);
            in_order(&project, &live);
            live.run_script(older);
            live.run_script(newer);
            let (old, new) = match name {
                "a name that needs quotes" => ("\"the \"\"old\"\" one\"", "\"order\""),
                _ => ("a", "b"),
            };
            let all = format!("SELECT id, {old}, {new} FROM person ORDER BY id");
            let told_of = |sql: &str| told(&live, sql).replace(",t,", ",1,").replace(",f,", ",0,");
            assert_eq!(told_of(&all), expected, "{dialect}: {name}");

            let kept = told(&live, &format!("SELECT id, {new} FROM person ORDER BY id"));
            generate(&project, "20260103T000000", &["--contract", "--allow-data-loss"]).expect(0);
            live.migrate(project.path(), &["up"]);
            in_order(&project, &live);
            assert_eq!(
                told(&live, &format!("SELECT id, {new} FROM person ORDER BY id")),
                kept,
                "{dialect}: {name}"
            );
            live.migrate(project.path(), &["down", "2"]);
            let count = told(&live, "SELECT count(*) FROM person");
            assert_eq!(count.parse(), Ok(expected.split(';').count()), "{dialect}: {name}");
        }
    }
}

#[test]
fn enums_foreign_keys_and_indexes_go_along() {
    let tables = |columns: &str, index: &str| {
        format!(
            "{}[enum.state]\nvalues = [\"open\", \"paid\"]\n[table.team.columns]\nid = {{ type = \"integer\", primary_key = true }}\n\
             [[table.person.index]]\ncolumns = [{index}, \"id\"]\n",
            schema(columns)
        )
    };
    for dialect in DialectName::ALL {
        let project = crate::command::Project::new(&tables(
            "state = \"state\"\nteam_id = { references = \"team\", on_delete = \"cascade\" }",
            "\"state\"",
        ));
        generate(&project, "20260101T000000", &[]).expect(0);
        let live = live(&project, dialect);
        live.run_script(
            "INSERT INTO team VALUES (1), (2), (3); INSERT INTO person VALUES (1, 'open', 1), (2, 'paid', 2), (3, 'paid', 3)",
        );
        project.write(
            "schema.toml",
            &tables(
                "phase = { type = \"state\", renamed_from = \"state\" }\n\
                 group_id = { references = \"team\", on_delete = \"cascade\", renamed_from = \"team_id\" }",
                "\"phase\"",
            ),
        );
        generate(&project, "20260102T000000", &["--phased"]).expect(0);
        live.migrate(project.path(), &["up"]);
        in_order(&project, &live);
        let on = match dialect {
            DialectName::Sqlite => "PRAGMA foreign_keys = ON; ",
            DialectName::Postgres => "",
        };
        live.run_script(&format!(
            "{on}UPDATE person SET state = 'paid', team_id = 2 WHERE id = 1; UPDATE person SET phase = 'open', group_id = 1 \
             WHERE id = 2; DELETE FROM team WHERE id = 3"
        ));
        assert_eq!(
            told(
                &live,
                "SELECT id, state, phase, team_id, group_id FROM person ORDER BY id"
            ),
            "1,paid,paid,2,2; 2,open,open,1,1",
            "{dialect}"
        );
        for refused in ["team_id = 9", "group_id = 9", "state = 'lost'", "phase = 'lost'"] {
            live.try_script(&format!("{on}UPDATE person SET {refused} WHERE id = 1"))
                .expect_err(refused);
        }
        generate(&project, "20260103T000000", &["--contract"]).expect(0);
        live.migrate(project.path(), &["up"]);
        in_order(&project, &live);
        assert_eq!(leftovers(&live), "");
        assert_eq!(
            told(&live, "SELECT * FROM person ORDER BY id"),
            "1,paid,2; 2,open,1",
            "{dialect}"
        );
        live.migrate(project.path(), &["down", "2"]);
        assert_eq!(
            told(&live, "SELECT id, state, team_id FROM person ORDER BY id"),
            "1,paid,2; 2,open,1",
            "{dialect}"
        );
    }
}

#[test]
fn values_that_the_other_column_cannot_hold() {
    for dialect in DialectName::ALL {
        let project = project("a = \"text\"");
        let live = live(&project, dialect);
        live.run_script("INSERT INTO person VALUES (1, '10'), (2, 'many')");
        project.write(
            "schema.toml",
            &schema("b = { type = \"integer\", renamed_from = \"a\" }"),
        );
        generate(&project, "20260102T000000", &["--phased"]).expect(0);
        let up = ["migrate", "up", "--url", &live.url()];
        let ran = project.run(&up);
        assert_ne!(ran.code, Some(0));
        assert!(ran.stderr.contains("VALUE_DOES_NOT_FIT"), "{dialect}: {}", ran.stderr);
        assert!(ran.stderr.contains("many"), "{dialect}: {}", ran.stderr);
        assert_eq!(leftovers(&live), "");

        live.run_script("UPDATE person SET a = '20' WHERE id = 2");
        project.run(&up).expect(0);
        assert_eq!(
            told(&live, "SELECT id, a, b FROM person ORDER BY id"),
            "1,10,10; 2,20,20"
        );
        live.try_script("UPDATE person SET a = 'few' WHERE id = 1")
            .expect_err("the other column cannot hold it");
        assert_eq!(
            told(&live, "SELECT a, b FROM person WHERE id = 1"),
            "10,10",
            "{dialect}"
        );
        let refused = generate(&project, "20260103T000000", &["--contract"]).expect(2);
        assert!(refused.stderr.contains("narrow-column:person.b"), "{}", refused.stderr);
    }
}

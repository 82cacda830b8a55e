//! `codegen push`: a database with rows in it, before and after.

mod history;
mod losses;
mod objects;
mod whole;

use codegen::dialect::DialectName;

use crate::command::{Project, Ran};
use crate::live::Live;

/// Two tables, of which one points at the other.
const SCHEMA: &str = r#"
[database]
name = "blog"
dialects = ["sqlite", "postgres"]

[enum.state]
values = ["draft", "live"]

[table.author.columns]
id = { type = "bigint", primary_key = true }
name = "text"
bio = { type = "text", nullable = true }

[table.post.columns]
id = { type = "bigint", primary_key = true }
author_id = { references = "author", on_delete = "cascade" }
title = "text"
state = { type = "state", default = "draft" }
"#;

/// A project of its own, and a database of a dialect.
struct Place {
    project: Project,
    live: Live,
}

impl Place {
    fn new(dialect: DialectName) -> Self {
        Self {
            project: Project::new(SCHEMA),
            live: Live::new(dialect),
        }
    }

    /// Pushed to, with rows.
    fn filled(dialect: DialectName) -> Self {
        let place = Self::new(dialect);
        place.push(&[]).expect(0);
        place.live.load(&[
            "INSERT INTO author (id, name, bio) VALUES (1, 'Ada', 'engines'), (2, 'Grace', NULL)".to_owned(),
            "INSERT INTO post (id, author_id, title, state) VALUES (1, 1, 'first', 'live'), (2, 2, 'second', 'draft')"
                .to_owned(),
        ]);
        place
    }

    fn push(&self, arguments: &[&str]) -> Ran {
        let url = self.live.url();
        self.project.run(&[&["push", "--url", &url], arguments].concat())
    }

    /// Pushes, and then there is nothing to push any more.
    #[track_caller]
    fn pushes(&self, arguments: &[&str]) -> Ran {
        let ran = self.push(arguments).expect(0);
        let again = self.push(&[]).expect(0);
        assert_eq!(again.stdout, "nothing to push\n", "{}", again.stderr);
        ran
    }

    /// Is refused, and nothing changes.
    #[track_caller]
    fn refused(&self, arguments: &[&str], code: i32, says: &[&str]) -> Ran {
        let before = self.seen();
        let ran = self.push(arguments).expect(code);
        for text in says {
            assert!(ran.stderr.contains(text), "{text:?} is not said in:\n{}", ran.stderr);
        }
        assert_eq!(self.seen(), before, "{}", ran.stderr);
        ran
    }

    /// All that the database holds of the two tables, and what they are.
    fn seen(&self) -> Vec<Vec<Vec<Option<String>>>> {
        let structure = match self.live.dialect() {
            DialectName::Sqlite => "SELECT type, name, sql FROM sqlite_schema ORDER BY name",
            DialectName::Postgres => {
                "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' \
                 ORDER BY 1, 2"
            }
        };
        [
            "SELECT * FROM author ORDER BY id",
            "SELECT * FROM post ORDER BY id",
            structure,
        ]
        .map(|sql| self.live.query(sql))
        .to_vec()
    }

    fn edit(&self, from: &str, to: &str) {
        self.project.edit(&[(from, to)]);
    }

    /// The one value of a query.
    fn one(&self, sql: &str) -> Option<String> {
        self.live.query(sql).swap_remove(0).swap_remove(0)
    }
}

#[test]
fn an_empty_database_becomes_what_the_schema_says() {
    for dialect in DialectName::ALL {
        let place = Place::new(dialect);
        let ran = place.pushes(&[]);
        assert!(
            ran.stdout.starts_with(&format!("pushed to {dialect}\n")),
            "{}",
            ran.stdout
        );
        assert!(ran.stdout.contains("create table author"), "{}", ran.stdout);
        assert!(ran.stderr.contains("CREATE TABLE"), "{}", ran.stderr);
        assert_eq!(place.one("SELECT count(*) FROM post").as_deref(), Some("0"));
        assert!(place.project.migrations(dialect).is_empty(), "push writes no file");
    }
}

#[test]
fn a_dry_run_shows_the_sql_and_makes_nothing() {
    let place = Place::new(DialectName::Sqlite);
    let ran = place.push(&["--dry-run"]).expect(0);
    assert!(ran.stdout.contains("CREATE TABLE \"author\""), "{}", ran.stdout);
    let file = place.live.url().replace("sqlite:", "");
    assert!(!std::path::Path::new(&file).exists(), "looking makes no database");

    let place = Place::filled(DialectName::Postgres);
    place.edit(
        "title = \"text\"",
        "title = \"text\"\nlikes = { type = \"integer\", default = 0 }",
    );
    let before = place.seen();
    let ran = place.push(&["--dry-run"]).expect(0);
    assert!(ran.stdout.contains("ADD COLUMN \"likes\""), "{}", ran.stdout);
    let json = place.push(&["--dry-run", "--json"]).expect(0).json();
    assert_eq!(json["changes"][0], "add column post.likes");
    assert_eq!((&json["pushed"], &json["dry_run"]), (&false.into(), &true.into()));
    assert_eq!(place.seen(), before);
    let json = place.push(&["--json"]).expect(0).json();
    assert_eq!(json["pushed"], true);
    assert_eq!(json["transactions"], 1);
    assert_eq!(json["differences"].as_array().map(Vec::len), Some(0));
}

/// SQLite makes the table anew, which another one points at with ON DELETE CASCADE.
#[test]
fn rows_stay_through_a_change_that_makes_a_table_anew() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.edit("name = \"text\"", "name = { type = \"varchar(80)\", unique = true }");
        place.edit(
            "title = \"text\"",
            "title = { type = \"text\", check = \"title <> ''\" }",
        );
        place.pushes(&["--allow", "narrow-column:author.name"]);
        assert_eq!(place.one("SELECT count(*) FROM author").as_deref(), Some("2"));
        assert_eq!(
            place
                .live
                .query("SELECT p.title, a.name FROM post p JOIN author a ON a.id = p.author_id ORDER BY p.id"),
            [
                [Some("first".to_owned()), Some("Ada".to_owned())],
                [Some("second".to_owned()), Some("Grace".to_owned())]
            ]
        );
        place
            .live
            .try_script("INSERT INTO author (id, name) VALUES (3, 'Ada')")
            .expect_err("names are unique");
    }
}

#[test]
fn renames_that_the_schema_says_or_a_person_keep_the_rows() {
    for dialect in DialectName::ALL {
        let place = Place::filled(dialect);
        place.edit(
            "bio = { type = \"text\"",
            "about = { renamed_from = \"bio\", type = \"text\"",
        );
        place.pushes(&[]);
        assert_eq!(
            place.one("SELECT about FROM author WHERE id = 1").as_deref(),
            Some("engines")
        );

        place.edit("title = \"text\"", "heading = \"text\"");
        let ran = place.refused(
            &[],
            2,
            &[
                "--rename post.title=heading",
                "--allow drop-column:post.title",
                "--no-renames",
            ],
        );
        assert!(!ran.stderr.contains("panicked"));
        place.pushes(&["--rename", "post.title=heading"]);
        assert_eq!(
            place.one("SELECT heading FROM post WHERE id = 1").as_deref(),
            Some("first")
        );

        place.edit(
            "[table.post.columns]",
            "[table.article]\nrenamed_from = \"post\"\n[table.article.columns]",
        );
        place.pushes(&[]);
        assert_eq!(place.one("SELECT count(*) FROM article").as_deref(), Some("2"));
    }
}

#[test]
fn a_generate_afterwards_knows_nothing_of_it() {
    let place = Place::new(DialectName::Sqlite);
    place.project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    place.edit(
        "title = \"text\"",
        "title = \"text\"\nlikes = { type = \"integer\", default = 0 }",
    );
    let files = place.project.files();
    place.pushes(&[]);
    assert_eq!(place.project.files(), files);
    let ran = place.project.run(&["generate", "--id", "20260102T000000"]).expect(0);
    assert!(ran.stdout.contains("add column post.likes"), "{}", ran.stdout);
}

#[test]
fn wrong_use_is_refused() {
    let place = Place::new(DialectName::Sqlite);
    place.project.run(&["push"]).expect(2);
    let ran = place.project.run(&["push", "--url", "mysql://x"]).expect(2);
    assert!(ran.stderr.contains("no database's URL"), "{}", ran.stderr);
    place.push(&["--allow", "everything"]).expect(2);
    place.edit("name = \"text\"", "name = \"txet\"");
    let ran = place.push(&[]).expect(2);
    assert!(ran.stderr.contains("`txet`"), "{}", ran.stderr);
}

//! Row-level security on a real PostgreSQL, as the role that owns the tables and is held to their policies: every row is
//! there after each migration, and nothing that reads the database takes the policies for somebody else's.

use codegen::dialect::DialectName;
use testing::postgres::Server;

use crate::command::{Project, Ran};

const SCHEMA: &str = r#"[database]
name     = "albums"
dialects = ["postgres"]

[table.user.columns]
id   = { type = "integer", primary_key = true }
name = "text"

[table.album]
scope = { column = "user_id", rls = true }
[table.album.columns]
id      = { type = "bigint", primary_key = true }
title   = "text"
user_id = { references = "user", on_delete = "cascade" }

[table.photo]
scope = { column = "album_id.user_id", rls = true }
[table.photo.columns]
id       = { type = "bigint", primary_key = true }
album_id = { references = "album", on_delete = "cascade" }
"#;

/// A project, and a database of a role that is no superuser.
struct Place {
    project: Project,
    database: testing::postgres::Database,
    url: String,
    migrations: u32,
}

impl Place {
    /// With 2,500 albums of 5 users, and a photo in each.
    fn filled() -> Self {
        let database = Server::shared().database();
        let name = database.name();
        database.execute(&format!(
            "create role {name}_owner login createdb; alter schema public owner to {name}_owner"
        ));
        let address = database.url().split_once('@').expect("a user stands in it").1;
        let url = format!("postgres://{name}_owner@{address}");
        let mut place = Self {
            project: Project::new(SCHEMA),
            database,
            url,
            migrations: 0,
        };
        place.migrate(&[]);
        place.database.execute(
            "insert into \"user\" select n, 'user ' || n from generate_series(1, 5) n; \
             insert into album select n, 'album ' || n, n % 5 + 1 from generate_series(1, 2500) n; \
             insert into photo select n, n from generate_series(1, 2500) n",
        );
        place
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let shadow = [("SHADOW_DATABASE_URL", self.url.as_str())];
        self.project
            .run_with(&shadow, &[arguments, &["--url", &self.url]].concat())
    }

    /// A migration, proved on the same server, and then in the database.
    #[track_caller]
    fn migrate(&mut self, arguments: &[&str]) {
        self.migrations += 1;
        let id = format!("20260101T{:06}", self.migrations);
        let shadow = [("SHADOW_DATABASE_URL", self.url.as_str())];
        let all = [&["generate", "--id", &id], arguments].concat();
        self.project.run_with(&shadow, &all).expect(0);
        self.run(&["migrate", "up"]).expect(0);
        self.run(&["drift"]).expect(0);
    }

    fn edit(&self, from: &str, to: &str) {
        self.project.edit(&[(from, to)]);
    }

    /// As a superuser, whom no policy holds.
    fn count(&self, rows: &str) -> String {
        let found = self.database.query(&format!("select count(*) from {rows}"));
        found[0][0].clone().expect("a number")
    }
}

#[test]
fn a_migration_of_the_owner_reaches_every_row() {
    let mut place = Place::filled();
    place.edit(
        "title   = \"text\"",
        "title   = \"text\"\nsize    = { type = \"integer\", backfill = \"length(title)\" }",
    );
    place.migrate(&[]);
    assert_eq!(place.count("album where size = length(title)"), "2500");

    // The type of every key, under the policies, with the rows written anew.
    place.edit("id   = { type = \"integer\"", "id   = { type = \"text\"");
    place.migrate(&[]);
    assert_eq!(place.count("album join \"user\" u on u.id = album.user_id"), "2500");

    // A foreign key finds the rows that break it, and so does a check.
    place.edit("album_id = { references = \"album\", on_delete = \"cascade\" }", "album_id = { references = \"album\", on_delete = \"cascade\" }\ncover_id = { type = \"bigint\", backfill = \"id + 1\" }");
    place.migrate(&[]);
    assert_eq!(place.count("photo where cover_id = id + 1"), "2500");
    place.edit(
        "cover_id = { type = \"bigint\", backfill = \"id + 1\" }",
        "cover_id = { references = \"album\", backfill = \"id + 1\" }",
    );
    place.project.run(&["generate", "--id", "20260101T000009"]).expect(0);
    let refused = place.run(&["migrate", "up"]);
    assert_ne!(refused.code, Some(0));
    assert!(refused.stderr.contains("cover_id"), "{}", refused.stderr);
    place
        .database
        .execute("update photo set cover_id = 1 where cover_id = 2501");
    place.run(&["migrate", "up"]).expect(0);

    place.run(&["migrate", "down", "3"]).expect(0);
    assert_eq!(place.count("album where size > 0"), "2500");
    assert_eq!(place.count("photo"), "2500");
}

#[test]
fn policies_come_and_go_with_the_schema() {
    let mut place = Place::filled();
    let policies = "pg_policies where tablename in ('album', 'photo', 'folder')";
    let forced = "pg_class where relrowsecurity and relforcerowsecurity";
    assert_eq!(
        (place.count(policies), place.count(forced)),
        ("4".to_owned(), "2".to_owned())
    );

    place.edit(
        "user_id = { references",
        "owner_id = { renamed_from = \"user_id\", references",
    );
    place.edit("column = \"user_id\", rls", "column = \"owner_id\", rls");
    place.edit("album_id.user_id", "album_id.owner_id");
    place.migrate(&[]);
    place.edit("[table.album]", "[table.folder]\nrenamed_from = \"album\"");
    place.edit("[table.album.columns]", "[table.folder.columns]");
    place.edit("references = \"album\"", "references = \"folder\"");
    place.migrate(&[]);
    assert_eq!(
        (place.count(policies), place.count(forced)),
        ("4".to_owned(), "2".to_owned())
    );
    assert_eq!(place.count("folder where owner_id > 0"), "2500");

    place.edit(
        "\"album_id.owner_id\", rls = true",
        "\"album_id.owner_id\", rls = false",
    );
    place.migrate(&[]);
    assert_eq!(
        (place.count(policies), place.count(forced)),
        ("2".to_owned(), "1".to_owned())
    );
    place.run(&["migrate", "down", "3"]).expect(0);
    assert_eq!(
        (place.count(policies), place.count(forced)),
        ("4".to_owned(), "2".to_owned())
    );
    assert_eq!(
        (place.count("album"), place.count("photo")),
        ("2500".to_owned(), "2500".to_owned())
    );
}

/// Old and new code go on side by side, so that rows are found all the while.
#[test]
fn in_two_phases_no_policy_is_taken_away() {
    let mut place = Place::filled();
    place.edit(
        "user_id = { references",
        "owner_id = { renamed_from = \"user_id\", references",
    );
    place.edit("column = \"user_id\", rls", "column = \"owner_id\", rls");
    place.edit("album_id.user_id", "album_id.owner_id");
    place.migrate(&["--phased"]);
    let migration = place.project.migrations(DialectName::Postgres).remove(1);
    let up = place
        .project
        .read(&format!("generated/migrations/postgres/{migration}/up.sql"));
    assert!(up.contains("ALTER POLICY") && !up.contains("DROP POLICY"), "{up}");
    let filled = up.find("Fills album.owner_id").expect("rows are filled");
    assert!(filled < up.find("ALTER POLICY").expect("it is there"), "{up}");
    assert_eq!(place.count("album where owner_id = user_id"), "2500");
}

#[test]
fn what_reads_the_database_knows_them() {
    let place = Place::filled();
    let before = place.project.read("schema.toml");
    place.run(&["pull"]).expect(0);
    assert_eq!(place.project.read("schema.toml"), before);
    let pushed = place.run(&["push"]).expect(0);
    assert_eq!(pushed.stdout, "nothing to push\n", "{}", pushed.stderr);
    assert_eq!(place.project.migrations(DialectName::Postgres).len(), 1);
    // What would be lost is counted whoever it belongs to.
    place.edit("title   = \"text\"\n", "");
    let refused = place.run(&["push", "--allow-history"]);
    assert_ne!(refused.code, Some(0));
    assert!(refused.stderr.contains("2500"), "{}", refused.stderr);
}

#[test]
fn what_a_table_with_policies_takes_is_taken() {
    let project = Project::new(&format!(
        "{SCHEMA}\n[[table.album.policy]]\nname = \"tablesmith_scope\"\n\
         sql = \"CREATE POLICY tablesmith_scope ON album USING (true)\"\n"
    ));
    let ran = project.run(&["generate"]).expect(2);
    assert!(ran.stderr.contains("TS0212"), "{}", ran.stderr);
}

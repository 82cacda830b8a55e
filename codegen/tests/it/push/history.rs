//! A push and the history of a database.

use codegen::dialect::DialectName;

use super::Place;

#[test]
fn a_database_with_a_history_is_only_pushed_to_when_that_is_said() {
    for dialect in DialectName::ALL {
        let place = Place::new(dialect);
        place.project.run(&["generate", "--id", "20260101T000000"]).expect(0);
        place.live.migrate(place.project.path(), &["up"]);
        let ran = place.push(&[]).expect(0);
        assert_eq!(ran.stdout, "nothing to push\n");

        place.edit(
            "title = \"text\"",
            "title = \"text\"\nlikes = { type = \"integer\", default = 0 }",
        );
        place.refused(
            &[],
            2,
            &[
                "1 migration applied",
                "20260101T000000",
                "codegen migrate up",
                "--allow-history",
            ],
        );
        let history = "SELECT id, step, state FROM _tablesmith_migrations";
        let before = place.live.query(history);
        place.pushes(&["--allow-history"]);
        assert_eq!(place.live.query(history), before);

        // What was tried out becomes a migration, which the database has already.
        place.project.run(&["generate", "--id", "20260102T000000"]).expect(0);
        place.live.migrate(place.project.path(), &["baseline"]);
        place.live.migrate(place.project.path(), &["status", "--exit-code"]);
    }
}

#[test]
fn a_protected_environment_is_refused() {
    let place = Place::new(DialectName::Sqlite);
    let url = place.live.url();
    let schema = format!(
        "{}\n[env.production]\nurl = \"{url}\"\nprotected = true\n[env.dev]\nurl = \"sqlite:dev.db\"\n",
        super::SCHEMA
    );
    place.project.write("schema.toml", &schema);
    let refused = |variables: &[(&str, &str)], arguments: &[&str]| {
        let ran = place.project.run_with(variables, arguments).expect(2);
        assert!(ran.stderr.contains("[env.production]"), "{}", ran.stderr);
        assert!(ran.stderr.contains("protected"), "{}", ran.stderr);
    };
    refused(&[], &["push", "--env", "production"]);
    refused(&[("APP_ENV", "production")], &["push"]);
    refused(&[("APP_ENV", "production")], &["push", "--url", "sqlite:other.db"]);
    refused(&[("DATABASE_URL", &url)], &["push"]);
    refused(&[], &["push", "--url", &url]);
    place
        .project
        .run_with(&[("APP_ENV", "production")], &["push", "--env", "dev"])
        .expect(0);
    let made: Vec<_> = place
        .project
        .files()
        .into_keys()
        .filter(|file| file.ends_with("other.db"))
        .collect();
    assert!(made.is_empty());
}

//! A backfill that is broken off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use codegen::dialect::DialectName;

use super::{generate, in_order, live, project, schema, told};

#[test]
fn a_backfill_goes_on_where_it_was_broken_off() {
    let project = project("name = \"text\"");
    let live = live(&project, DialectName::Postgres);
    live.run_script("INSERT INTO person SELECT n, 'p' || n FROM generate_series(1, 23000) n");
    // The third batch waits, for as long as it takes to end the migrator.
    live.run_script(
        "CREATE SEQUENCE seen;
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF nextval('seen') = 3 THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END $$;
         CREATE TRIGGER wait AFTER UPDATE ON person EXECUTE FUNCTION wait()",
    );
    project.write(
        "schema.toml",
        &schema("full_name = { type = \"text\", renamed_from = \"name\" }"),
    );
    generate(&project, "20260102T000000", &["--phased"]).expect(0);
    let mut migrator = std::process::Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["migrate", "up", "--url", &live.url()])
        .current_dir(project.path())
        .spawn()
        .expect("codegen runs");
    let sleeping =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    while told(&live, sleeping) == "0" {
        assert!(
            migrator.try_wait().expect("it can be asked").is_none(),
            "it ended before it was broken off"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    migrator.kill().expect("it can be killed");
    migrator.wait().expect("it ends");
    live.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    let filled = "SELECT count(full_name) FROM person";
    let folder = project.migrations(DialectName::Postgres).pop().expect("a migration");
    let up = project.read(&format!("generated/migrations/postgres/{folder}/up.sql"));
    let size = up.split("size=").nth(1).and_then(|rest| rest.lines().next());
    let size: u32 = size.and_then(|size| size.parse().ok()).expect("a size");
    assert_eq!(
        told(&live, filled),
        (2 * size).to_string(),
        "two batches were done, and stay"
    );

    // Meanwhile both kinds of code go on: rows that are filled, and rows that are not.
    live.run_script(
        "UPDATE person SET name = 'old' WHERE id IN (1, 23000); UPDATE person SET full_name = 'new' WHERE id IN (2, 22999); \
         INSERT INTO person (id, name) VALUES (23001, 'a'); INSERT INTO person (id, full_name) VALUES (23002, 'b'); \
         UPDATE person SET id = id WHERE id = 22998",
    );
    live.migrate(project.path(), &["up"]);
    assert_eq!(told(&live, filled), "23002");
    assert_eq!(
        told(
            &live,
            "SELECT count(*) FROM person WHERE name IS DISTINCT FROM full_name"
        ),
        "0"
    );
    assert_eq!(
        told(
            &live,
            "SELECT id, full_name FROM person WHERE id IN (1, 2, 22998, 22999, 23000, 23001, 23002) ORDER BY id"
        ),
        "1,old; 2,new; 22998,p22998; 22999,new; 23000,old; 23001,a; 23002,b"
    );
    live.run_script("DROP TRIGGER wait ON person; DROP FUNCTION wait; DROP SEQUENCE seen");
    in_order(&project, &live);
}

#[test]
fn what_is_written_while_it_runs_is_not_missed() {
    let project = project("name = \"text\"");
    let live = live(&project, DialectName::Postgres);
    live.run_script("INSERT INTO person SELECT n, 'p' || n FROM generate_series(1, 30000) n");
    project.write(
        "schema.toml",
        &schema("full_name = { type = \"text\", renamed_from = \"name\" }"),
    );
    generate(&project, "20260102T000000", &["--phased"]).expect(0);
    let is_done = AtomicBool::new(false);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !is_done.load(Ordering::Relaxed) {
                written += 1;
                live.run_script(&format!(
                    "INSERT INTO person (id, name) VALUES ({}, 'i{written}');
                     UPDATE person SET name = 'u{written}' WHERE id % 97 = {}",
                    30000 + written,
                    written % 97
                ));
            }
            written
        });
        live.migrate(project.path(), &["up", "--lock-wait", "1000"]);
        is_done.store(true, Ordering::Relaxed);
        writer.join().expect("it writes")
    });
    assert!(written > 0);
    assert_eq!(
        told(&live, "SELECT count(*) FROM person"),
        (30000 + written).to_string()
    );
    assert_eq!(
        told(
            &live,
            "SELECT count(*) FROM person WHERE name IS DISTINCT FROM full_name"
        ),
        "0"
    );
    in_order(&project, &live);
}

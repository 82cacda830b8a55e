//! On PostgreSQL the database itself says when it is in the middle of a statement: triggers count what is done, and one
//! of them sleeps until the process that waits for it has been killed.

use std::time::Duration;

use codegen::dialect::DialectName;

use super::history::{filled, in_peace, migrator, project, same, succeeds};
use crate::live::Live;

/// Every statement that defines something, and every one that changes rows, is a point.
const POINTS: &str = "
CREATE SCHEMA hold;
CREATE SEQUENCE hold.seen;
CREATE TABLE hold.point AS SELECT 0::bigint AS number;
CREATE FUNCTION hold.wait() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('hold.seen') = (SELECT number FROM hold.point) THEN PERFORM pg_sleep(600); END IF;
END $$;
CREATE FUNCTION hold.on_definition() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM hold.wait(); END $$;
CREATE FUNCTION hold.on_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM hold.wait(); RETURN NULL; END $$;
CREATE TRIGGER hold AFTER INSERT OR UPDATE ON \"user\" EXECUTE FUNCTION hold.on_rows();
CREATE TRIGGER hold AFTER INSERT OR UPDATE ON post EXECUTE FUNCTION hold.on_rows();
CREATE TRIGGER hold AFTER INSERT OR UPDATE ON _tablesmith_migrations EXECUTE FUNCTION hold.on_rows();
CREATE EVENT TRIGGER hold ON ddl_command_end EXECUTE FUNCTION hold.on_definition();
";

const NO_POINTS: &str = "
DROP EVENT TRIGGER hold;
DROP TRIGGER hold ON \"user\";
DROP TRIGGER hold ON post;
DROP TRIGGER hold ON _tablesmith_migrations;
DROP SCHEMA hold CASCADE;
";

const OTHERS: &str = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                      AND backend_type = 'client backend'";

fn number(live: &Live, sql: &str) -> usize {
    let rows = live.query(sql);
    rows[0][0].as_deref().unwrap_or("0").parse().expect("a number")
}

/// Lets the next run stop at this point, and waits until the processes before it are gone from the server.
fn stop_at(live: &Live, point: usize) {
    let gone = format!("SELECT pg_terminate_backend(pid) {OTHERS}");
    live.query(&gone);
    while number(live, &format!("SELECT count(*) {OTHERS}")) > 0 {
        std::thread::sleep(Duration::from_millis(2));
    }
    live.run_script(&format!(
        "SELECT setval('hold.seen', 1, false); UPDATE hold.point SET number = {point}"
    ));
}

#[test]
fn killed_in_every_statement() {
    let project = project();
    let users = 60;
    let peace = in_peace(&project, DialectName::Postgres, users);
    let live = filled(&project, DialectName::Postgres, users);
    live.run_script(POINTS);
    let progress = || live.query("SELECT id, step, state FROM _tablesmith_migrations ORDER BY id");
    let sleeping = format!("SELECT count(*) {OTHERS} AND wait_event = 'PgSleep'");
    let (mut point, mut killed, mut before) = (1, 0, progress());
    loop {
        stop_at(&live, point);
        let mut child = migrator(&project, &live).spawn().expect("the process starts");
        while child.try_wait().expect("it can be asked").is_none() && number(&live, &sleeping) == 0 {
            std::thread::sleep(Duration::from_millis(3));
        }
        if child.try_wait().expect("it can be asked").is_some() {
            succeeds(child);
            break;
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        killed += 1;
        // What was committed is not done again, so the points of the next run begin behind it.
        let now = progress();
        point = if now == before { point + 1 } else { 2 };
        before = now;
    }
    assert!(killed > 30, "{killed} points");
    live.run_script(NO_POINTS);
    same(&live, &peace);
}

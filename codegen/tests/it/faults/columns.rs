//! The faults, one after the other over all commands.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use testing::postgres::{Cluster, Server};

use super::place::{Place, url_as, url_by};
use super::proxy::{Manner, Proxy};
use super::{Fault, Row, TABLE};
use crate::command::Ran;

/// The commands that a fault has to do with, each with its exit code and what it says.
fn rows(fault: Fault) -> impl Iterator<Item = (&'static Row, i32, &'static str)> {
    TABLE
        .iter()
        .filter_map(move |row| row.cell(fault).map(|(code, says)| (row, code, says)))
}

/// The right exit code, and a message.
#[track_caller]
fn says(row: &Row, ran: &Ran, code: i32, text: &str) {
    let command = row.command;
    assert_eq!(ran.code, Some(code), "{command}\n{}\n{}", ran.stdout, ran.stderr);
    assert!(
        ran.stderr.contains(text),
        "{command}: {text:?} is not said in:\n{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("panicked"), "{command}\n{}", ran.stderr);
    assert!(code < 2 || ran.stderr.contains("error: "), "{command}\n{}", ran.stderr);
}

/// How many bytes of answers come through. A session begins with some four hundred.
const BYTES: [i64; 6] = [100, 600, 1_500, 4_000, 9_000, 20_000];

#[test]
fn the_server_goes_away_in_the_middle() {
    let mut processes = Vec::new();
    for (row, code, text) in rows(Fault::Gone) {
        let place = Place::new(row);
        let mut cut = 0;
        for bytes in BYTES {
            place.begin_again(row);
            let proxy = Proxy::before(place.database.url(), bytes, Manner::Gone);
            let url = url_by(place.database.url(), proxy.port);
            let scratch = url_by(Server::shared().url(), proxy.port);
            let files = place.project.files();
            let child = place.start(row, &url, &scratch);
            processes.push(child.id());
            let ran = Ran::from(child.wait_with_output().expect("it ends"));
            if !proxy.happened() {
                break;
            }
            // What comes after the last answer that matters may be missed.
            if ran.code == Some(0) {
                break;
            }
            says(row, &ran, code, text);
            assert_eq!(place.project.files(), files, "{}", row.command);
            cut += 1;
        }
        assert!(cut > 1, "{}: {cut}", row.command);
        place.goes_on(row);
    }
    // Who cannot be reached cannot be asked to tidy up.
    let server = Server::shared().database();
    for process in processes {
        for name in scratch_databases(&server, &format!("{process}\\_")) {
            server.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn scratch_databases(server: &testing::postgres::Database, process: &str) -> Vec<String> {
    let like = format!("SELECT datname FROM pg_database WHERE datname LIKE 'tablesmith\\_scratch\\_{process}%'");
    server.query(&like).into_iter().flatten().flatten().collect()
}

#[test]
fn the_password_is_wrong() {
    let cluster = Cluster::start();
    let server = Admin(cluster.url().as_str());
    server.run("CREATE ROLE guest LOGIN SUPERUSER PASSWORD 'right'");
    server.run(
        "COPY (SELECT unnest(ARRAY['host all guest 127.0.0.1/32 scram-sha-256', 'local all all trust', \
         'host all all 127.0.0.1/32 trust'])) TO PROGRAM 'cat > pg_hba.conf'",
    );
    server.run("SELECT pg_reload_conf()");
    let wrong = url_as(cluster.url().as_str(), "guest", Some("hunter2"));
    for (row, code, text) in rows(Fault::Password) {
        let place = Place::new(row);
        let before = place.seen();
        let ran = place.run(row, &wrong, &wrong);
        assert!(
            !ran.stderr.contains("hunter2") && !ran.stdout.contains("hunter2"),
            "{}",
            ran.stderr
        );
        says(row, &ran, code, text);
        assert_eq!(place.seen(), before, "{}", row.command);
    }
}

/// A server that no test database is on.
struct Admin<'a>(&'a str);

impl Admin<'_> {
    fn run(&self, sql: &str) {
        let ran = Command::new("psql")
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql, self.0])
            .output();
        let ran = ran.expect("psql runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}

#[test]
fn the_user_may_only_read() {
    for (row, code, text) in rows(Fault::Reader) {
        let mut place = Place::new(row);
        let role = place.role();
        place
            .database
            .execute(&format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"));
        as_somebody(row, &place, &role, code, text);
    }
}

#[test]
fn one_table_is_somebody_elses() {
    for (row, code, text) in rows(Fault::OneTable) {
        let mut place = Place::new(row);
        let role = place.role();
        place.database.execute(&format!(
            "GRANT CREATE, USAGE ON SCHEMA public TO {role}; ALTER TABLE author OWNER TO {role}; \
             GRANT ALL ON _tablesmith_migrations TO {role}"
        ));
        as_somebody(row, &place, &role, code, text);
    }
}

/// With a scratch place of a superuser's.
fn as_somebody(row: &Row, place: &Place, role: &str, code: i32, text: &str) {
    let before = place.seen();
    let url = url_as(place.database.url(), role, None);
    let ran = place.run(row, &url, Server::shared().url());
    says(row, &ran, code, text);
    if code > 1 {
        assert_eq!(place.seen(), before, "{}", row.command);
    }
    place.goes_on(row);
}

#[test]
fn the_user_may_make_no_database() {
    for (row, code, text) in rows(Fault::NoScratch) {
        let mut place = Place::new(row);
        let role = place.role();
        place.database.execute(&format!(
            "GRANT CREATE, USAGE ON SCHEMA public TO {role}; ALTER TABLE author OWNER TO {role}; \
             ALTER TABLE post OWNER TO {role}; ALTER TABLE _tablesmith_migrations OWNER TO {role}"
        ));
        let before = place.seen();
        let [url, scratch] = [place.database.url(), Server::shared().url()].map(|url| url_as(url, &role, None));
        let ran = place.run(row, &url, &scratch);
        says(row, &ran, code, text);
        if code > 1 {
            assert_eq!(place.seen(), before, "{}", row.command);
        }
    }
}

#[test]
fn a_table_is_locked() {
    for (row, code, text) in rows(Fault::Locked) {
        let place = Place::new(row);
        if text.contains("view") {
            place.database.execute("CREATE VIEW titles AS SELECT title FROM post");
        }
        let before = place.seen();
        let holder = Holder::of(place.database.url(), "post");
        let impatient: &[&str] = if text.contains("something else") {
            &["--lock-wait", "20", "--lock-tries", "2"]
        } else {
            &[]
        };
        let ran = place.run_with(row, place.database.url(), Server::shared().url(), impatient);
        drop(holder);
        says(row, &ran, code, text);
        if code > 1 {
            assert_eq!(place.seen(), before, "{}", row.command);
        }
        place.goes_on(row);
    }
}

/// Holds the strongest lock on a table until it is dropped.
struct Holder(std::process::Child);

impl Holder {
    fn of(url: &str, table: &str) -> Self {
        let sql = format!("BEGIN; LOCK TABLE {table}; SELECT pg_sleep(600)");
        let holder = Self(
            Command::new("psql")
                .args(["-qAt", "-c", &sql, url])
                .spawn()
                .expect("psql runs"),
        );
        let asked = format!(
            "SELECT count(*) FROM pg_locks WHERE relation = '{table}'::regclass AND mode = 'AccessExclusiveLock' AND granted"
        );
        let start = Instant::now();
        loop {
            let ran = Command::new("psql")
                .args(["-qAt", "-c", &asked, url])
                .output()
                .expect("psql runs");
            if ran.stdout == b"1\n" {
                return holder;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "nobody holds it");
        }
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // Its session notices when it has slept, unless it is ended.
        interrupt(&self.0);
        let _ = self.0.wait();
    }
}

#[test]
fn the_disk_is_full() {
    for (row, code, text) in rows(Fault::Full) {
        let place = Place::new(row);
        let before = place.seen();
        says(row, &place.run_on_a_full_disk(row), code, text);
        assert_eq!(place.seen(), before, "{}", row.command);
        place.goes_on(row);
    }
}

fn interrupt(child: &std::process::Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|sent| sent.success()));
}

/// An answer never comes, somebody presses Ctrl-C, and no scratch database is left.
#[test]
fn ctrl_c() {
    for (row, code, text) in rows(Fault::Interrupt) {
        let place = Place::new(row);
        let mut interrupted = 0;
        for bytes in BYTES {
            place.begin_again(row);
            let proxy = Proxy::before(place.database.url(), bytes, Manner::Stalls);
            let url = url_by(place.database.url(), proxy.port);
            let scratch = url_by(Server::shared().url(), proxy.port);
            let files = place.project.files();
            let mut child = place.start(row, &url, &scratch);
            while !proxy.happened() && child.try_wait().expect("it can be asked").is_none() {
                thread::sleep(Duration::from_millis(2));
            }
            if child.try_wait().expect("it can be asked").is_some() {
                break;
            }
            let process = child.id().to_string();
            interrupt(&child);
            let start = Instant::now();
            let ran: Ran = child.wait_with_output().expect("it ends").into();
            assert!(
                start.elapsed() < Duration::from_secs(8),
                "{}: {:?}",
                row.command,
                start.elapsed()
            );
            says(row, &ran, code, text);
            assert_eq!(place.project.files(), files, "{}", row.command);
            let left = scratch_databases(&place.database, &format!("{process}\\_"));
            assert!(left.is_empty(), "{}: {left:?}", row.command);
            interrupted += 1;
        }
        assert!(interrupted > 1, "{}: {interrupted}", row.command);
        place.goes_on(row);
    }
}

/// Each gets through, or finds nothing to do any more, or says what the other is about; in the end all is in order.
#[test]
fn two_at_once() {
    for row in TABLE {
        let place = Place::new(row);
        let (url, scratch) = (place.database.url(), Server::shared().url());
        // So that both have begun before one can get to its end.
        let holder = Holder::of(url, "post");
        let both = [place.start(row, url, scratch), place.start(row, url, scratch)];
        thread::sleep(Duration::from_millis(800));
        drop(holder);
        let both = both.map(|child| Ran::from(child.wait_with_output().expect("it ends")));
        let codes: Vec<_> = both.iter().map(|ran| ran.code).collect();
        let said: Vec<_> = both.iter().map(|ran| ran.stderr.as_str()).collect();
        assert!(
            codes.iter().any(|code| matches!(code, Some(0 | 1))),
            "{}: {said:?}",
            row.command
        );
        assert!(
            codes.iter().all(|code| matches!(code, Some(0..=3))),
            "{}: {said:?}",
            row.command
        );
        for (ran, code) in both.iter().zip(&codes) {
            assert!(!ran.stderr.contains("panicked"), "{}\n{}", row.command, ran.stderr);
            // Only what both would write to, or read while it is written, is in the way of the other.
            let told = [
                "meanwhile",
                "has tables already",
                "there is a history",
                "migrate",
                "newer",
            ];
            let is_told = *code < Some(2) || told.iter().any(|told| ran.stderr.contains(told));
            assert!(is_told, "{}: {codes:?} {}", row.command, ran.stderr);
        }
        let rows = place.database.query("SELECT count(*) FROM post");
        assert_eq!(rows, [[Some("50".to_owned())]], "{}", row.command);
        place
            .project
            .run(&["migrate", "status", "--url", place.database.url()])
            .expect(0);
    }
}

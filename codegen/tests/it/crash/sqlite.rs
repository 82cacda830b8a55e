//! SQLite writes in two places: to the log that precedes the file, page by page, and to the file itself. A process is
//! ended at each page of the log by the kernel, which lets no file grow beyond a limit (the signal is not SIGKILL, but
//! nothing handles it, so it ends the process as abruptly), and by SIGKILL at any time.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::dialect::DialectName;

use super::history::{Seen, filled, in_peace, migrator, project, quiet, same, succeeds};
use crate::command::Project;
use crate::live::Live;

const SIGKILL: i32 = 9;
const SIGXFSZ: i32 = 25;
/// A page of the log with its header.
const FRAME: usize = 4096 + 24;

/// Runs that may write files up to a size, which grows by `step` each time, until one comes to the end. Gives how many
/// were ended on the way.
fn ended_by_size(project: &Project, live: &Live, step: usize) -> usize {
    let mut ended = 0;
    for size in (1..).map(|number| number * step) {
        let mut command = Command::new("prlimit");
        command.args([&format!("--fsize={size}"), "--core=0", env!("CARGO_BIN_EXE_codegen")]);
        command.args(["migrate", "up", "--url", &live.url()]);
        quiet(&mut command, project);
        let output = command.output().expect("prlimit is there");
        if output.status.success() {
            break;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.signal(), Some(SIGXFSZ), "{said}");
        ended += 1;
    }
    ended
}

fn whole(live: &Live, peace: &Seen) {
    assert_eq!(live.query("PRAGMA integrity_check"), [[Some("ok".to_owned())]]);
    assert!(live.query("PRAGMA foreign_key_check").is_empty());
    same(live, peace);
}

fn ended_at_pages(every: usize, at_least: usize) {
    let project = project();
    let users = 40;
    let peace = in_peace(&project, DialectName::Sqlite, users);
    let live = filled(&project, DialectName::Sqlite, users);
    let ended = ended_by_size(&project, &live, every * FRAME);
    assert!(ended > at_least, "{ended} pages");
    whole(&live, &peace);
}

#[test]
fn ended_at_pages_that_are_written() {
    ended_at_pages(7, 10);
}

#[test]
#[ignore = "takes more than a minute"]
fn ended_at_every_page_that_is_written() {
    ended_at_pages(1, 80);
}

/// With more rows than SQLite keeps in memory, a statement writes pages long before its transaction is committed.
#[test]
fn ended_in_the_middle_of_long_statements() {
    let project = project();
    let users = 12_000;
    let peace = in_peace(&project, DialectName::Sqlite, users);
    let live = filled(&project, DialectName::Sqlite, users);
    let ended = ended_by_size(&project, &live, 61 * FRAME);
    assert!(ended > 10, "{ended} times");
    whole(&live, &peace);
}

#[test]
fn killed_at_any_time() {
    let project = project();
    let users = 1_500;
    let started = Instant::now();
    let peace = in_peace(&project, DialectName::Sqlite, users);
    let duration = started.elapsed();
    let mut killed = 0;
    for round in 1..=4_u32 {
        let live = filled(&project, DialectName::Sqlite, users);
        // Ever longer, so that each round comes to its end.
        for attempt in 1.. {
            let mut child = migrator(&project, &live).spawn().expect("the process starts");
            std::thread::sleep(duration * attempt / (7 * round) + Duration::from_micros(137) * attempt);
            let is_done = child.try_wait().expect("it can be asked").is_some();
            if is_done {
                succeeds(child);
                break;
            }
            child.kill().expect("it can be killed");
            let status = child.wait().expect("it ends");
            killed += usize::from(status.signal() == Some(SIGKILL));
        }
        whole(&live, &peace);
    }
    assert!(killed > 3, "{killed}");
}

//! A disk that is full, a file that cannot be written: the command says so, ends with 3, and leaves nothing half-done.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use codegen::dialect::DialectName;

use super::history::{filled, in_peace, migrator, project, quiet, same, seen};
use crate::command::{Project, Ran};
use crate::live::Live;

const USERS: usize = 200;

fn run(command: &mut Command, project: &Project) -> Ran {
    quiet(command, project);
    command.output().expect("the process starts").into()
}

/// Past the test runner, which would keep it to itself.
fn not_here(what: &str) {
    let _ = writeln!(std::io::stderr(), "not here: {what}");
}

fn finishes(project: &Project, live: &Live) {
    assert_eq!(live.query("PRAGMA integrity_check"), [[Some("ok".to_owned())]]);
    let ran: Ran = migrator(project, live).output().expect("runs").into();
    ran.expect(0);
    same(live, &in_peace(project, DialectName::Sqlite, USERS));
}

/// The kernel lets no file grow beyond a limit, and the signal that would say so is ignored: writing fails.
#[test]
fn a_file_that_may_not_grow() {
    let project = project();
    let live = filled(&project, DialectName::Sqlite, USERS);
    let mut refused = 0;
    for kilobytes in (8..).step_by(48) {
        let mut command = Command::new("sh");
        let script = format!(
            "trap '' XFSZ; exec prlimit --fsize={} \"$0\" migrate up --url '{}'",
            kilobytes * 1024,
            live.url()
        );
        command.args(["-c", &script, env!("CARGO_BIN_EXE_codegen")]);
        let ran = run(&mut command, &project);
        if ran.code == Some(0) {
            break;
        }
        let ran = ran.expect(3);
        let says = ["disk I/O error", "disk is full", "cannot open the SQLite database"];
        assert!(says.iter().any(|says| ran.stderr.contains(says)), "{}", ran.stderr);
        refused += 1;
    }
    assert!(refused > 2, "{refused}");
    finishes(&project, &live);
}

/// A file system of its own, where this may be mounted.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(path: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=400k", "none"])
            .arg(path)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self(path))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).output();
    }
}

#[test]
fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(_disk) = SmallDisk::mount(folder.path()) else {
        return not_here("a small file system");
    };
    let project = project();
    let live = filled(&project, DialectName::Sqlite, USERS);
    let file = live.url().replace("sqlite:", "");
    let small = folder.path().join("small.db");
    live.run_script("PRAGMA wal_checkpoint(TRUNCATE)");
    fs::copy(&file, &small).expect("there is room for this");
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.args(["migrate", "up", "--url", &format!("sqlite:{}", small.display())]);
    let ran = run(&mut command, &project).expect(3);
    assert!(ran.stderr.contains("database or disk is full"), "{}", ran.stderr);
    // What was done by then is whole; with room, the rest follows.
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", small.display());
        if Path::new(&from).exists() {
            fs::copy(from, format!("{file}{ending}")).expect("copied");
        }
    }
    let _ = fs::remove_file(format!("{file}-shm"));
    finishes(&project, &live);
}

#[test]
fn a_database_that_is_only_to_be_read() {
    let project = project();
    let live = filled(&project, DialectName::Sqlite, USERS);
    let before = seen(&live);
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.args(["migrate", "up", "--url", &format!("{}?mode=ro", live.url())]);
    let ran = run(&mut command, &project).expect(3);
    assert!(ran.stderr.contains("readonly database"), "{}", ran.stderr);
    same(&live, &before);
}

/// Permissions mean nothing to root, so another user tries.
#[test]
fn a_file_of_someone_else() {
    let project = project();
    let live = filled(&project, DialectName::Sqlite, USERS);
    let before = seen(&live);
    let file = live.url().replace("sqlite:", "");
    let folder = Path::new(&file).parent().expect("a folder");
    for path in [folder, project.path()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("ours");
    }
    let mut command = migrator(&project, &live);
    let Ok(output) = command.uid(65_534).output() else {
        return not_here("another user who may run the command");
    };
    let ran = Ran::from(output).expect(3);
    assert!(
        ran.stderr.contains("readonly database") || ran.stderr.contains("unable to open database file"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains(&file), "{}", ran.stderr);
    same(&live, &before);
}

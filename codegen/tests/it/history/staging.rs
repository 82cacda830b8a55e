//! Either all staged files change or none does, whatever goes wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use codegen::history::{Staging, StagingError};
use tempfile::TempDir;

const OLD: [(&str, &str); 3] = [
    ("models/user.rs", "old user"),
    ("models/tag.rs", "old tag"),
    ("history.lock", "old lock"),
];

fn project() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (path, contents) in OLD {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, contents).expect("written");
    }
    root
}

/// Every file below a folder, hidden ones too, and every empty folder.
fn contents(root: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("below the root").display().to_string();
            if path.is_dir() {
                found.insert(name, "folder".to_owned());
                walk(root, &path, found);
            } else {
                found.insert(
                    name,
                    String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned(),
                );
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

/// What a run with one new model, one that goes, one migration and the lock stages.
fn stage(root: &Path) -> Staging {
    let mut staging = Staging::new(root);
    staging.write("models/user.rs", "new user");
    staging.write("models/deep/er/category.rs", "new category");
    staging.remove("models/tag.rs");
    staging.write_synced("migrations/1/up.sql", "create table");
    staging.write_synced("history.lock", "new lock");
    staging
}

#[test]
fn everything_staged_is_done() {
    let root = project();
    let committed = stage(root.path()).commit().expect("committed");
    assert_eq!(committed.written.len(), 4);
    assert_eq!(committed.removed.len(), 1);
    insta::assert_debug_snapshot!(contents(root.path()), @r#"
    {
        "history.lock": "new lock",
        "migrations": "folder",
        "migrations/1": "folder",
        "migrations/1/up.sql": "create table",
        "models": "folder",
        "models/deep": "folder",
        "models/deep/er": "folder",
        "models/deep/er/category.rs": "new category",
        "models/user.rs": "new user",
    }
    "#);
}

#[test]
fn a_preview_writes_nothing() {
    let root = project();
    let before = contents(root.path());
    let preview = stage(root.path()).preview().expect("previewed");
    assert_eq!(contents(root.path()), before);
    assert_eq!(preview, stage(root.path()).commit().expect("committed"));
}

#[test]
fn what_does_not_change_is_not_touched() {
    let root = project();
    let modified = || {
        let metadata = fs::metadata(root.path().join("models/user.rs")).expect("there");
        metadata.modified().expect("a time")
    };
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options()
        .write(true)
        .open(root.path().join("models/user.rs"))
        .and_then(|file| file.set_modified(long_ago))
        .expect("set");
    let mut staging = Staging::new(root.path());
    staging.write("models/user.rs", "old user");
    let committed = staging.commit().expect("committed");
    assert_eq!((committed.unchanged, committed.written.len()), (1, 0));
    assert_eq!(modified(), long_ago);
}

#[test]
fn a_folder_in_the_way_of_a_file_leaves_all_as_it_was() {
    let root = project();
    fs::create_dir_all(root.path().join("migrations/1/up.sql")).expect("made");
    let before = contents(root.path());
    let error = stage(root.path()).commit().expect_err("refused");
    assert!(matches!(error, StagingError::IsFolder(_)), "{error}");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn a_file_in_the_way_of_a_folder_leaves_all_as_it_was() {
    let root = project();
    fs::write(root.path().join("migrations"), "a file").expect("written");
    let before = contents(root.path());
    stage(root.path()).commit().expect_err("refused");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn a_failure_while_files_are_put_in_place_takes_the_earlier_ones_back() {
    let root = project();
    let before = contents(root.path());
    let mut staging = stage(root.path());
    // The folder for the second is made while contents are staged; then the first cannot take its place.
    staging.write("clash", "a file");
    staging.write("clash/inside", "needs a folder");
    let error = staging.commit().expect_err("refused");
    assert!(matches!(error, StagingError::Io(_)), "{error}");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_overwritten() {
    let root = project();
    let mut staging = stage(root.path());
    staging.expect("history.lock", Some("what another run replaced".to_owned()));
    let before = contents(root.path());
    let error = staging.commit().expect_err("refused");
    assert!(matches!(error, StagingError::Changed(_)), "{error}");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let root = project();
    fs::write(root.path().join("models/.tablesmith-1-1.staged"), "half").expect("written");
    fs::write(root.path().join(".tablesmith-1-2.previous"), "old").expect("written");
    stage(root.path()).commit().expect("committed");
    assert!(contents(root.path()).keys().all(|path| !path.contains(".tablesmith-")));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_one() {
    let root = project();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let target = elsewhere.path().join("lock");
    fs::write(&target, "old lock").expect("written");
    let link = root.path().join("history.lock");
    fs::remove_file(&link).expect("removed");
    std::os::unix::fs::symlink(&target, &link).expect("linked");
    stage(root.path()).commit().expect("committed");
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert_eq!(fs::read_to_string(&target).expect("readable"), "new lock");
}

/// The other half of the tests below, in a process of its own: commits in `STAGING_ROOT`, prints what came of it.
#[test]
#[ignore = "run in a process of its own by the tests below"]
#[expect(clippy::print_stdout, reason = "it tells the test that runs it")]
fn commit_in_a_child() {
    let root = std::env::var("STAGING_ROOT").expect("run by another test");
    let mut staging = stage(Path::new(&root));
    staging.write_synced("migrations/1/down.sql", "x".repeat(1 << 20));
    match staging.commit() {
        Ok(_) => println!("COMMITTED"),
        Err(error) => println!("REFUSED: {error}"),
    }
}

#[cfg(unix)]
fn in_a_child(root: &Path, shell: &str) -> Output {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new("bash");
    command
        .args([
            "-c",
            &format!("{shell}; exec \"$0\" --exact history::staging::commit_in_a_child --ignored --nocapture"),
        ])
        .arg(std::env::current_exe().expect("this program"))
        .env("STAGING_ROOT", root);
    // Root may write anywhere, so permissions are tried as somebody else.
    let nobody = fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if nobody {
        command.uid(65534).gid(65534);
    }
    command.output().expect("bash runs")
}

#[cfg(unix)]
fn set_mode(folder: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("set");
}

#[cfg(unix)]
#[test]
fn no_permission_leaves_all_as_it_was() {
    let root = project();
    let before = contents(root.path());
    set_mode(&root.path().join("models"), 0o777);
    set_mode(root.path(), 0o555);
    let output = in_a_child(root.path(), "true");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("REFUSED: nothing was written: "), "{output:?}");
    assert_eq!(contents(root.path()), before);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let root = project();
    let before = contents(root.path());
    set_mode(&root.path().join("models"), 0o777);
    set_mode(root.path(), 0o777);
    // Past the limit a write fails, as it does on a full disk, because the signal is ignored.
    let output = in_a_child(root.path(), "trap '' XFSZ; ulimit -f 64");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("REFUSED: nothing was written: "), "{output:?}");
    assert_eq!(contents(root.path()), before);
}

#[cfg(unix)]
#[test]
fn a_killed_run_changes_no_old_byte_and_the_next_one_goes_on() {
    let root = project();
    set_mode(&root.path().join("models"), 0o777);
    set_mode(root.path(), 0o777);
    // Without the trap, the signal kills the process while contents are staged.
    let output = in_a_child(root.path(), "ulimit -f 64");
    assert!(!output.status.success(), "{output:?}");
    for (path, old) in OLD {
        assert_eq!(fs::read_to_string(root.path().join(path)).expect("there"), old);
    }
    stage(root.path()).commit().expect("committed");
    assert_eq!(
        fs::read_to_string(root.path().join("history.lock")).expect("there"),
        "new lock"
    );
}

//! Branches that came together and have nothing in common.

use codegen::dialect::DialectName;

use super::repository::{
    AGE, CITY, NOTE, OURS, TAG, THEIRS, assert_complete, commit, databases_of, git, lock, merge, repository,
    two_branches,
};
use crate::live::Live;

#[test]
fn generate_alone_settles_a_merge_and_both_orders_end_alike() {
    let project = two_branches(&[NOTE], &[TAG]);
    let databases: Vec<Live> = [databases_of(&project, "main"), databases_of(&project, "theirs")]
        .into_iter()
        .flatten()
        .collect();
    merge(&project);

    // Nothing that runs migrations takes a lock with marks in it.
    let ran = project.run(&["migrate", "up", "--url", &databases[0].url()]).expect(2);
    assert!(ran.stderr.contains("`history.lock`, line"), "{}", ran.stderr);
    assert!(ran.stderr.contains("`codegen generate`"), "{}", ran.stderr);

    let check = project.run(&["check"]).expect(1);
    assert!(
        check.stdout.contains(
            "sqlite: two branches came together after 20260101T000000, and have nothing in common:\n  \
             20260102T000000_create_tag changes table tag\n  \
             20260103T000000_create_note changes table note\n"
        ),
        "{}",
        check.stdout
    );
    assert!(check.stdout.contains("history.lock\n"), "{}", check.stdout);
    let json = project.run(&["check", "--json"]).expect(1).json();
    assert_eq!(json["merged"][0]["parent"], "20260101T000000");
    assert_eq!(json["merged"][0]["second"], "20260103T000000_create_note");

    let ran = project.run(&["generate"]).expect(0);
    assert!(!ran.stdout.contains("migration 2026"), "{}", ran.stdout);
    project.run(&["check"]).expect(0);
    assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
    for dialect in DialectName::ALL {
        let lock = lock(&project, dialect);
        assert!(
            lock.contains(&format!("{THEIRS}_create_tag 20260101T000000 ")),
            "{lock}"
        );
        assert!(lock.contains(&format!("{OURS}_create_note 20260101T000000 ")), "{lock}");
    }
    commit(&project);

    let fresh = DialectName::ALL.map(Live::new);
    for live in &fresh {
        live.migrate(project.path(), &["up", "1"]);
        live.run_script("INSERT INTO \"user\" (id, name) VALUES (1, 'Ada'), (2, 'Bob')");
    }
    for live in databases.iter().chain(&fresh) {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        live.migrate(project.path(), &["down", "2"]);
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }

    // What comes next follows both.
    project.edit(&[AGE]);
    project.run(&["generate", "--id", "20260104T000000"]).expect(0);
    let lock = lock(&project, DialectName::Sqlite);
    assert!(lock.contains(&format!(" {THEIRS},{OURS} ")), "{lock}");
    let check = project.run(&["check"]).expect(0);
    assert!(!check.stdout.contains("came together"), "{}", check.stdout);
    for live in &databases {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
}

#[test]
fn three_branches_come_together() {
    let project = two_branches(&[NOTE], &[TAG]);
    git(&project, &["checkout", "-q", "-b", "third", "main~1"]).expect(0);
    project.edit(&[AGE]);
    project.run(&["generate", "--id", "20260104T000000"]).expect(0);
    commit(&project);
    let databases = databases_of(&project, "third");
    merge(&project);
    project.run(&["generate"]).expect(0);
    commit(&project);
    git(&project, &["merge", "third"]).expect(1);
    // `note` points at `user`, which the third one alters.
    let ran = project.run(&["generate"]).expect(2);
    assert!(ran.stderr.contains("have in common: table user"), "{}", ran.stderr);
    let urls: Vec<_> = databases.iter().map(Live::url).collect();
    project
        .run(&["rebase", "--keep", "20260104T000000", "--offline"])
        .expect(0);
    project.run(&["generate"]).expect(0);
    project.run(&["check"]).expect(0);
    for (live, url) in databases.iter().zip(&urls) {
        project.run(&["migrate", "up", "--url", url]).expect(0);
        assert_complete(&project, live);
    }
}

#[test]
fn both_lines_kept_without_marks() {
    let project = repository();
    project.write(".gitattributes", "history.lock merge=union\n");
    commit(&project);
    git(&project, &["checkout", "-q", "-b", "theirs"]).expect(0);
    project.edit(&[TAG]);
    project.run(&["generate", "--id", THEIRS]).expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "main"]).expect(0);
    project.edit(&[NOTE]);
    project.run(&["generate", "--id", OURS]).expect(0);
    commit(&project);
    git(&project, &["merge", "theirs"]).expect(1);
    assert!(!lock(&project, DialectName::Postgres).contains("<<<<"));
    project.run(&["generate"]).expect(0);
    project.run(&["check"]).expect(0);
}

#[test]
fn a_line_that_the_merge_lost_is_taken_in() {
    let project = two_branches(&[NOTE], &[TAG]);
    merge(&project);
    for dialect in DialectName::ALL {
        let lock = format!("generated/migrations/{dialect}/history.lock");
        git(&project, &["checkout", "--ours", &lock]).expect(0);
    }
    let before = project.files();
    for command in ["check", "generate"] {
        let ran = project.run(&[command]).expect(2);
        assert!(
            ran.stderr
                .contains("does not name `20260102T000000_create_tag`, and that is no unfinished run"),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("take it in with `codegen rebase`"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(project.files(), before);
    let ran = project.run(&["rebase"]).expect(0);
    assert!(
        ran.stdout
            .starts_with("took in sqlite/20260102T000000_create_tag, which history.lock did not name\n"),
        "{}",
        ran.stdout
    );
    project.run(&["check"]).expect(0);
}

#[test]
fn both_lines_lost_remove_nothing() {
    let project = two_branches(&[NOTE], &[TAG]);
    merge(&project);
    for dialect in DialectName::ALL {
        let file = format!("generated/migrations/{dialect}/history.lock");
        let lock = project.read(&file);
        let kept: Vec<_> = lock
            .lines()
            .filter(|line| line.starts_with('#') || line.contains("create_user"))
            .collect();
        project.write(&file, &format!("{}\n", kept.join("\n")));
    }
    let ran = project.run(&["generate"]).expect(2);
    assert!(ran.stderr.contains("20260102T000000_create_tag"), "{}", ran.stderr);
    assert!(ran.stderr.contains("20260103T000000_create_note"), "{}", ran.stderr);
    project.run(&["rebase"]).expect(0);
    project.run(&["check"]).expect(0);
    assert_eq!(project.migrations(DialectName::Postgres).len(), 3);
}

#[test]
fn what_both_touch_is_named() {
    let project = two_branches(&[AGE], &[CITY]);
    merge(&project);
    let before = project.files();
    for command in ["check", "generate"] {
        let ran = project.run(&[command]).expect(2);
        assert!(
            ran.stderr.contains(
                "`20260102T000000_add_user_city` and `20260103T000000_add_user_age` were made on two branches after \
                 `20260101T000000`, and have in common: table user\n    \
                 `20260102T000000_add_user_city` changes table user\n    \
                 `20260103T000000_add_user_age` changes table user\n    \
                 help: make one of them again on top of the other: `codegen rebase`"
            ),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(project.files(), before);
}

#[test]
fn a_migration_written_by_hand_has_something_in_common_with_everything() {
    let project = repository();
    git(&project, &["checkout", "-q", "-b", "theirs"]).expect(0);
    project.edit(&[TAG]);
    project.run(&["generate", "--id", THEIRS]).expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "main"]).expect(0);
    project
        .run(&["generate", "--empty", "--name", "fill", "--id", OURS])
        .expect(0);
    commit(&project);
    merge(&project);
    let ran = project.run(&["check"]).expect(2);
    assert!(
        ran.stderr.contains("and what they touch is not known"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("`20260103T000000_fill` was written by hand and may change anything"),
        "{}",
        ran.stderr
    );
    let ran = project.run(&["rebase", "--json"]).expect(0).json();
    assert_eq!(ran["moved"][0]["by_hand"], true);
    project.run(&["check"]).expect(0);
    assert!(
        !project
            .migrations(DialectName::Sqlite)
            .contains(&"20260103T000000_fill".to_owned())
    );
}

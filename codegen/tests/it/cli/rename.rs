//! Renames that nobody spoke of: refused without a terminal, asked about on one.

use std::io::Write as _;
use std::process::{Command, Stdio};

use codegen::dialect::DialectName;

use super::generated;
use crate::command::Project;

fn renamed() -> Project {
    let project = generated();
    project.edit(&[("bio =", "about =")]);
    project
}

fn up(project: &Project, dialect: DialectName) -> String {
    let migrations = project.migrations(dialect);
    assert_eq!(migrations.len(), 2);
    project.read(&format!("generated/migrations/{dialect}/{}/up.sql", migrations[1]))
}

#[test]
fn without_a_terminal_it_is_refused_with_both_ways_on() {
    let project = renamed();
    let before = project.files();
    for command in ["generate", "check"] {
        let ran = project.run(&[command]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(ran.seen(), @r#"
            exit code 2
            --- stderr
            error: something vanished while something like it appeared; nothing was written
              the column user.bio
              help: if it is about now, write there: renamed_from = "bio"
              help: if it is gone for good: --allow drop-column:user.bio
            "#);
        }
    }
    assert_eq!(project.files(), before);
}

#[test]
fn one_way_on_is_a_rename() {
    let project = renamed();
    project.edit(&[("nullable = true", "nullable = true, renamed_from = \"bio\"")]);
    project.run(&["generate"]).expect(0);
    for dialect in DialectName::ALL {
        assert!(up(&project, dialect).contains("RENAME COLUMN \"bio\" TO \"about\""));
    }
}

#[test]
fn the_other_is_a_loss() {
    let project = renamed();
    project.run(&["generate", "--allow", "drop-column:user.bio"]).expect(0);
    for dialect in DialectName::ALL {
        assert!(!up(&project, dialect).contains("RENAME COLUMN"));
    }
}

/// Runs `codegen generate` on a pseudo terminal and presses keys; gives what the terminal showed.
fn on_a_terminal(project: &Project, keys: &str) -> String {
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command"])
        .arg(format!("'{}' generate", env!("CARGO_BIN_EXE_codegen")))
        .arg("/dev/null")
        .current_dir(project.path())
        .env("TERM", "xterm")
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script runs");
    // It stays open until the end: its end would be the end of the terminal.
    let mut stdin = script.stdin.take().expect("it is piped");
    stdin.write_all(keys.as_bytes()).expect("keys can be pressed");
    let output = script.wait_with_output().expect("it ends");
    drop(stdin);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{shown}");
    shown
}

#[test]
fn on_a_terminal_one_answer_holds_for_both_databases() {
    let project = renamed();
    let shown = on_a_terminal(&project, "\r");
    assert!(shown.contains("What became of the column user.bio?"), "{shown}");
    assert!(shown.contains("renamed to about"), "{shown}");
    for dialect in DialectName::ALL {
        assert!(up(&project, dialect).contains("RENAME COLUMN \"bio\" TO \"about\""));
    }
}

#[test]
fn on_a_terminal_a_drop_is_asked_for_and_then_allowed() {
    let project = renamed();
    // Down to the last answer.
    let shown = on_a_terminal(&project, "j\r");
    assert!(shown.contains("dropped, with its data"), "{shown}");
    for dialect in DialectName::ALL {
        assert!(!up(&project, dialect).contains("RENAME COLUMN"));
    }
}

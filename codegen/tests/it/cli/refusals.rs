//! What `generate` refuses, and how it says to go on.

use codegen::dialect::DialectName;

use super::generated;
use crate::command::{Project, Ran};

/// Runs a command that must be refused without changing a byte.
#[track_caller]
fn refused(project: &Project, arguments: &[&str]) -> Ran {
    let before = project.files();
    let ran = project.run(arguments).expect(2);
    assert_eq!(project.files(), before);
    ran
}

#[test]
fn lost_data_comes_with_the_flags_that_allow_it() {
    let project = generated();
    project.edit(&[
        ("bio = { type = \"text\", nullable = true }\n", ""),
        ("name = \"text\"\n", ""),
    ]);
    let ran = refused(&project, &["generate"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: this would lose data; nothing was written
      drop-column:user.bio
      drop-column:user.name
      help: allow it by name: --allow drop-column:user.bio --allow drop-column:user.name
      help: or all of it: --allow-data-loss
    ");
    // One of two is not enough; exactly what the help says is.
    refused(&project, &["generate", "--allow", "drop-column:user.bio"]);
    let help = ran
        .stderr
        .lines()
        .find_map(|line| line.trim().strip_prefix("help: allow it by name: "));
    let mut arguments = vec!["generate"];
    arguments.extend(help.expect("there is help").split(' '));
    project.run(&arguments).expect(0);
    assert_eq!(project.migrations(DialectName::Sqlite).len(), 2);
}

#[test]
fn all_losses_can_be_allowed_at_once() {
    let project = generated();
    project.edit(&[("bio = { type = \"text\", nullable = true }\n", "")]);
    let ran = project.run(&["generate", "--allow-data-loss", "--id", "20260102T000000"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 0
    --- stdout
    wrote sqlite migration 20260102T000000_drop_user_bio
      drop column user.bio
      loses data: drop-column:user.bio
      proved on SQLite x.y in memory: 1 table, 3 rows
    wrote postgres migration 20260102T000000_drop_user_bio
      drop column user.bio
      loses data: drop-column:user.bio
      not proved: no PostgreSQL to try it on (SHADOW_DATABASE_URL names one, --prove starts one)
    wrote 12 files
    ");
}

#[test]
fn what_is_no_loss_cannot_be_allowed() {
    let project = generated();
    let ran = refused(&project, &["generate", "--allow", "drop-user"]);
    insta::assert_snapshot!(ran.seen(), @"
    exit code 2
    --- stderr
    error: --allow drop-user: this is nothing that could be allowed
      help: write KIND:OBJECT with one of drop-table, drop-column, narrow-column, remove-value, drop-object, drop-attribute, rewrite, as in drop-column:user.bio
    ");
}

#[test]
fn a_type_that_nothing_converts_to_needs_using() {
    let project = generated();
    project.edit(&[("name = \"text\"", "name = { type = \"bytea\" }")]);
    project.run(&["generate", "--allow-data-loss"]).expect(0);
    project.edit(&[("name = { type = \"bytea\" }", "name = { type = \"integer\" }")]);
    let ran = refused(&project, &["generate", "--allow-data-loss"]);
    insta::assert_snapshot!(ran.seen(), @r#"
    exit code 2
    --- stderr
    error: a column changes to a type that it cannot be converted to; nothing was written
      user.name (postgres)
      help: say beside the new type of name what becomes of a value, as in: using = "length(name)"
    "#);
    project.edit(&[(
        "{ type = \"integer\" }",
        "{ type = \"integer\", using = \"length(name)\" }",
    )]);
    project.run(&["generate"]).expect(0);
}

#[test]
fn unknown_commands_and_options() {
    let project = generated();
    refused(&project, &["generat"]);
    refused(&project, &["generate", "--chek"]);
    refused(&project, &["migrate"]);
    refused(&project, &["migrate", "up", "many"]);
    refused(&project, &["migrate", "down", "-1"]);
}

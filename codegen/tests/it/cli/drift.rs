//! `codegen drift`: a database against what its history made.

use codegen::dialect::DialectName;
use testing::postgres::Server;

use super::generated;
use crate::command::{Project, Ran};
use crate::live::Live;

fn drift(project: &Project, live: &Live, arguments: &[&str]) -> Ran {
    let url = live.url();
    let all = [&["drift", "--url", &url], arguments].concat();
    project.run_with(&[("SHADOW_DATABASE_URL", Server::shared().url())], &all)
}

#[test]
fn what_the_history_made_is_in_order_and_what_is_pending_is_no_drift() {
    for dialect in DialectName::ALL {
        let project = generated();
        let live = Live::new(dialect);
        live.migrate(project.path(), &["up"]);
        let seen = drift(&project, &live, &[]).seen();
        assert_eq!(seen, "exit code 0\n--- stdout\nthe database is what its history made\n");

        project.edit(&[("bio = {", "age = { type = \"integer\", nullable = true }\nbio = {")]);
        project.run(&["generate", "--id", "20260102T000000"]).expect(0);
        let ran = drift(&project, &live, &[]).expect(0);
        assert_eq!(ran.stdout, "the database is what its history made\n");
        assert!(
            ran.stderr.starts_with("migrations not applied yet: 1"),
            "{}",
            ran.stderr
        );
        live.migrate(project.path(), &["up"]);
        assert_eq!(drift(&project, &live, &[]).expect(0).stderr, "");
    }
}

#[test]
fn an_edit_by_hand_is_told_and_mended_either_way() {
    for dialect in DialectName::ALL {
        let project = generated();
        let live = Live::new(dialect);
        live.migrate(project.path(), &["up"]);
        live.run_script("alter table \"user\" add column extra integer; create view seen as select 1 as one");
        let ran = drift(&project, &live, &[]).expect(1);
        assert_eq!(
            ran.stdout,
            "table user: column extra: is in the database, and should not be\nnot compared: view seen\n"
        );
        let json = drift(&project, &live, &["--json"]).expect(1).json();
        assert_eq!(json["in_order"], false);
        assert_eq!(json["mend_database"]["losses"][0], "drop-column:user.extra");
        assert_eq!(json["mend_history"]["changes"][0], "add column user.extra");

        let history = drift(&project, &live, &["--sql", "history"]).expect(1);
        assert!(history.stdout.contains("ADD COLUMN \"extra\""), "{}", history.stdout);
        let mend = drift(&project, &live, &["--sql", "database"]).expect(1);
        assert!(
            mend.stderr.contains("loses data: drop-column:user.extra"),
            "{}",
            mend.stderr
        );
        live.run_script(&mend.stdout);
        drift(&project, &live, &[]).expect(0);
    }
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let project = generated();
    let ran = project.run(&["drift", "--url", "sqlite:none.db"]).expect(2);
    assert!(ran.stderr.contains("there is no database none.db"), "{}", ran.stderr);
    project
        .run(&["drift", "--url", "postgres://nobody@127.0.0.1:1/x?connect_timeout=1s"])
        .expect(3);
}

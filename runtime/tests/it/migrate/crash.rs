//! Runs that are broken off, at every step.

use std::process::Command;

use tablesmith::migrate::{MigrateError, Progress};

use super::fixture::{List, Place};

/// Steps of every kind that both databases have.
const STEPS: [&str; 5] = [
    "-- step: transaction\ncreate table a (id integer);\n",
    "-- step: alone\nvacuum;\n",
    "-- step: transaction\ninsert into a values (1);\ninsert into a values (2);\n",
    "-- step: batches key=id size=10\nupdate a set id = id + 10 where id < 10;\n",
    "-- step: transaction\ncreate table b (id integer);\n",
];
const BACK: [&str; 3] = [
    "-- step: transaction\ndrop table b;\n",
    "-- step: alone\nvacuum;\n",
    "-- step: transaction\ndrop table a;\n",
];

fn list(up: &str, down: &str) -> List {
    List::new().with("steps", up, down)
}

fn whole() -> List {
    list(&STEPS.concat(), &BACK.concat())
}

/// The text with a statement in one step that no database takes.
fn failing(steps: &[&str], at: usize) -> String {
    let text = |(index, step): (usize, &&str)| {
        if index != at {
            return (*step).to_owned();
        }
        let (marker, _) = step.split_once('\n').expect("a marker");
        let bad = if marker.contains("batches") {
            "update missing set id = 1"
        } else {
            "insert into missing values (1)"
        };
        match marker {
            "-- step: transaction" => format!("{step}{bad};\n"),
            _ => format!("{marker}\n{bad};\n"),
        }
    };
    steps.iter().enumerate().map(text).collect()
}

#[tokio::test]
async fn a_failure_in_any_step_up_goes_on_there_when_it_is_mended() {
    for (at, step) in STEPS.iter().enumerate() {
        for place in Place::both() {
            let error = list(&failing(&STEPS, at), &BACK.concat())
                .up(&place)
                .await
                .expect_err("fails");
            assert!(
                matches!(error, MigrateError::Step { step: failed, .. } if failed == at + 1),
                "{error}"
            );
            let rows = place.journal();
            let started = step.contains("alone");
            match at {
                0 => assert!(rows.is_empty()),
                _ if started => assert_eq!(rows, [format!("steps {at} started")]),
                _ => assert_eq!(rows, [format!("steps {at} applying")]),
            }
            whole().up(&place).await.expect("goes on");
            assert_eq!(place.journal(), ["steps 5 applied"]);
            assert_eq!(place.query("select id from a order by id"), ["11", "12"]);
            assert_eq!(place.tables(), ["a", "b"]);
        }
    }
}

#[tokio::test]
async fn a_failure_in_any_step_down_goes_on_there_when_it_is_mended() {
    for at in 0..BACK.len() {
        for place in Place::both() {
            whole().up(&place).await.expect("applied");
            let broken = list(&STEPS.concat(), &failing(&BACK, at));
            place.execute(&format!("update _tablesmith_migrations set hash = '{}'", hash(&broken)));
            broken.down(&place, 1).await.expect_err("fails");
            if at > 0 {
                let error = whole().up(&place).await.expect_err("refused");
                assert!(matches!(error, MigrateError::HalfReverted { .. }), "{error}");
                assert_eq!(
                    whole().standings(&place).await,
                    [format!("steps: taken back up to step {at}")]
                );
            } else {
                place.execute(&format!(
                    "update _tablesmith_migrations set hash = '{}'",
                    hash(&whole())
                ));
            }
            whole().down(&place, 1).await.expect("goes on");
            assert!(place.tables().is_empty() && place.journal().is_empty());
        }
    }
}

fn hash(list: &List) -> String {
    list.all().sqlite.expect("a list")[0].hash.to_owned()
}

#[tokio::test]
async fn steps_that_are_done_must_not_change() {
    for place in Place::both() {
        list(&failing(&STEPS, 2), "").up(&place).await.expect_err("fails");
        let other = STEPS
            .concat()
            .replace("create table a (id integer)", "create table a (id bigint)");
        let error = list(&other, "").up(&place).await.expect_err("refused");
        assert!(matches!(error, MigrateError::PartEdited { step: 2, .. }), "{error}");
        let error = whole().down(&place, 1).await.expect_err("refused");
        assert!(matches!(error, MigrateError::HalfApplied { .. }), "{error}");
        assert_eq!(whole().standings(&place).await, ["steps: applied up to step 2"]);
    }
}

/// The other half of the test below: applies at `MIGRATE_URL`, and dies without a word when it comes to the step
/// `MIGRATE_DIE_AT` (one more than the last: when it is done).
#[tokio::test]
#[ignore = "run in a process of its own by the test below"]
async fn apply_in_a_child() {
    let url = std::env::var("MIGRATE_URL").expect("run by another test");
    let at: usize = std::env::var("MIGRATE_DIE_AT")
        .expect("run by another test")
        .parse()
        .expect("a number");
    let list = whole();
    let migrator = list.migrator().on_progress(|progress| match progress {
        Progress::Step { step, .. } if *step == at => std::process::abort(),
        Progress::Batch { .. } if at == 100 => std::process::abort(),
        Progress::Done { .. } => std::process::abort(),
        _ => {}
    });
    migrator
        .up(&tablesmith::Db::connect(&url).await.expect("connects"))
        .await
        .expect("applied");
}

#[tokio::test]
async fn a_process_that_dies_at_any_step_is_followed_by_one_that_goes_on() {
    for at in (1..=STEPS.len() + 1).chain([100]) {
        for place in Place::both() {
            let died = Command::new(std::env::current_exe().expect("this program"))
                .args(["--exact", "migrate::crash::apply_in_a_child", "--ignored"])
                .env("MIGRATE_URL", place.url())
                .env("MIGRATE_DIE_AT", at.to_string())
                .output()
                .expect("runs");
            assert!(!died.status.success(), "{died:?}");
            let report = whole().up(&place).await.expect("goes on");
            assert_eq!(report.migrations.is_empty(), at == STEPS.len() + 1);
            assert_eq!(place.journal(), ["steps 5 applied"]);
            assert_eq!(place.query("select id from a order by id"), ["11", "12"]);
        }
    }
}

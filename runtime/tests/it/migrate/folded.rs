//! Migrations that were folded into one, databases that are noted as they are, and ways to a certain migration.

use tablesmith::migrate::{MigrateError, Migration, Replaced, checksum};

use super::fixture::{List, Place, names};

fn three() -> List {
    List::new()
        .with("user", "create table u (id integer);", "drop table u;")
        .with("tag", "create table t (id integer);", "drop table t;")
        .with("note", "create table n (id integer);", "drop table n;")
}

/// The first of a list, as what they were before they were folded.
fn replaced(list: &List, count: usize) -> &'static [Replaced<'static>] {
    let all = list.all().sqlite.expect("given");
    let leaked = |text: &str| -> &'static str { text.to_owned().leak() };
    let mut folded = Vec::new();
    for one in &all[..count] {
        let inner: Vec<Replaced<'static>> = one
            .replaces
            .iter()
            .map(|inner| Replaced {
                id: leaked(inner.id),
                name: leaked(inner.name),
                hash: leaked(inner.hash),
                folds: inner.folds,
            })
            .collect();
        let folds = inner.len();
        folded.extend(inner);
        folded.push(Replaced {
            id: leaked(one.id),
            name: leaked(one.name),
            hash: leaked(one.hash),
            folds,
        });
    }
    folded.leak()
}

const UP: &str = "create table u (id integer); create table t (id integer);";
const DOWN: &str = "drop table t; drop table u;";

/// The first two of a list folded into one, under the id of the second.
fn folded(list: &List) -> List {
    let replaces = replaced(list, 2);
    three().change(|migrations| {
        let third = migrations.pop().expect("three");
        let baseline = Migration {
            id: migrations[1].id,
            name: "baseline",
            parent: None,
            up: UP,
            down: DOWN,
            hash: checksum(UP, DOWN).leak(),
            footprint: None,
            replaces,
        };
        *migrations = vec![baseline, third];
    })
}

/// All three folded into one, after the first two had been.
fn folded_again() -> List {
    let before = folded(&three());
    let replaces = replaced(&before, 2);
    let up: &'static str = format!("{UP} create table n (id integer);").leak();
    let down: &'static str = format!("drop table n; {DOWN}").leak();
    before.change(|migrations| {
        *migrations = vec![Migration {
            id: migrations[1].id,
            name: "all",
            parent: None,
            up,
            down,
            hash: checksum(up, down).leak(),
            footprint: None,
            replaces,
        }];
    })
}

#[tokio::test]
async fn a_database_that_has_them_all_notes_the_one() {
    for place in Place::both() {
        three().migrator().up_by(&place.db().await, 2).await.expect("applied");
        place.execute("insert into u values (1); insert into t values (2);");
        let list = folded(&three());
        assert_eq!(list.standings(&place).await, ["baseline: applied", "note: pending"]);
        let report = list.up(&place).await.expect("recognised");
        assert_eq!(report.recorded[0].name, "baseline");
        assert_eq!(names(&report), ["note"]);
        assert_eq!(place.journal(), ["baseline 0 applied", "note 1 applied"]);
        assert_eq!(place.query("select id from u union all select id from t"), ["1", "2"]);
        let again = list.up(&place).await.expect("nothing to do");
        assert!(again.recorded.is_empty() && again.migrations.is_empty());
        assert_eq!(
            names(&list.down(&place, 2).await.expect("taken back")),
            ["note", "baseline"]
        );
        assert_eq!(place.tables(), [""; 0]);
    }
}

#[tokio::test]
async fn a_new_database_runs_the_one_only() {
    for place in Place::both() {
        let report = folded(&three()).up(&place).await.expect("applied");
        assert!(report.recorded.is_empty());
        assert_eq!(names(&report), ["baseline", "note"]);
        assert_eq!(place.tables(), ["n", "t", "u"]);
    }
}

#[tokio::test]
async fn a_database_that_has_some_of_them_is_left_alone() {
    for place in Place::both() {
        three().migrator().up_by(&place.db().await, 1).await.expect("applied");
        let list = folded(&three());
        let before = place.journal();
        for error in [list.up(&place).await, list.down(&place, 1).await] {
            let error = error.expect_err("refused");
            assert_eq!(
                error.to_string(),
                "`20261121T093001_baseline` stands for several migrations, and the database has only some of them; it lacks \
                 `20261121T093001_tag`: apply those first, from the version of the files before they were folded \
                 (`migrate up` there), then come back"
            );
            assert!(!error.is_database());
        }
        assert_eq!(place.journal(), before);
        assert_eq!(place.tables(), ["u"]);
        assert_eq!(
            list.standings(&place).await,
            ["baseline: folded, 1 of 2 applied", "note: pending"]
        );
        three()
            .migrator()
            .up_by(&place.db().await, 1)
            .await
            .expect("as it was told");
        list.up(&place).await.expect("goes on");
        assert_eq!(place.journal(), ["baseline 0 applied", "note 1 applied"]);
    }
}

#[tokio::test]
async fn one_that_was_edited_before_it_was_folded_is_not_taken_for_it() {
    let place = Place::sqlite();
    let edited = three().edited(0, "create table u (id integer, more integer);");
    edited.migrator().up_by(&place.db().await, 2).await.expect("applied");
    let error = folded(&three()).up(&place).await.expect_err("refused");
    assert!(matches!(error, MigrateError::PartlyFolded { .. }), "{error}");
}

#[tokio::test]
async fn folding_twice_recognises_all_that_came_before() {
    for place in Place::both() {
        three().up(&place).await.expect("applied");
        let report = folded_again().up(&place).await.expect("recognised");
        assert_eq!((report.recorded.len(), report.migrations.len()), (1, 0));
        assert_eq!(place.journal(), ["all 0 applied"]);
    }
    for place in Place::both() {
        folded(&three()).up(&place).await.expect("applied");
        folded_again().up(&place).await.expect("recognised");
        assert_eq!(place.journal(), ["all 0 applied"]);
    }
}

#[tokio::test]
async fn many_at_once_note_it_once() {
    for place in Place::both() {
        three().migrator().up_by(&place.db().await, 2).await.expect("applied");
        let list = folded(&three());
        let runs: Vec<_> = (0..6).map(|_| list.up(&place)).collect();
        let reports = futures_of(runs).await;
        assert_eq!(reports.iter().map(|report| report.recorded.len()).sum::<usize>(), 1);
        assert_eq!(place.journal(), ["baseline 0 applied", "note 1 applied"]);
    }
}

async fn futures_of<T>(runs: Vec<impl Future<Output = Result<T, MigrateError>>>) -> Vec<T> {
    let mut reports = Vec::new();
    let mut runs: Vec<_> = runs.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        runs.retain_mut(|run| match run.as_mut().poll(context) {
            std::task::Poll::Ready(report) => {
                reports.push(report.expect("one works, the others wait"));
                false
            }
            std::task::Poll::Pending => true,
        });
        if runs.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    reports
}

#[tokio::test]
async fn to_goes_back_and_forth() {
    for place in Place::both() {
        let list = three();
        let moved = list
            .migrator()
            .to(&place.db().await, "20261121T093001")
            .await
            .expect("forth");
        assert_eq!(names(&moved.forth), ["user", "tag"]);
        list.up(&place).await.expect("applied");
        let moved = list
            .migrator()
            .to(&place.db().await, "20261121T093000_user")
            .await
            .expect("back");
        assert_eq!((names(&moved.back), names(&moved.forth)), (vec!["note", "tag"], vec![]));
        assert_eq!(place.tables(), ["u"]);
        let error = list
            .migrator()
            .to(&place.db().await, "tomorrow")
            .await
            .expect_err("refused");
        assert!(matches!(error, MigrateError::NoSuchMigration(_)), "{error}");
    }
}

#[tokio::test]
async fn redo_takes_back_and_applies_again() {
    for place in Place::both() {
        let list = three();
        let nothing = list.migrator().redo(&place.db().await, 1).await.expect("nothing to do");
        assert_eq!((names(&nothing.back), names(&nothing.forth)), (vec![], vec![]));
        list.migrator().up_by(&place.db().await, 2).await.expect("applied");
        place.execute("insert into t values (1);");
        let moved = list.migrator().redo(&place.db().await, 1).await.expect("again");
        assert_eq!((names(&moved.back), names(&moved.forth)), (vec!["tag"], vec!["tag"]));
        assert_eq!(place.tables(), ["t", "u"]);
        assert_eq!(place.query("select count(*) from t"), ["0"]);
        let moved = list.migrator().redo(&place.db().await, 2).await.expect("again");
        assert_eq!(names(&moved.forth), ["user", "tag"]);
    }
}

#[tokio::test]
async fn a_baseline_is_noted_and_not_run() {
    for place in Place::both() {
        place.execute("create table u (id integer); create table t (id integer); insert into u values (7);");
        let list = three();
        let report = list
            .migrator()
            .baseline(&place.db().await, Some("20261121T093001"))
            .await
            .expect("noted");
        assert_eq!(report.recorded.len(), 2);
        assert!(report.migrations.is_empty());
        assert_eq!(names(&list.up(&place).await.expect("the rest")), ["note"]);
        assert_eq!(place.query("select id from u"), ["7"]);
        let report = list
            .migrator()
            .baseline(&place.db().await, None)
            .await
            .expect("nothing to do");
        assert!(report.recorded.is_empty());
    }
}

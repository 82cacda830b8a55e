//! Errors by kind, the same on each database.

use tablesmith::prelude::*;
use tablesmith::{Db, Error};

use crate::databases::databases;
use crate::models::{NewUser, NewVideoSummaryTag, Tag, User, VideoSummary, VideoSummaryTag, summary, user};

#[tokio::test]
async fn violations_name_their_constraint() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        let again = NewUser {
            name: "again".to_owned(),
            email: anna.email.clone(),
        };
        let error = User::create(again).exec(db).await.expect_err("taken");
        assert!(error.violates(User::EMAIL_KEY), "{error:?}");
        let Error::UniqueViolation { table, columns, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (table.as_str(), columns.as_slice()),
            ("user", ["email".to_owned()].as_slice())
        );

        let mine = db.scope(&anna);
        let video = VideoSummary::create(summary("12345678901"))
            .exec(&mine)
            .await
            .expect("a video");
        let error = VideoSummary::update(&video.id)
            .duration(-1)
            .exec(&mine)
            .await
            .expect_err("negative");
        assert!(error.violates("video_summary_duration_check"), "{error:?}");

        let new = NewVideoSummaryTag {
            video_summary_id: video.id.clone(),
            tag_id: 99,
        };
        let error = VideoSummaryTag::create(new).exec(&mine).await.expect_err("no such tag");
        assert!(error.violates("video_summary_tag_tag_id_fkey"), "{error:?}");

        let tag = Tag::create(tag("t")).exec(db).await.expect("a tag");
        let new = NewVideoSummaryTag {
            video_summary_id: video.id.clone(),
            tag_id: tag.id,
        };
        VideoSummaryTag::create(new).exec(&mine).await.expect("a link");
        let error = Tag::delete(db, tag.id).await.expect_err("in use");
        assert!(matches!(error, Error::ForeignKeyViolation { .. }), "{error:?}");
    }
}

fn tag(name: &str) -> crate::models::NewTag {
    crate::models::NewTag { name: name.to_owned() }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    for database in databases().await {
        let error = database
            .db
            .execute("insert into tag (name) values (null)", &[])
            .await
            .expect_err("NULL");
        let Error::NotNullViolation { table, column } = &error else {
            panic!("{error:?}")
        };
        assert_eq!((table.as_str(), column.as_str()), ("tag", "name"));
    }
}

#[tokio::test]
async fn all_invalid_fields_are_reported_before_anything_is_sent() {
    for database in databases().await {
        let new = NewUser {
            name: " ".to_owned(),
            email: "nowhere".to_owned(),
        };
        let error = User::create(new).exec(&database.db).await.expect_err("invalid");
        let Error::Validation { fields } = &error else {
            panic!("{error:?}")
        };
        let found: Vec<_> = fields.iter().map(|field| (field.field, field.rule)).collect();
        assert_eq!(found, [("name", "not_blank"), ("email", "email")]);
        assert_eq!(
            error.to_string(),
            "`name` must not be blank; `email` must be an e-mail address"
        );
        assert_eq!(User::count(&database.db).await.expect("counted"), 0);
    }
}

#[tokio::test]
async fn a_wrong_url_is_said_without_its_password() {
    for (url, expected) in [
        (
            "mysql://root:hunter2@host/app",
            "the database URL must start with `postgres://` or `sqlite:`",
        ),
        ("", "the database URL must start with `postgres://` or `sqlite:`"),
        (
            "sqlite:",
            "the SQLite URL names no file: write `sqlite:./local.db` or `sqlite::memory:`",
        ),
        (
            "sqlite::memory:?maximum=3",
            "unknown parameter `maximum` in the database URL",
        ),
        ("sqlite::memory:?prepare=false", "`prepare` means nothing to SQLite"),
    ] {
        let error = Db::connect(url).await.expect_err("wrong");
        assert_eq!(error.to_string(), expected, "{url}");
    }
    let error = Db::connect("postgres://me:hunter2@127.0.0.1:1/app")
        .await
        .expect_err("nobody there");
    assert!(matches!(error, Error::Connection { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = Db::connect("sqlite:/no/such/directory/x.db")
        .await
        .expect_err("no directory");
    assert!(error.to_string().contains("/no/such/directory/x.db"), "{error}");
}

#[tokio::test]
async fn waiting_for_a_connection_has_an_end() {
    let db = Db::connect("sqlite::memory:?acquire_timeout=20ms")
        .await
        .expect("connects");
    let outcome: tablesmith::Result<Vec<(i64,)>> = db.transaction(async |_tx| db.rows("select 1", &[]).await).await;
    let error = outcome.expect_err("the only connection is in use");
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}

//! Creating, finding, changing, deleting.

use tablesmith::prelude::*;

use crate::databases::databases;
use crate::models::{NewTag, NewUser, ProcessingStatus, Tag, User, VideoSummary, summary, user};

#[tokio::test]
async fn a_row_is_created_found_changed_and_deleted() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        assert_eq!(anna.id.len(), 21, "a nanoid");
        assert!(!anna.email_verified);
        assert_eq!(anna.created_at, anna.updated_at);

        assert_eq!(User::find(db, &anna.id).await.expect("found").as_ref(), Some(&anna));
        assert_eq!(User::get(db, anna.id.as_str()).await.expect("found"), anna);
        assert_eq!(User::find(db, "nobody").await.expect("no error"), None);
        let found = User::find_by_email(db, "anna@example.com").await.expect("no error");
        assert_eq!(found.as_ref(), Some(&anna));
        assert_eq!(User::find_by_email(db, "x@example.com").await.expect("no error"), None);
        assert!(User::get(db, "nobody").await.expect_err("not there").is_not_found());
        assert!(User::exists(db, &anna.id).await.expect("no error"));
        assert!(!User::exists(db, "nobody").await.expect("no error"));

        let changed = User::update(&anna.id)
            .image("face.png")
            .email_verified(true)
            .exec(db)
            .await
            .expect("changed");
        assert_eq!(changed.image.as_deref(), Some("face.png"));
        assert!(changed.email_verified);
        assert!(changed.updated_at >= anna.updated_at);
        assert_eq!((changed.created_at, &changed.name), (anna.created_at, &anna.name));
        let changed = User::update(&anna.id).image(None).exec(db).await.expect("changed");
        assert_eq!(changed.image, None);
        let error = User::update("nobody").name("x").exec(db).await.expect_err("not there");
        assert!(error.is_not_found(), "{error}");

        assert_eq!(User::count(db).await.expect("counted"), 1);
        assert!(User::delete(db, &anna.id).await.expect("deleted"));
        assert!(!User::delete(db, &anna.id).await.expect("no error"));
        assert_eq!(User::count(db).await.expect("counted"), 0);
    }
}

#[tokio::test]
async fn updated_at_moves_unless_it_is_set() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        let long_ago = "2020-01-01T00:00:00Z".parse().expect("valid");
        let set = User::update(&anna.id)
            .updated_at(long_ago)
            .exec(db)
            .await
            .expect("changed");
        assert_eq!(set.updated_at, long_ago);
        let moved = User::update(&anna.id).name("Anna").exec(db).await.expect("changed");
        assert!(moved.updated_at > long_ago);
    }
}

#[tokio::test]
async fn rows_are_listed_in_the_order_of_their_keys() {
    for database in databases().await {
        let db = &database.db;
        for name in ["c", "a", "b"] {
            Tag::create(NewTag { name: name.to_owned() })
                .exec(db)
                .await
                .expect("a tag");
        }
        let names = |tags: Vec<Tag>| tags.into_iter().map(|tag| (tag.id, tag.name)).collect::<Vec<_>>();
        let all = names(Tag::all(db, 50).await.expect("listed"));
        assert_eq!(all, [(1, "c".to_owned()), (2, "a".to_owned()), (3, "b".to_owned())]);
        assert_eq!(names(Tag::all(db, 1).await.expect("listed")), [(1, "c".to_owned())]);
    }
}

#[tokio::test]
async fn upsert_creates_or_changes() {
    for database in databases().await {
        let db = &database.db;
        let new = |name: &str| NewUser {
            name: name.to_owned(),
            email: "a@example.com".to_owned(),
        };
        let first = User::create(new("first"))
            .upsert_on(User::EMAIL_KEY, db)
            .await
            .expect("created");
        let second = User::create(new("second"))
            .image("x")
            .upsert_on(User::EMAIL_KEY, db)
            .await
            .expect("changed");
        assert_eq!(
            (&second.id, second.name.as_str()),
            (&first.id, "second"),
            "the key stays"
        );
        assert_eq!(second.image.as_deref(), Some("x"));
        let third = User::create(new("third"))
            .id(first.id.as_str())
            .upsert(db)
            .await
            .expect("changed");
        assert_eq!(
            (third.name.as_str(), third.image.as_deref()),
            ("third", Some("x")),
            "what is not set stays"
        );
        assert_eq!(User::count(db).await.expect("counted"), 1);
        let error = User::create(new("x"))
            .upsert_on("user_name_key", db)
            .await
            .expect_err("no such constraint");
        assert_eq!(error.to_string(), "`user` has no unique constraint `user_name_key`");
    }
}

#[tokio::test]
async fn many_rows_are_inserted_at_once() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        let mine = db.scope(&anna);
        let rows = (0..100).map(|number| {
            let patch = VideoSummary::create(summary(&format!("video{number:06}")));
            // Rows that set different columns, NULL among them.
            match number % 4 {
                0 => patch.duration(number),
                1 => patch.processing_status(ProcessingStatus::Completed),
                2 => patch.duration(None),
                _ => patch,
            }
        });
        let created = VideoSummary::insert_many_returning(&mine, rows.clone())
            .await
            .expect("inserted");
        assert_eq!(created.len(), 100);
        for (number, video) in created.iter().enumerate() {
            assert_eq!(video.youtube_id, format!("video{number:06}"), "in the order given");
            let expected = if number % 4 == 0 {
                i32::try_from(number).ok()
            } else {
                None
            };
            assert_eq!(video.duration, expected);
            let completed = video.processing_status == ProcessingStatus::Completed;
            assert_eq!(completed, number % 4 == 1);
            assert_eq!(video.user_id, anna.id, "the owner is filled in");
        }
        let error = VideoSummary::insert_many(&mine, rows)
            .await
            .expect_err("they are there already");
        assert!(error.violates(VideoSummary::USER_ID_YOUTUBE_ID_KEY), "{error:?}");
        assert_eq!(VideoSummary::count(&mine).await.expect("counted"), 100);

        let none: Vec<NewTag> = Vec::new();
        assert_eq!(Tag::insert_many(db, none).await.expect("nothing to do"), 0);
        let tags = ["a", "b", "a"].map(|name| NewTag { name: name.to_owned() });
        Tag::insert_many(db, tags)
            .await
            .expect_err("the third is the first again");
        assert_eq!(Tag::count(db).await.expect("counted"), 0, "all or none");
    }
}

//! Rows that belong to somebody.

use tablesmith::Error;
use tablesmith::prelude::*;

use crate::databases::databases;
use crate::models::{NewTag, NewVideoSummaryTag, Tag, User, VideoSummary, VideoSummaryTag, summary, user};

#[tokio::test]
async fn each_sees_and_changes_their_own_rows_only() {
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let (hers, his) = (db.scope(&anna), db.scope(&bert));
        let video = VideoSummary::create(summary("anna0000001"))
            .exec(&hers)
            .await
            .expect("hers");
        assert_eq!(video.user_id, anna.id);
        VideoSummary::create(summary("bert0000001"))
            .exec(&his)
            .await
            .expect("his");

        assert_eq!(VideoSummary::find(&his, &video.id).await.expect("no error"), None);
        assert!(
            VideoSummary::get(&his, &video.id)
                .await
                .expect_err("hers")
                .is_not_found()
        );
        assert!(!VideoSummary::exists(&his, &video.id).await.expect("no error"));
        assert!(!VideoSummary::delete(&his, &video.id).await.expect("no error"));
        let error = VideoSummary::update(&video.id)
            .title("mine now")
            .exec(&his)
            .await
            .expect_err("hers");
        assert!(error.is_not_found(), "{error:?}");
        assert_eq!(VideoSummary::count(&his).await.expect("counted"), 1);
        assert_eq!(
            VideoSummary::all(&hers, 9).await.expect("listed"),
            std::slice::from_ref(&video)
        );
        let everyone = db.unscoped();
        assert_eq!(VideoSummary::count(&everyone).await.expect("counted"), 2);
        let by_key = db.scope_key::<User>(&anna.id);
        assert_eq!(
            VideoSummary::find(&by_key, &video.id).await.expect("found"),
            Some(video.clone())
        );

        // Somebody else's row is neither created nor taken over.
        let error = VideoSummary::create(summary("anna0000002"))
            .user_id(bert.id.as_str())
            .exec(&hers)
            .await;
        assert!(matches!(error, Err(Error::Scope { .. })), "{error:?}");
        let taken = VideoSummary::create(summary("bert0000002"))
            .id(video.id.as_str())
            .upsert(&his)
            .await;
        assert!(matches!(taken, Err(Error::Scope { .. })), "{taken:?}");
        let kept = VideoSummary::get(&everyone, &video.id).await.expect("there");
        assert_eq!(kept, video);
        let own = VideoSummary::create(summary("anna0000003"))
            .id(video.id.as_str())
            .upsert(&hers)
            .await;
        assert_eq!(own.expect("changed").youtube_id, "anna0000003");

        let given = VideoSummary::create(summary("anna0000009"))
            .user_id(anna.id.as_str())
            .exec(&everyone)
            .await;
        assert_eq!(given.expect("created").user_id, anna.id);
    }
}

#[tokio::test]
async fn a_scope_follows_foreign_keys() {
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let (hers, his) = (db.scope(&anna), db.scope(&bert));
        let video = VideoSummary::create(summary("anna0000001"))
            .exec(&hers)
            .await
            .expect("hers");
        let other = VideoSummary::create(summary("bert0000001"))
            .exec(&his)
            .await
            .expect("his");
        let tag = Tag::create(NewTag {
            name: "rust".to_owned(),
        })
        .exec(db)
        .await
        .expect("a tag");
        let link = |video: &VideoSummary| NewVideoSummaryTag {
            video_summary_id: video.id.clone(),
            tag_id: tag.id,
        };

        let error = VideoSummaryTag::create(link(&video)).exec(&his).await;
        assert!(
            matches!(error, Err(Error::Scope { .. })),
            "the video is hers: {error:?}"
        );
        let both = [link(&other), link(&video)];
        let error = VideoSummaryTag::insert_many(&his, both.clone()).await;
        assert!(
            matches!(error, Err(Error::Scope { .. })),
            "one of the videos is hers: {error:?}"
        );
        assert_eq!(
            VideoSummaryTag::count(&db.unscoped()).await.expect("counted"),
            0,
            "all or none"
        );

        let hers_link = VideoSummaryTag::create(link(&video))
            .note("n")
            .exec(&hers)
            .await
            .expect("a link");
        let key = (video.id.as_str(), tag.id);
        assert_eq!(VideoSummaryTag::find(&hers, key).await.expect("found"), Some(hers_link));
        assert_eq!(VideoSummaryTag::find(&his, key).await.expect("no error"), None);
        assert!(
            VideoSummaryTag::update(key)
                .note(None)
                .exec(&his)
                .await
                .expect_err("hers")
                .is_not_found()
        );
        VideoSummaryTag::update(key)
            .note(None)
            .exec(&hers)
            .await
            .expect("changed");
        let upserted = VideoSummaryTag::create(link(&video))
            .note("again")
            .upsert(&hers)
            .await
            .expect("changed");
        assert_eq!(upserted.note.as_deref(), Some("again"));
        let error = VideoSummaryTag::create(link(&video)).note("x").upsert(&his).await;
        assert!(matches!(error, Err(Error::Scope { .. })), "{error:?}");
        assert_eq!(
            VideoSummaryTag::insert_many(&his, [link(&other)])
                .await
                .expect("inserted"),
            1
        );
        assert_eq!(VideoSummaryTag::count(&his).await.expect("counted"), 1);
        assert!(!VideoSummaryTag::delete(&his, key).await.expect("no error"));
        assert!(VideoSummaryTag::delete(&hers, key).await.expect("deleted"));
    }
}

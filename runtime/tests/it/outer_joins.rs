//! Right and full joins.

use tablesmith::Error;
use tablesmith::prelude::*;

use crate::databases::{TestDatabase, databases};
use crate::models::{NewTag, NewVideoSummaryTag, Tag, User, VideoSummary as V, VideoSummaryTag as Link, summary, user};

/// Anna has a video with the tag `rust` and one without; Bert has one with `rust`; nobody uses the tag `sql`.
async fn filled() -> Vec<(TestDatabase, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let mut tags = Vec::new();
        for name in ["rust", "sql"] {
            let new = NewTag { name: name.to_owned() };
            tags.push(Tag::create(new).exec(db).await.expect("a tag"));
        }
        for (owner, number, tagged) in [(&anna, 1, true), (&anna, 2, false), (&bert, 3, true)] {
            let new = V::create(summary(&format!("video{number:06}")));
            let video = new.exec(&db.scope(owner)).await.expect("a video");
            if tagged {
                let link = NewVideoSummaryTag {
                    video_summary_id: video.id,
                    tag_id: tags[0].id,
                };
                Link::create(link).note("n").exec(&db.unscoped()).await.expect("a link");
            }
        }
        filled.push((database, anna));
    }
    filled
}

#[tokio::test]
async fn a_right_join_keeps_what_is_joined() {
    for (database, anna) in filled().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let query = Tag::query()
            .right_join(Tag::VIDEOS)
            .order_by(V::YOUTUBE_ID.asc())
            .select((Tag::NAME, V::YOUTUBE_ID));
        let rows: Vec<(Option<String>, String)> = query.clone().all(&everyone).await.expect("rows");
        let expected = [
            (Some("rust".to_owned()), "video000001".to_owned()),
            (None, "video000002".to_owned()),
            (Some("rust".to_owned()), "video000003".to_owned()),
        ];
        assert_eq!(rows, expected);
        assert_eq!(query.all(&hers).await.expect("rows"), expected[..2]);

        // Whole rows of the model are there where something leads to what was joined.
        let tags: Vec<Option<Tag>> = Tag::query()
            .right_join(Tag::VIDEOS)
            .order_by(V::YOUTUBE_ID.asc())
            .all(&hers)
            .await
            .expect("rows");
        let names: Vec<Option<&str>> = tags.iter().map(|tag| Some(tag.as_ref()?.name.as_str())).collect();
        assert_eq!(names, [Some("rust"), None]);
        // What is joined later is there where its row is.
        let owners: Vec<(Option<i64>, String)> = Tag::query()
            .right_join(Tag::VIDEOS)
            .inner_join(V::USER)
            .group_by(User::ID)
            .order_by(User::NAME.asc())
            .select((max(Tag::ID), User::NAME))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(owners.len(), 2);
    }
}

#[tokio::test]
async fn a_full_join_keeps_both_sides() {
    for (database, anna) in filled().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let query = Tag::query()
            .full_join(Tag::VIDEOS)
            .order_by((V::YOUTUBE_ID.asc().nulls_last(), Tag::NAME.asc()))
            .select((Tag::NAME, Link::NOTE, V::YOUTUBE_ID));
        let rows: Vec<(Option<String>, Option<String>, Option<String>)> =
            query.clone().all(&everyone).await.expect("rows");
        let all = [
            (
                Some("rust".to_owned()),
                Some("n".to_owned()),
                Some("video000001".to_owned()),
            ),
            (None, None, Some("video000002".to_owned())),
            (
                Some("rust".to_owned()),
                Some("n".to_owned()),
                Some("video000003".to_owned()),
            ),
            (Some("sql".to_owned()), None, None),
        ];
        assert_eq!(rows, all);
        let rows = query.all(&hers).await.expect("rows");
        assert_eq!(rows, [all[0].clone(), all[1].clone(), all[3].clone()]);

        // Both sides are scoped: Bert's are no match for hers, and not there alone either.
        let pairs: Vec<(Option<String>, Option<String>)> = V::query()
            .full_join(V::LINKS)
            .order_by(V::YOUTUBE_ID.asc())
            .select((V::YOUTUBE_ID, Link::NOTE))
            .all(&hers)
            .await
            .expect("rows");
        assert_eq!(
            pairs,
            [
                (Some("video000001".to_owned()), Some("n".to_owned())),
                (Some("video000002".to_owned()), None)
            ]
        );
        let count = V::query().full_join(V::LINKS).count(&hers).await.expect("counted");
        assert_eq!(count, 2);
    }
}

#[tokio::test]
async fn what_was_selected_is_not_joined_to() {
    for database in databases().await {
        let query = V::query()
            .inner_join(V::TAGS)
            .select(row::<Tag>())
            .full_join(Tag::LINKS.alias::<1>());
        let error = query.all(&database.db.unscoped()).await;
        assert!(matches!(error, Err(Error::InvalidQuery(_))), "{error:?}");
    }
}

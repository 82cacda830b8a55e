//! `select`, joins, groups and aggregates.

use tablesmith::prelude::*;
use tablesmith::{Decimal, Error};

use crate::databases::{TestDatabase, databases};
use crate::models::{
    NewTag, NewVideoSummaryTag, ProcessingStatus, Tag, User, VideoSummary as V, VideoSummaryTag as Link,
};
use crate::models::{summary, user};

/// Anna has three videos, of which two have tags; Bert has one, with a tag.
async fn filled() -> Vec<(TestDatabase, User, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let (hers, his) = (db.scope(&anna), db.scope(&bert));
        let rust = Tag::create(NewTag { name: "rust".into() })
            .exec(db)
            .await
            .expect("a tag");
        let sql = Tag::create(NewTag { name: "sql".into() })
            .exec(db)
            .await
            .expect("a tag");
        let new = |number: u8| V::create(summary(&format!("video{number:06}")));
        let first = new(1).duration(60).exec(&hers).await.expect("a video");
        let second = new(2)
            .duration(30)
            .processing_status(ProcessingStatus::InProgress)
            .exec(&hers)
            .await
            .expect("a video");
        new(3).exec(&hers).await.expect("a video");
        let other = new(4).duration(7).exec(&his).await.expect("a video");
        for (video, tag) in [(&first, &rust), (&first, &sql), (&second, &rust), (&other, &rust)] {
            let link = NewVideoSummaryTag {
                video_summary_id: video.id.clone(),
                tag_id: tag.id,
            };
            Link::create(link).exec(&db.unscoped()).await.expect("a link");
        }
        filled.push((database, anna, bert));
    }
    filled
}

#[tokio::test]
async fn columns_are_selected_with_their_types() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let rows: Vec<(String, Option<i32>, ProcessingStatus)> = V::query()
            .order_by(V::YOUTUBE_ID.asc())
            .select((V::YOUTUBE_ID, V::DURATION, V::PROCESSING_STATUS))
            .all(&mine)
            .await
            .expect("rows");
        let expected = [
            ("video000001".to_owned(), Some(60), ProcessingStatus::Pending),
            ("video000002".to_owned(), Some(30), ProcessingStatus::InProgress),
            ("video000003".to_owned(), None, ProcessingStatus::Pending),
        ];
        assert_eq!(rows, expected);
        let one: String = V::query()
            .filter(V::DURATION.eq(30))
            .select(upper(V::YOUTUBE_ID))
            .one(&mine)
            .await
            .expect("one");
        assert_eq!(one, "VIDEO000002");
        let least: i32 = V::query()
            .select(coalesce(V::DURATION, -1))
            .order_by(coalesce(V::DURATION, -1).asc())
            .first(&mine)
            .await
            .expect("first")
            .expect("a row");
        assert_eq!(least, -1);
    }
}

#[tokio::test]
async fn tags_are_counted_through_the_join_table() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let counts: Vec<(String, ProcessingStatus, i64)> = V::query()
            .left_join(V::TAGS)
            .filter(V::USER_ID.eq(&anna.id))
            .group_by(V::ID)
            .order_by((count(Tag::ID).desc(), V::YOUTUBE_ID.asc()))
            .select((V::YOUTUBE_ID, V::PROCESSING_STATUS, count(Tag::ID)))
            .all(&mine)
            .await
            .expect("counted");
        let expected = [
            ("video000001".to_owned(), ProcessingStatus::Pending, 2),
            ("video000002".to_owned(), ProcessingStatus::InProgress, 1),
            ("video000003".to_owned(), ProcessingStatus::Pending, 0),
        ];
        assert_eq!(counts, expected);
        let several = V::query()
            .inner_join(V::TAGS)
            .group_by(V::ID)
            .having(count_rows().gt(1))
            .select(V::YOUTUBE_ID);
        assert_eq!(several.clone().all(&mine).await.expect("grouped"), ["video000001"]);
        assert_eq!(several.clone().count(&mine).await.expect("counted"), 1);
        assert!(several.exists(&mine).await.expect("no error"));
    }
}

#[tokio::test]
async fn what_a_left_join_does_not_find_is_none() {
    type Row = (String, Option<String>, Option<Tag>, Option<String>);
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let rows: Vec<Row> = V::query()
            .left_join(V::TAGS)
            .order_by((V::YOUTUBE_ID.asc(), Tag::NAME.asc()))
            .select((V::YOUTUBE_ID, Tag::NAME, row::<Tag>(), Link::NOTE))
            .all(&mine)
            .await
            .expect("rows");
        let names: Vec<_> = rows.iter().map(|(id, name, ..)| (&id[8..], name.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("001", Some("rust")),
                ("001", Some("sql")),
                ("002", Some("rust")),
                ("003", None)
            ]
        );
        for (_, name, tag, note) in rows {
            assert_eq!((name, None), (tag.map(|tag| tag.name), note));
        }
        let missing: Vec<String> = V::query()
            .left_join(V::TAGS)
            .filter(Tag::ID.is_missing())
            .select(V::YOUTUBE_ID)
            .all(&mine)
            .await
            .expect("rows");
        assert_eq!(missing, ["video000003"]);
        let found: Vec<(V, Tag)> = V::query()
            .inner_join(V::TAGS)
            .filter(Tag::NAME.eq("sql"))
            .select((row::<V>(), row::<Tag>()))
            .all(&mine)
            .await
            .expect("rows");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.duration, found[0].1.name.as_str()), (Some(60), "sql"));
        let users: Vec<(String, String)> = V::query()
            .inner_join(V::USER)
            .filter(all((User::NAME.eq("anna"), V::DURATION.is_null())))
            .select((User::NAME, V::YOUTUBE_ID))
            .all(&mine)
            .await
            .expect("rows");
        assert_eq!(users, [("anna".to_owned(), "video000003".to_owned())]);
    }
}

#[tokio::test]
async fn a_scope_holds_wherever_its_table_stands() {
    for (database, anna, bert) in filled().await {
        let (hers, his) = (database.db.scope(&anna), database.db.scope(&bert));
        let by_tag = || {
            Tag::query()
                .left_join(Tag::VIDEOS)
                .group_by(Tag::ID)
                .order_by(Tag::NAME.asc())
                .select((Tag::NAME, count(Link::TAG_ID), count(V::ID), max(V::DURATION)))
        };
        let rust = |links: i64, longest: i32| ("rust".to_owned(), links, links, Some(longest));
        let sql = |links: i64, longest: Option<i32>| ("sql".to_owned(), links, links, longest);
        assert_eq!(
            by_tag().all(&hers).await.expect("hers"),
            [rust(2, 60), sql(1, Some(60))]
        );
        assert_eq!(by_tag().all(&his).await.expect("his"), [rust(1, 7), sql(0, None)]);
        let everyone = database.db.unscoped();
        assert_eq!(
            by_tag().all(&everyone).await.expect("all"),
            [rust(3, 60), sql(1, Some(60))]
        );

        let named = Tag::query()
            .filter(Tag::ID.in_(Link::query().select(Link::TAG_ID)))
            .order_by(Tag::NAME.asc())
            .select(Tag::NAME);
        assert_eq!(named.clone().all(&hers).await.expect("hers"), ["rust", "sql"]);
        assert_eq!(named.all(&his).await.expect("his"), ["rust"]);
        let users = User::query()
            .left_join(V::on(V::USER_ID.eq(User::ID)))
            .group_by(User::ID)
            .order_by(User::NAME.asc())
            .select((User::NAME, count(V::ID)));
        assert_eq!(
            users.all(&his).await.expect("his"),
            [("anna".to_owned(), 0), ("bert".to_owned(), 1)]
        );
        let any = User::query().filter(exists(V::query().filter(V::DURATION.gt(50))));
        assert_eq!(any.clone().count(&hers).await.expect("hers"), 2);
        assert_eq!(any.count(&his).await.expect("his"), 0);
    }
}

#[tokio::test]
async fn aggregates_have_the_types_of_postgresql() {
    type Row = (i64, i64, i64, Option<i64>, Option<f64>, Option<i32>, Option<String>);
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let everything = V::query().select((
            count_rows(),
            count(V::DURATION),
            count_distinct(V::PROCESSING_STATUS),
            sum(V::DURATION),
            avg(V::DURATION),
            min(V::DURATION),
            max(V::YOUTUBE_ID),
        ));
        let row: Row = everything.clone().one(&mine).await.expect("a row");
        let last = Some("video000003".to_owned());
        assert_eq!(row, (3, 2, 2, Some(90), Some(45.0), Some(30), last));
        let none = everything.filter(V::DURATION.gt(1000)).one(&mine).await.expect("a row");
        assert_eq!(none, (0, 0, 0, None, None, None, None));
        let ids: Option<Decimal> = Tag::query()
            .select(sum(Tag::ID))
            .one(&database.db)
            .await
            .expect("a row");
        assert_eq!(ids, Some(Decimal::from(3)));
        let sum_of = V::query()
            .select(sum(V::DURATION))
            .having(avg(V::DURATION).gt(1.5).and(max(V::DURATION).ge(60)));
        assert_eq!(sum_of.one(&mine).await.expect("a row"), Some(90));
    }
}

/// Aggregates of no rows are a row.
#[tokio::test]
async fn what_is_put_together_of_no_rows_exists() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let none = V::query().filter(V::DURATION.gt(1000)).select(max(V::DURATION));
        assert_eq!(none.clone().all(&mine).await.expect("a row"), [None]);
        assert_eq!(none.clone().count(&mine).await.expect("counted"), 1);
        assert!(none.clone().exists(&mine).await.expect("no error"));
        let users = User::query().filter(exists(none.clone())).count(&mine).await;
        assert_eq!(users.expect("counted"), 2);
        let without = none.having(count_rows().gt(0));
        assert_eq!(without.clone().count(&mine).await.expect("counted"), 0);
        assert!(!without.exists(&mine).await.expect("no error"));
    }
}

#[tokio::test]
async fn rows_are_distinct_and_in_queries() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let tags = V::query()
            .inner_join(V::TAGS)
            .select(Tag::NAME)
            .distinct()
            .order_by(Tag::NAME.asc());
        assert_eq!(tags.clone().all(&mine).await.expect("rows"), ["rust", "sql"]);
        assert_eq!(tags.clone().count(&mine).await.expect("counted"), 2);
        assert!(tags.clone().offset(1).exists(&mine).await.expect("no error"));
        assert!(!tags.offset(2).exists(&mine).await.expect("no error"));
        let longest = V::query().filter(V::DURATION.eq(V::query().select(max(V::DURATION))));
        let longest = longest.select(V::YOUTUBE_ID).all(&mine).await.expect("rows");
        assert_eq!(longest, ["video000001"]);
        let none: Option<i32> = None;
        let all = V::query().filter_opt(none, |seconds| V::DURATION.gt(seconds));
        assert_eq!(all.count(&mine).await.expect("counted"), 3);
        let some = V::query().filter_opt(Some(40), |seconds| V::DURATION.gt(seconds));
        assert_eq!(some.count(&mine).await.expect("counted"), 1);
        let ids = [30, 60];
        assert_eq!(
            V::query()
                .filter(V::DURATION.in_(ids))
                .count(&mine)
                .await
                .expect("counted"),
            2
        );
        let statuses = vec![ProcessingStatus::InProgress];
        let found = V::query()
            .filter(V::PROCESSING_STATUS.in_(&statuses))
            .count(&mine)
            .await;
        assert_eq!(found.expect("counted"), 1);
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_before_sending() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let before = database.db.statistics().statements;
        let refused = [
            V::query()
                .group_by(V::USER_ID)
                .select(V::TITLE)
                .all(&mine)
                .await
                .map(drop),
            V::query().select((V::TITLE, count_rows())).all(&mine).await.map(drop),
            V::query().filter(count_rows().gt(1)).all(&mine).await.map(drop),
            V::query().group_by(V::USER_ID).all(&mine).await.map(drop),
            V::query()
                .select(V::TITLE)
                .distinct()
                .order_by(V::ID.asc())
                .all(&mine)
                .await
                .map(drop),
            V::query()
                .left_join(V::LINKS)
                .left_join(V::LINKS)
                .all(&mine)
                .await
                .map(drop),
        ];
        for outcome in refused {
            assert!(matches!(outcome, Err(Error::InvalidQuery(_))), "{outcome:?}");
        }
        assert_eq!(database.db.statistics().statements, before, "nothing was sent");
    }
}

#[tokio::test]
async fn a_table_stands_in_a_query_twice_under_an_alias() {
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let shorter: Vec<(String, Option<String>)> = V::query()
            .left_join(tablesmith::query::On::<tablesmith::query::Alias<V, 1>, _>::of(
                V::DURATION.of::<1>().lt(V::DURATION),
            ))
            .order_by(V::YOUTUBE_ID.asc())
            .select((V::YOUTUBE_ID, V::YOUTUBE_ID.of::<1>()))
            .all(&mine)
            .await
            .expect("rows");
        let shorter: Vec<_> = shorter
            .iter()
            .map(|(id, other)| (&id[8..], other.as_deref().map(|other| &other[8..])))
            .collect();
        assert_eq!(shorter, [("001", Some("002")), ("002", None), ("003", None)]);
        let neighbours: Vec<(String, i64)> = V::query()
            .inner_join(V::TAGS)
            .inner_join(Tag::VIDEOS.alias::<1>())
            .group_by(V::ID)
            .order_by(V::YOUTUBE_ID.asc())
            .select((V::YOUTUBE_ID, count_distinct(V::ID.of::<1>())))
            .all(&mine)
            .await
            .expect("rows");
        let neighbours: Vec<_> = neighbours.iter().map(|(id, count)| (&id[8..], *count)).collect();
        assert_eq!(neighbours, [("001", 2), ("002", 2)]);
    }
}

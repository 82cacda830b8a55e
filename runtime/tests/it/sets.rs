//! Set operations.

use tablesmith::query::length;
use tablesmith::{Dialect, Error, prelude::*};

use crate::databases::{TestDatabase, databases};
use crate::models::{
    Content, NewTag, NewVideoSummaryTag, ProcessingStatus, Tag, User, VideoSummary as V, VideoSummaryTag as Link,
    summary, user,
};

/// Anna has the videos 1 to 4, of which the last two have no duration; Bert has 5. The tag `rust` has 1, 2 and 5.
async fn filled() -> Vec<(TestDatabase, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let new = NewTag {
            name: "rust".to_owned(),
        };
        let tag = Tag::create(new).exec(db).await.expect("a tag");
        for (owner, number, duration) in [
            (&anna, 1, Some(100)),
            (&anna, 2, Some(200)),
            (&anna, 3, None),
            (&anna, 4, None),
            (&bert, 5, Some(100)),
        ] {
            let new = V::create(summary(&format!("video{number:06}")))
                .duration(duration)
                .content(Content {
                    words: vec!["w".to_owned()],
                })
                .processing_status(if number == 2 {
                    ProcessingStatus::Completed
                } else {
                    ProcessingStatus::InProgress
                });
            let video = new.exec(&db.scope(owner)).await.expect("a video");
            if duration.is_some() {
                let link = NewVideoSummaryTag {
                    video_summary_id: video.id,
                    tag_id: tag.id,
                };
                Link::create(link).exec(&db.unscoped()).await.expect("a link");
            }
        }
        filled.push((database, anna));
    }
    filled
}

fn numbers(videos: &[V]) -> Vec<u32> {
    let number = |video: &V| video.youtube_id[5..].parse().expect("a number");
    videos.iter().map(number).collect()
}

#[tokio::test]
async fn rows_of_a_model_are_put_together() {
    for (database, anna) in filled().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let timed = || V::query().filter(V::DURATION.is_not_null());
        let early = || V::query().filter(V::YOUTUBE_ID.lt("video000004"));
        let in_order = V::YOUTUBE_ID.asc();
        let either = timed().union(early()).order_by(in_order.clone());
        assert_eq!(
            numbers(&either.clone().all(&everyone).await.expect("rows")),
            [1, 2, 3, 5]
        );
        assert_eq!(numbers(&either.clone().all(&hers).await.expect("rows")), [1, 2, 3]);
        assert_eq!(either.clone().count(&hers).await.expect("counted"), 3);
        assert!(either.clone().exists(&hers).await.expect("told"));
        let all = timed().union_all(early()).order_by(in_order.clone());
        assert_eq!(
            numbers(&all.clone().all(&everyone).await.expect("rows")),
            [1, 1, 2, 2, 3, 5]
        );
        let both = timed().intersect(early()).order_by(in_order.clone());
        assert_eq!(numbers(&both.all(&everyone).await.expect("rows")), [1, 2]);
        let rest = timed().except(early()).order_by(in_order.clone());
        assert_eq!(numbers(&rest.clone().all(&everyone).await.expect("rows")), [5]);
        assert_eq!(numbers(&rest.all(&hers).await.expect("rows")), [0; 0]);

        // What comes after is of the whole: conditions, limits, joins, relations, groups, pages.
        let some = either.clone().filter(V::DURATION.is_not_null()).offset(1).limit(1);
        assert_eq!(numbers(&some.all(&hers).await.expect("rows")), [2]);
        let tagged = either.clone().inner_join(V::TAGS).select((V::YOUTUBE_ID, Tag::NAME));
        assert_eq!(tagged.all(&hers).await.expect("rows").len(), 2);
        let with = either.clone().with(V::TAGS).all(&hers).await.expect("rows");
        assert_eq!(with.iter().map(|(_, tags)| tags.len()).collect::<Vec<_>>(), [1, 1, 0]);
        let by_status: Vec<(ProcessingStatus, i64)> = timed()
            .union(early())
            .group_by(V::PROCESSING_STATUS)
            .order_by(count_rows().desc())
            .select((V::PROCESSING_STATUS, count_rows()))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(
            by_status,
            [(ProcessingStatus::InProgress, 3), (ProcessingStatus::Completed, 1)]
        );
        let page = either.clone().page_after(None, 2).fetch(&hers).await.expect("a page");
        let next = either
            .page_after(page.next.as_deref(), 2)
            .fetch(&hers)
            .await
            .expect("a page");
        assert_eq!((numbers(&page.items), numbers(&next.items)), (vec![1, 2], vec![3]));
        let twice = all.page_after(None, 2).fetch(&hers).await;
        assert!(matches!(twice, Err(Error::InvalidQuery(_))), "{twice:?}");
    }
}

#[tokio::test]
async fn a_side_has_an_order_and_a_limit_of_its_own() {
    for (database, anna) in filled().await {
        let hers = database.db.scope(&anna);
        let last = V::query().order_by(V::YOUTUBE_ID.desc()).limit(1);
        let first = V::query().order_by(V::YOUTUBE_ID.asc()).limit(1);
        let ends = first.clone().union_all(last.clone()).order_by(V::YOUTUBE_ID.desc());
        assert_eq!(numbers(&ends.all(&hers).await.expect("rows")), [4, 1]);
        // So has the whole, where it is a side in turn.
        let three = first
            .union(last)
            .order_by(V::YOUTUBE_ID.desc())
            .limit(1)
            .union(V::query().filter(V::DURATION.eq(200)));
        let three = three.order_by(V::YOUTUBE_ID.asc());
        assert_eq!(numbers(&three.all(&hers).await.expect("rows")), [2, 4]);
        let longest = V::query()
            .distinct_on(V::USER_ID)
            .order_by(V::DURATION.desc().nulls_last());
        let without = V::query().filter(V::DURATION.is_null());
        let found = longest
            .clone()
            .union(without.clone())
            .order_by(V::YOUTUBE_ID.asc())
            .all(&hers)
            .await;
        assert_eq!(numbers(&found.expect("rows")), [2, 3, 4]);
        let found = without.union(longest).order_by(V::YOUTUBE_ID.asc()).all(&hers).await;
        assert_eq!(numbers(&found.expect("rows")), [2, 3, 4]);
    }
}

#[tokio::test]
async fn what_is_selected_is_put_together() {
    for (database, anna) in filled().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let durations = || V::query().select(V::DURATION);
        let timed = || V::query().filter(V::DURATION.is_not_null()).select(V::DURATION);
        let asked = [
            (durations().union(timed()), vec![Some(100), Some(200), None]),
            (durations().intersect(timed()), vec![Some(100), Some(200)]),
            (
                durations().intersect_all(timed()),
                vec![Some(100), Some(100), Some(200)],
            ),
            (durations().except(timed()), vec![None]),
            (durations().except_all(timed()), vec![None, None]),
            (
                durations().except_all(durations().limit(0)),
                vec![Some(100), Some(100), Some(200), None, None],
            ),
        ];
        for (query, expected) in asked {
            let found = query
                .clone()
                .order_by(V::DURATION.asc())
                .all(&everyone)
                .await
                .expect("rows");
            assert_eq!(found, expected, "{query:?}");
            let found = query
                .filter(V::DURATION.gt(100))
                .count(&everyone)
                .await
                .expect("counted");
            assert_eq!(
                found,
                expected.iter().filter(|duration| **duration == Some(200)).count() as u64
            );
        }
        let thrice = durations().union(timed()).except(timed()).filter(V::DURATION.is_null());
        assert_eq!(
            thrice.order_by(V::DURATION.asc()).all(&everyone).await.expect("rows"),
            [None]
        );
        let hers_alone = durations().union_all(timed()).order_by(V::DURATION.asc());
        assert_eq!(
            hers_alone.all(&hers).await.expect("rows"),
            [Some(100), Some(100), Some(200), Some(200), None, None]
        );

        // Columns are those of the first query, whatever the other selects.
        let words: Vec<(String, i64, ProcessingStatus)> = Tag::query()
            .inner_join(Tag::VIDEOS)
            .group_by((Tag::NAME, V::PROCESSING_STATUS))
            .select((Tag::NAME, count(V::ID), V::PROCESSING_STATUS))
            .union_all(V::query().filter(V::YOUTUBE_ID.eq("video000002")).select((
                V::TITLE,
                row_number().over(window()),
                V::PROCESSING_STATUS,
            )))
            .filter(all((count(V::ID).gt(0), length(Tag::NAME).gt(3))))
            .order_by((count(V::ID).desc(), Tag::NAME.asc()))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(
            words,
            [
                ("rust".to_owned(), 2, ProcessingStatus::InProgress),
                ("About video000002".to_owned(), 1, ProcessingStatus::Completed),
                ("rust".to_owned(), 1, ProcessingStatus::Completed),
            ]
        );
        let most: Vec<(Option<i32>, i64)> = durations()
            .union_all(timed())
            .group_by(V::DURATION)
            .having(count_rows().gt(3))
            .select((V::DURATION, count_rows()))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(most, [(Some(100), 4)]);
    }
}

#[tokio::test]
async fn a_set_stands_in_a_condition() {
    for (database, anna) in filled().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let tagged = || Link::query().select(Link::VIDEO_SUMMARY_ID);
        let untimed = || V::query().filter(V::DURATION.is_null()).select(V::ID);
        let query = V::query()
            .filter(V::ID.in_(tagged().union(untimed())))
            .order_by(V::YOUTUBE_ID.asc());
        let found = query.clone().all(&everyone).await.expect("rows");
        assert_eq!(numbers(&found), [1, 2, 3, 4, 5]);
        assert_eq!(numbers(&query.all(&hers).await.expect("rows")), [1, 2, 3, 4]);
        // Bert's link is not in hers: only what her own query gives may be taken away.
        let found = V::query().filter(V::ID.in_(V::query().select(V::ID).except(tagged())));
        assert_eq!(found.count(&everyone).await.expect("counted"), 2);
        let some = V::query().filter(exists(untimed().intersect(tagged())));
        assert_eq!(some.count(&everyone).await.expect("counted"), 0);
        let longest = timed_or(7).order_by(V::DURATION.desc()).limit(1);
        let found = V::query()
            .filter(V::DURATION.eq(scalar(longest)))
            .all(&hers)
            .await
            .expect("rows");
        assert_eq!(numbers(&found), [2]);
    }
}

fn timed_or(most: i32) -> tablesmith::query::Query<Option<i32>, tablesmith::query::SetOf<V, V>> {
    let durations = || V::query().filter(V::DURATION.is_not_null()).select(V::DURATION);
    durations().union(durations().filter(V::DURATION.lt(most)))
}

#[tokio::test]
async fn what_is_not_given_cannot_be_named() {
    for database in databases().await {
        let everyone = database.db.unscoped();
        let titles = || V::query().select(V::TITLE);
        let told = titles()
            .union(titles())
            .order_by(V::DURATION.asc())
            .all(&everyone)
            .await;
        let told = told.expect_err("a column that is not there").to_string();
        assert!(told.contains("`video_summary.duration` is not among what"), "{told}");
        let deleted = V::query().union(V::query()).delete(&everyone).await;
        assert!(matches!(deleted, Err(Error::Unsupported(_))), "{deleted:?}");
        let ungrouped = titles()
            .union(titles())
            .select((V::TITLE, count_rows()))
            .all(&everyone)
            .await;
        assert!(matches!(ungrouped, Err(Error::InvalidQuery(_))), "{ungrouped:?}");
    }
}

#[test]
fn each_database_is_sent_its_own() {
    let query = Tag::query()
        .select(Tag::NAME)
        .intersect_all(Tag::query().select(Tag::NAME).limit(3));
    let sent = |dialect: Dialect| query.sql(dialect).expect("a statement").to_string();
    assert_eq!(
        sent(Dialect::Postgres),
        r#"select "combined".c0 from (select "tag"."name" c0 from "tag" intersect all select * from (select "tag_1"."name" c0 from "tag" "tag_1" limit $1) side) "combined""#
    );
    assert_eq!(
        sent(Dialect::Sqlite),
        r#"select "combined".c0 from (select c0 from (select *, row_number() over (partition by c0) from (select "tag"."name" c0 from "tag") side intersect select *, row_number() over (partition by c0) from (select * from (select "tag_1"."name" c0 from "tag" "tag_1" limit ?1) side) side) counted) "combined""#
    );
}

#[tokio::test]
async fn parameters_keep_their_places() {
    for (database, _) in filled().await {
        let everyone = database.db.unscoped();
        let of = |number: i32| {
            V::query()
                .filter(V::DURATION.eq(number))
                .select((V::DURATION + number, V::TITLE))
        };
        let sum = of(100)
            .union(of(200))
            .filter(V::TITLE.like("%2%"))
            .order_by(V::TITLE.asc());
        assert_eq!(
            sum.clone().all(&everyone).await.expect("rows"),
            [(Some(400), "About video000002".to_owned())]
        );
        assert_eq!(sum.clone().count(&everyone).await.expect("counted"), 1);
        assert!(sum.exists(&everyone).await.expect("told"));
        // Of a query that is counted, or asked for existence, what is selected is not sent.
        assert_eq!(of(100).count(&everyone).await.expect("counted"), 2);
        assert!(of(100).exists(&everyone).await.expect("told"));
        let within = Tag::query().filter(exists(of(200)).and(exists(of(300)).not()));
        assert_eq!(within.count(&everyone).await.expect("counted"), 1);
    }
}

#[tokio::test]
async fn pages_are_of_the_query_s_own_rows() {
    for (database, _) in filled().await {
        let everyone = database.db.unscoped();
        let tags = || V::query().inner_join(V::TAGS).select(row::<Tag>());
        assert_eq!(tags().all(&everyone).await.expect("rows").len(), 3);
        let paged = tags().page_after(None, 2).fetch(&everyone).await;
        assert!(matches!(paged, Err(Error::InvalidQuery(_))), "{paged:?}");
        let with = tags().union(tags()).with(Tag::VIDEOS).all(&everyone).await;
        assert!(matches!(with, Err(Error::InvalidQuery(_))), "{with:?}");
    }
}

//! `with`, pages and streams.

use tablesmith::Error;
use tablesmith::prelude::*;

use crate::databases::{TestDatabase, databases};
use crate::models::{NewTag, NewVideoSummaryTag, Tag, User, VideoSummary as V, VideoSummaryTag as Link, summary, user};

/// Anna has five videos, of which those with an even number have tags; Bert has one with a tag.
async fn filled() -> Vec<(TestDatabase, User, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let mut tags = Vec::new();
        for name in ["rust", "sql", "toml"] {
            let new = NewTag { name: name.into() };
            tags.push(Tag::create(new).exec(db).await.expect("a tag"));
        }
        for number in 0..6_i32 {
            let owner = if number == 5 { &bert } else { &anna };
            let new = V::create(summary(&format!("video{number:06}")));
            let new = if number % 3 == 0 {
                new
            } else {
                new.duration(number * 10)
            };
            let video = new.exec(&db.scope(owner)).await.expect("a video");
            for tag in tags.iter().filter(|_| number % 2 == 0 || number == 5) {
                let link = NewVideoSummaryTag {
                    video_summary_id: video.id.clone(),
                    tag_id: tag.id,
                };
                Link::create(link).exec(&db.unscoped()).await.expect("a link");
            }
        }
        filled.push((database, anna, bert));
    }
    filled
}

/// A video's number, and its tags.
type Shown<'a> = (&'a str, Vec<&'a str>);

#[tokio::test]
async fn rows_come_with_what_they_lead_to() {
    for (database, anna, bert) in filled().await {
        let (hers, everyone) = (database.db.scope(&anna), database.db.unscoped());
        let before = database.db.statistics().statements;
        let videos: Vec<(V, (Vec<Tag>, User))> = V::query()
            .order_by(V::YOUTUBE_ID.asc())
            .with((V::TAGS, V::USER))
            .all(&hers)
            .await
            .expect("rows");
        assert_eq!(database.db.statistics().statements - before, 3, "one for each relation");
        let counts: Vec<usize> = videos.iter().map(|(_, (tags, _))| tags.len()).collect();
        assert_eq!(counts, [3, 0, 3, 0, 3]);
        assert!(videos.iter().all(|(_, (_, user))| *user == anna));

        // Backwards, nested, with conditions, an order and a limit for each.
        let users = User::query()
            .order_by(User::NAME.asc())
            .with(
                User::VIDEOS
                    .order_by(V::YOUTUBE_ID.desc())
                    .limit(2)
                    .with(V::TAGS.filter(Tag::NAME.ne("sql")).order_by(Tag::NAME.desc())),
            )
            .all(&everyone)
            .await
            .expect("rows");
        let shown: Vec<(&str, Vec<Shown<'_>>)> = users
            .iter()
            .map(|(user, videos)| {
                let videos = videos.iter().map(|(video, tags)| {
                    let tags = tags.iter().map(|tag| tag.name.as_str()).collect();
                    (&video.youtube_id[5..], tags)
                });
                (user.name.as_str(), videos.collect())
            })
            .collect();
        let tags = || vec!["toml", "rust"];
        assert_eq!(
            shown,
            [
                ("anna", vec![("000004", tags()), ("000003", vec![])]),
                ("bert", vec![("000005", tags())])
            ]
        );
        // A scope holds for what is loaded too.
        let by_tag = Tag::query().with(Tag::VIDEOS).first(&hers).await.expect("no error");
        let (_, videos) = by_tag.expect("a tag");
        assert_eq!(videos.len(), 3);
        assert!(videos.iter().all(|video| video.user_id != bert.id));
        let none = V::query().filter(V::TITLE.eq("none")).with(V::TAGS).all(&hers).await;
        assert!(none.expect("no rows").is_empty());
    }
}

#[tokio::test]
async fn pages_have_each_row_once() {
    for (database, anna, _) in filled().await {
        let hers = database.db.scope(&anna);
        let orders = [
            vec![V::DURATION.asc()],
            vec![V::DURATION.desc()],
            vec![V::DURATION.asc().nulls_first(), V::TITLE.desc()],
            vec![V::DURATION.desc().nulls_last(), V::TITLE.desc()],
            vec![],
        ];
        for order in orders {
            let query = V::query().order_by(order);
            let mut all = Vec::new();
            let mut cursor: Option<String> = None;
            let mut pages = Vec::new();
            loop {
                let page = query
                    .clone()
                    .page_after(cursor.as_deref(), 2)
                    .fetch(&hers)
                    .await
                    .expect("a page");
                all.extend(page.items.iter().map(|video| video.id.clone()));
                cursor.clone_from(&page.next);
                pages.push(page);
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 2, 1]);
            assert_eq!(pages[0].previous, None);
            let mut once = all.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), 5, "each once");
            for at in [2, 1] {
                let back = query
                    .clone()
                    .page_after(pages[at].previous.as_deref(), 2)
                    .fetch(&hers)
                    .await;
                let back = back.expect("a page");
                assert_eq!(back.items, pages[at - 1].items);
                assert_eq!(back.previous.is_some(), at == 2);
            }
            let mut streamed = Vec::new();
            let mut rows = query.clone().stream(&hers);
            while let Some(video) = rows.next().await.expect("a row") {
                streamed.push(video.id);
            }
            assert_eq!(streamed, all);
        }
        let page = V::query().with(V::TAGS).page(2, 2, &hers).await.expect("a page");
        assert_eq!((page.items.len(), page.pages, page.total), (2, 3, 5));
        let first = V::query().page_after(None, 2).fetch(&hers).await.expect("a page");
        let other = V::query().order_by(V::TITLE.asc());
        let wrong = other.page_after(first.next.as_deref(), 2).fetch(&hers).await;
        assert!(matches!(wrong, Err(Error::InvalidCursor(_))), "{wrong:?}");
    }
}

#[derive(Debug, Dao)]
#[dao(table = "bare")]
struct Bare {
    number: i64,
}

/// Rows that are the same cannot be told apart, so that no page could go on after one.
#[tokio::test]
async fn pages_after_a_row_need_a_primary_key() {
    for database in databases().await {
        let db = &database.db;
        db.batch("create table bare (number bigint not null); insert into bare values (1), (1), (2)")
            .await
            .expect("made");
        let refused = Bare::query()
            .order_by(Bare::NUMBER.asc())
            .page_after(None, 2)
            .fetch(db)
            .await;
        let Err(Error::InvalidQuery(reason)) = &refused else {
            panic!("{refused:?}")
        };
        assert!(reason.contains("rows of `bare`, which has no primary key"), "{reason}");
        let joined = Tag::query()
            .inner_join(Bare::on(Bare::NUMBER.eq(Tag::ID)))
            .page_after(None, 2)
            .fetch(db)
            .await;
        assert!(matches!(joined, Err(Error::InvalidQuery(_))), "{joined:?}");
        let numbered = Bare::query()
            .order_by(Bare::NUMBER.asc())
            .page(2, 2, db)
            .await
            .expect("a page");
        assert_eq!((numbered.items[0].number, numbered.total), (2, 3));
    }
}

#[tokio::test]
async fn pages_of_joined_and_grouped_rows_have_each_once() {
    for (database, anna, _) in filled().await {
        let hers = database.db.scope(&anna);
        // Three videos with three tags each: the same video stands on several pages.
        let joined = V::query()
            .left_join(V::TAGS)
            .filter(Tag::ID.is_missing().not())
            .order_by(V::YOUTUBE_ID.asc());
        let grouped = V::query()
            .left_join(V::TAGS)
            .group_by(V::ID)
            .order_by((count(Tag::ID).desc(), V::YOUTUBE_ID.asc()));
        for (query, expected) in [(joined, "000222444"), (grouped, "02413")] {
            let (mut found, mut cursor) = (Vec::new(), None);
            loop {
                let page = query.clone().page_after(cursor.as_deref(), 2).fetch(&hers).await;
                let page = page.expect("a page");
                found.extend(page.items);
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let numbers: String = found.iter().map(|video| &video.youtube_id[10..]).collect();
            assert_eq!(numbers, expected);
            let mut streamed = Vec::new();
            let mut rows = query.stream(&hers);
            while let Some(video) = rows.next().await.expect("a row") {
                streamed.push(video);
            }
            assert_eq!(streamed, found);
        }
        let distinct = V::query()
            .inner_join(V::TAGS)
            .distinct()
            .order_by(Tag::NAME.asc())
            .page_after(None, 2)
            .fetch(&hers)
            .await;
        assert!(matches!(distinct, Err(Error::InvalidQuery(_))), "{distinct:?}");
    }
}

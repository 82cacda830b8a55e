//! Relations in conditions, queries within queries, windows, cases, functions, the first of each.

use tablesmith::Error;
use tablesmith::prelude::*;
use tablesmith::query::{
    abs, concat, day, divide, json_text, length, month, replace, substring, to_float, to_text, trim, year,
};

use crate::databases::{TestDatabase, databases};
use crate::models::{
    Everything as E, NewTag, NewVideoSummaryTag, Tag, User, VideoSummary as V, VideoSummaryTag as Link, summary, user,
};
use crate::values::ordinary;

/// Anna's videos take 10, 20, 20 and no seconds, with no, one, two and three tags; Bert's takes 40 and has one tag.
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
        let videos = [
            (&anna, Some(10), 0),
            (&anna, Some(20), 1),
            (&anna, Some(20), 2),
            (&anna, None, 3),
            (&bert, Some(40), 1),
        ];
        for (number, (owner, duration, count)) in videos.into_iter().enumerate() {
            let mut new = V::create(summary(&format!("video{number:06}")));
            if let Some(duration) = duration {
                new = new.duration(duration);
            }
            let video = new.exec(&db.scope(owner)).await.expect("a video");
            for tag in tags.iter().take(count) {
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

fn last(ids: &[String]) -> String {
    ids.iter().map(|id| &id[10..]).collect()
}

#[tokio::test]
async fn rows_are_found_by_what_they_lead_to() {
    for (database, anna, _) in filled().await {
        let (mine, everyone) = (database.db.scope(&anna), database.db.unscoped());
        let cases = [
            (V::TAGS.any(Tag::NAME.eq("sql")), "23"),
            (V::TAGS.none(Tag::NAME.eq("sql")), "01"),
        ];
        for (filter, expected) in cases {
            let query = V::query().filter(filter).order_by(V::YOUTUBE_ID.asc());
            let found = query.select(V::YOUTUBE_ID).all(&mine).await.expect("rows");
            assert_eq!(last(&found), expected);
        }
        let ordered = V::query()
            .filter(V::TAGS.exists())
            .order_by((V::TAGS.count().desc(), V::YOUTUBE_ID.asc()))
            .select((V::YOUTUBE_ID, V::TAGS.count(), V::TAGS.count_of(Tag::NAME.gt("rust"))));
        let found: Vec<(String, i64, i64)> = ordered.all(&mine).await.expect("rows");
        let found: Vec<_> = found.iter().map(|(id, all, some)| (&id[10..], *all, *some)).collect();
        assert_eq!(found, [("3", 3, 2), ("2", 2, 1), ("1", 1, 0)]);
        // Backwards, nested, and within the scope.
        let users = User::query()
            .filter(User::VIDEOS.any(V::TAGS.any(Tag::NAME.eq("rust"))))
            .order_by(User::VIDEOS.count().desc())
            .select((User::NAME, User::VIDEOS.count()));
        let all: Vec<(String, i64)> = users.clone().all(&everyone).await.expect("rows");
        assert_eq!(all, [("anna".to_owned(), 4), ("bert".to_owned(), 1)]);
        let hers: Vec<(String, i64)> = users.all(&mine).await.expect("rows");
        assert_eq!(hers, [("anna".to_owned(), 4)]);
        let counted = V::query().filter(V::TAGS.count().ge(2)).count(&mine).await;
        assert_eq!(counted.expect("counted"), 2);
        let of_users = V::query()
            .filter(V::USER.any(User::NAME.eq("bert")))
            .count(&everyone)
            .await;
        assert_eq!(of_users.expect("counted"), 1);
    }
}

#[tokio::test]
async fn queries_stand_within_queries() {
    for (database, anna, _) in filled().await {
        let (mine, everyone) = (database.db.scope(&anna), database.db.unscoped());
        let longest = || scalar(V::query().select(max(V::DURATION)));
        let rows: Vec<(String, Option<i32>)> = User::query()
            .order_by(User::NAME.asc())
            .select((User::NAME, longest()))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(rows, [("anna".to_owned(), Some(40)), ("bert".to_owned(), Some(40))]);
        let own = || V::query().inside::<User>().filter(V::USER_ID.eq(User::ID));
        let rows: Vec<(String, Option<i32>)> = User::query()
            .filter(exists(own()))
            .order_by(User::NAME.asc())
            .select((User::NAME, scalar(own().select(max(V::DURATION)))))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(rows, [("anna".to_owned(), Some(20)), ("bert".to_owned(), Some(40))]);
        let shortest = V::query().filter(V::DURATION.eq(V::query().select(min(V::DURATION))));
        assert_eq!(shortest.count(&mine).await.expect("counted"), 1);
        let outside = V::query()
            .inside::<User>()
            .filter(V::USER_ID.eq(User::ID))
            .count(&mine)
            .await;
        assert!(matches!(outside, Err(Error::InvalidQuery(_))), "{outside:?}");
    }
}

#[tokio::test]
async fn windows_number_rows() {
    type Row = (String, i64, i64, i64, i64, Option<i64>, Option<f64>);
    for (database, ..) in filled().await {
        let everyone = database.db.unscoped();
        let longest = || {
            window()
                .partition_by(V::USER_ID)
                .order_by(V::DURATION.desc().nulls_last())
        };
        let rows: Vec<Row> = V::query()
            .order_by(V::YOUTUBE_ID.asc())
            .select((
                V::YOUTUBE_ID,
                row_number().over(longest().order_by(V::YOUTUBE_ID.asc())),
                rank().over(longest()),
                dense_rank().over(longest()),
                count_rows().over(window().partition_by(V::USER_ID)),
                sum(V::DURATION).over(window().partition_by(V::USER_ID)),
                avg(V::DURATION).over(window()),
            ))
            .all(&everyone)
            .await
            .expect("rows");
        let rows: Vec<_> = rows
            .iter()
            .map(|(id, number, rank, dense, count, sum, average)| {
                (&id[10..], [*number, *rank, *dense, *count], *sum, *average)
            })
            .collect();
        let row = |id, numbers, sum| (id, numbers, Some(sum), Some(22.5));
        let expected = [
            row("0", [3, 3, 2, 4], 50),
            row("1", [1, 1, 1, 4], 50),
            row("2", [2, 1, 1, 4], 50),
            row("3", [4, 4, 3, 4], 50),
            row("4", [1, 1, 1, 1], 40),
        ];
        assert_eq!(rows, expected);
        let grouped: Vec<(String, i64)> = V::query()
            .inner_join(V::USER)
            .group_by(User::NAME)
            .order_by(User::NAME.asc())
            .select((User::NAME, row_number().over(window().order_by(count(V::ID).desc()))))
            .all(&everyone)
            .await
            .expect("rows");
        assert_eq!(grouped, [("anna".to_owned(), 1), ("bert".to_owned(), 2)]);
        let without = V::query().select(row_number()).all(&everyone).await.map(drop);
        assert!(matches!(without, Err(Error::InvalidQuery(_))), "{without:?}");
        let filtered = V::query()
            .filter(row_number().over(window()).lt(3))
            .count(&everyone)
            .await;
        assert!(matches!(filtered, Err(Error::InvalidQuery(_))), "{filtered:?}");
    }
}

#[tokio::test]
async fn the_first_of_each() {
    for (database, anna, _) in filled().await {
        let (mine, everyone) = (database.db.scope(&anna), database.db.unscoped());
        let longest = V::query()
            .distinct_on(V::USER_ID)
            .order_by((V::DURATION.desc().nulls_last(), V::YOUTUBE_ID.desc()));
        let found = longest.clone().all(&everyone).await.expect("rows");
        let ids: Vec<String> = found.iter().map(|video| video.youtube_id.clone()).collect();
        assert_eq!(last(&ids), "42", "in the order of the query");
        let last_one = longest.clone().offset(1).limit(5).select(V::YOUTUBE_ID);
        assert_eq!(last(&last_one.all(&everyone).await.expect("rows")), "2");
        assert_eq!(longest.clone().count(&everyone).await.expect("counted"), 2);
        assert_eq!(longest.clone().all(&mine).await.expect("rows").len(), 1);
        assert!(!longest.clone().offset(1).exists(&mine).await.expect("no error"));
        let tagged: Vec<(String, Option<Tag>)> = V::query()
            .left_join(V::TAGS)
            .distinct_on(V::ID)
            .order_by((V::YOUTUBE_ID.asc(), Tag::NAME.desc()))
            .select((V::YOUTUBE_ID, row::<Tag>()))
            .all(&mine)
            .await
            .expect("rows");
        let names: Vec<Option<&str>> = tagged
            .iter()
            .map(|(_, tag)| tag.as_ref().map(|tag| tag.name.as_str()))
            .collect();
        // NULL comes first where an order descends, and a row without tags has that alone.
        assert_eq!(names, [None, Some("rust"), Some("sql"), Some("toml")]);
        let paged = longest.clone().page_after(None, 1).fetch(&everyone).await.map(drop);
        assert!(matches!(paged, Err(Error::InvalidQuery(_))), "{paged:?}");
        let deleted = longest.delete(&everyone).await;
        assert!(matches!(deleted, Err(Error::Unsupported(_))), "{deleted:?}");
    }
}

#[tokio::test]
async fn values_are_computed_alike() {
    type Maybe = Option<i32>;
    type Numbers = (Maybe, Maybe, Maybe, Maybe, Option<String>, Option<f64>);
    for (database, anna, _) in filled().await {
        let mine = database.db.scope(&anna);
        let kinds: Vec<(String, Option<i32>)> = V::query()
            .order_by(V::YOUTUBE_ID.asc())
            .select((
                case(V::DURATION.gt(15), "long".to_owned())
                    .when(V::DURATION.is_null(), "unknown".to_owned())
                    .otherwise("short".to_owned()),
                case(V::DURATION.lt(15), 1).or_null(),
            ))
            .all(&mine)
            .await
            .expect("rows");
        let kinds: Vec<(&str, Option<i32>)> = kinds.iter().map(|(kind, number)| (kind.as_str(), *number)).collect();
        assert_eq!(
            kinds,
            [("short", Some(1)), ("long", None), ("long", None), ("unknown", None)]
        );
        let one = V::query().filter(V::YOUTUBE_ID.eq("video000001"));
        let numbers: Numbers = one
            .clone()
            .select((
                V::DURATION + 2,
                abs(V::DURATION * -3),
                divide(V::DURATION, 3),
                divide(V::DURATION, 0),
                to_text(V::DURATION - 7),
                to_float(V::DURATION),
            ))
            .one(&mine)
            .await
            .expect("a row");
        let expected = (Some(22), Some(60), Some(6), None, Some("13".to_owned()), Some(20.0));
        assert_eq!(numbers, expected);
        let texts: (i32, String, String, String, String) = one
            .select((
                length(V::TITLE),
                substring(V::TITLE, 7, 5),
                replace(V::TITLE, "video", "film"),
                trim(concat(V::TITLE, "  ")),
                concat(V::TITLE, V::YOUTUBE_ID),
            ))
            .one(&mine)
            .await
            .expect("a row");
        let title = "About video000001";
        let expected = [&title[6..11], "About film000001", title, "About video000001video000001"].map(str::to_owned);
        assert_eq!((texts.0, [texts.1, texts.2, texts.3, texts.4]), (17, expected));
        let created = anna.created_at.to_string();
        let number = |part: &str| part.parse::<i32>().expect("a number");
        let parts: (i32, i32, i32) = User::query()
            .filter(User::ID.eq(&anna.id))
            .select((year(User::CREATED_AT), month(User::CREATED_AT), day(User::CREATED_AT)))
            .one(&database.db)
            .await
            .expect("a row");
        assert_eq!(
            parts,
            (number(&created[..4]), number(&created[5..7]), number(&created[8..10]))
        );
    }
}

#[tokio::test]
async fn parts_of_json_and_of_days_are_values() {
    type Parts = (
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    for database in databases().await {
        let db = &database.db;
        let json =
            serde_json::json!({"text": "ä\"", "truth": true, "number": 12, "null": null, "$.text": "path", "a": false});
        let row = ordinary().json(json.clone()).jsonb(json).exec(db).await.expect("a row");
        let one = E::query().filter(E::ID.eq(row.id));
        let parts: Parts = one
            .clone()
            .select((
                json_text(E::JSON, "text"),
                json_text(E::JSONB, "truth"),
                json_text(E::JSON, "number"),
                json_text(E::JSON, "null"),
                json_text(E::JSONB, "$.text"),
            ))
            .one(db)
            .await
            .expect("a row");
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(parts, (text("ä\""), text("true"), text("12"), None, text("path")));
        let found = one.clone().filter(
            json_text(E::JSON, "a")
                .eq("false")
                .and(json_text(E::JSON, "none").is_null()),
        );
        assert_eq!(found.count(db).await.expect("counted"), 1);
        let days: (i32, i32, i32, i32) = one
            .clone()
            .select((year(E::DAY), month(E::DAY), day(E::DAY), year(E::LOCAL)))
            .one(db)
            .await
            .expect("a row");
        assert_eq!(days, (2024, 2, 29, 1969));
        let quoted = one.select(json_text(E::JSON, "a\"b")).one(db).await;
        assert!(matches!(quoted, Err(Error::InvalidQuery(_))), "{quoted:?}");
    }
}

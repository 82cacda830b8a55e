//! `query()`.

use tablesmith::Error;
use tablesmith::prelude::*;
use tablesmith::query::Filter;

use crate::databases::{TestDatabase, databases};
use crate::models::{ProcessingStatus, Tag, User, VideoSummary, summary, user};

/// Four videos of Anna's, one of Bert's.
async fn filled() -> Vec<(TestDatabase, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let (anna, bert) = (user(&database.db, "anna").await, user(&database.db, "bert").await);
        let new = |title: &str, number: u8| VideoSummary::create(summary(&format!("video{number:06}"))).title(title);
        let videos = [
            new("Rust in 100 %", 1).duration(60),
            new("rust_lang", 2)
                .duration(120)
                .processing_status(ProcessingStatus::Completed),
            new("C++", 3),
            new("[Rust]*", 4)
                .duration(30)
                .processing_status(ProcessingStatus::InProgress),
        ];
        VideoSummary::insert_many(&database.db.scope(&anna), videos)
            .await
            .expect("hers");
        let his = new("Rust, his", 5).duration(60);
        his.exec(&database.db.scope(&bert)).await.expect("his");
        filled.push((database, anna));
    }
    filled
}

type Filters = Vec<(Filter<VideoSummary>, &'static [&'static str])>;

#[tokio::test]
async fn filters_give_the_same_rows_on_each_database() {
    use VideoSummary as V;
    for (database, anna) in filled().await {
        let mine = database.db.scope(&anna);
        let cases: Filters = vec![
            (V::TITLE.eq("C++"), &["C++"]),
            (
                V::TITLE.ne("C++").and(V::DURATION.lt(100)),
                &["Rust in 100 %", "[Rust]*"],
            ),
            (V::DURATION.eq(None), &["C++"]),
            (V::DURATION.ne(None).and(V::DURATION.ge(120)), &["rust_lang"]),
            (V::DURATION.is_null().or(V::DURATION.le(30)), &["C++", "[Rust]*"]),
            (V::DURATION.is_not_null().and(V::DURATION.gt(60)), &["rust_lang"]),
            (V::DURATION.between(30, 60), &["Rust in 100 %", "[Rust]*"]),
            (V::DURATION.gt(60).not(), &["Rust in 100 %", "[Rust]*"]),
            (!V::TITLE.starts_with("Rust"), &["C++", "[Rust]*", "rust_lang"]),
            (V::DURATION.in_list([30, 120, 7]), &["[Rust]*", "rust_lang"]),
            (
                V::TITLE.in_list(["Rust in 100 %", "C++", "a\"b"]),
                &["C++", "Rust in 100 %"],
            ),
            (V::TITLE.in_list(Vec::<String>::new()), &[]),
            (V::TITLE.like("%Rust%"), &["Rust in 100 %", "[Rust]*"]),
            (V::TITLE.ilike("%RUST%"), &["Rust in 100 %", "[Rust]*", "rust_lang"]),
            (V::TITLE.like("rust__ang"), &["rust_lang"]),
            (V::TITLE.like(r"rust\_%"), &["rust_lang"]),
            (V::TITLE.ilike(r"RUST\_%"), &["rust_lang"]),
            (V::TITLE.like("C++\\").or(V::TITLE.ilike("C++\\")), &[]),
            (V::TITLE.starts_with("[Rust]*"), &["[Rust]*"]),
            (V::TITLE.contains("100 %"), &["Rust in 100 %"]),
            (V::TITLE.contains("_"), &["rust_lang"]),
            (V::PROCESSING_STATUS.eq(ProcessingStatus::InProgress), &["[Rust]*"]),
            (
                V::PROCESSING_STATUS.in_list([ProcessingStatus::InProgress, ProcessingStatus::Completed]),
                &["[Rust]*", "rust_lang"],
            ),
            (V::TITLE.eq("'; drop table video_summary; --"), &[]),
            (Filter::always(), &["C++", "Rust in 100 %", "[Rust]*", "rust_lang"]),
        ];
        for (filter, expected) in cases {
            let shown = format!("{:?} on {}", filter, database.db.dialect());
            let query = V::query().filter(filter);
            let rows = query
                .clone()
                .all(&mine)
                .await
                .unwrap_or_else(|error| panic!("{shown}: {error}"));
            let mut titles: Vec<&str> = rows.iter().map(|video| video.title.as_str()).collect();
            titles.sort_unstable();
            assert_eq!(titles, expected, "{shown}");
            let count = query.clone().count(&mine).await.expect("counted");
            assert_eq!(count, expected.len() as u64, "{shown}");
            let exists = query.exists(&mine).await.expect("no error");
            assert_eq!(exists, !expected.is_empty(), "{shown}");
        }
    }
}

#[tokio::test]
async fn rows_come_in_order() {
    use VideoSummary as V;
    for (database, anna) in filled().await {
        let mine = database.db.scope(&anna);
        let durations = async |query: tablesmith::query::Query<V>| {
            let rows = query.all(&mine).await.expect("listed");
            rows.into_iter().map(|video| video.duration).collect::<Vec<_>>()
        };
        let (none, short, middle, long) = (None, Some(30), Some(60), Some(120));
        assert_eq!(
            durations(V::query().order_by(V::DURATION.asc())).await,
            [short, middle, long, none]
        );
        assert_eq!(
            durations(V::query().order_by(V::DURATION.desc())).await,
            [none, long, middle, short]
        );
        let first = V::query().order_by(V::DURATION.asc().nulls_first());
        assert_eq!(durations(first).await, [none, short, middle, long]);
        let last = V::query().order_by(V::DURATION.desc().nulls_last());
        assert_eq!(durations(last).await, [long, middle, short, none]);
        let page = V::query()
            .order_by((V::USER_ID.asc(), V::YOUTUBE_ID.desc()))
            .limit(2)
            .offset(1);
        assert_eq!(durations(page.clone()).await, [none, long]);
        assert_eq!(page.clone().count(&mine).await.expect("counted"), 2);
        assert_eq!(
            durations(V::query().order_by(V::YOUTUBE_ID.asc()).offset(3)).await,
            [short]
        );
    }
}

#[tokio::test]
async fn one_first_and_delete() {
    use VideoSummary as V;
    for (database, anna) in filled().await {
        let mine = database.db.scope(&anna);
        let everyone = database.db.unscoped();
        let one = V::query().filter(V::TITLE.eq("C++")).one(&mine).await.expect("one");
        assert_eq!(one.title, "C++");
        let several = V::query().one(&mine).await;
        assert!(matches!(several, Err(Error::TooManyRows { .. })), "{several:?}");
        let none = V::query().filter(V::TITLE.eq("his")).one(&mine).await;
        assert!(matches!(none, Err(Error::NotFound { .. })), "{none:?}");
        let first = V::query()
            .order_by(V::DURATION.desc().nulls_last())
            .first(&mine)
            .await
            .expect("no error");
        assert_eq!(first.expect("a row").duration, Some(120));

        let limited = V::query().limit(1).delete(&mine).await;
        assert!(matches!(limited, Err(Error::Unsupported(_))), "{limited:?}");
        let rust = V::query().filter(V::TITLE.ilike("%rust%"));
        assert_eq!(rust.delete(&mine).await.expect("deleted"), 3);
        assert_eq!(V::query().count(&everyone).await.expect("counted"), 2, "his stays");
        assert_eq!(
            Tag::query()
                .filter(Tag::ID.gt(3))
                .delete(&database.db)
                .await
                .expect("none"),
            0
        );
    }
}

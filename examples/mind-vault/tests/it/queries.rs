//! The examples of `docs/queries.md`: each stands here line by line, with what it must answer.
#![expect(
    clippy::type_complexity,
    clippy::items_after_statements,
    reason = "the examples say their types, and define a struct where it is used"
)]

use std::time::Duration;

use generated::{Category, Keyframe, NewUser, ProcessingStatus, Tag, User, VideoSummary};
use tablesmith::query::{AllowList, RequestFilter, concat, divide, length, level, year};
use tablesmith::{Date, Dialect, prelude::*, retry};

use crate::vault::on_each;

#[tokio::test]
async fn a_query() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let long = VideoSummary::query()
            .filter(VideoSummary::TITLE.ilike("%rust%").and(VideoSummary::DURATION.gt(60)))
            .order_by((VideoSummary::DURATION.desc(), VideoSummary::TITLE.asc()))
            .limit(20)
            .all(&mine)
            .await?;
        assert_eq!(titles(&long), ["Rust in an hour"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn conditions() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let short = VideoSummary::query()
            .filter(any((
                VideoSummary::DURATION.is_null(),
                VideoSummary::DURATION.between(1, 1000),
            )))
            .filter(VideoSummary::PROCESSING_STATUS.in_([ProcessingStatus::Pending, ProcessingStatus::Processing]))
            .filter(VideoSummary::TITLE.starts_with("Rust").not())
            .order_by(VideoSummary::TITLE.asc())
            .all(&mine)
            .await?;
        assert_eq!(titles(&short), ["A tour of TOML", "Joins, drawn"]);

        for (wanted, found) in [(Some("hour"), 1), (None, 3)] {
            let matching = VideoSummary::query()
                .filter_opt(wanted, |text| VideoSummary::TITLE.contains(text))
                .all(&mine)
                .await?;
            assert_eq!(matching.len(), found);
        }

        let tagged = VideoSummary::query()
            .filter(VideoSummary::TAGS.any(Tag::NAME.eq("rust")))
            .order_by((VideoSummary::TAGS.count().desc(), VideoSummary::ID.asc()))
            .all(&mine)
            .await?;
        assert_eq!(titles(&tagged), ["Rust in an hour"]);

        let pictured = VideoSummary::query()
            .filter(VideoSummary::ID.in_(Keyframe::query().select(Keyframe::VIDEO_SUMMARY_ID)))
            .filter(VideoSummary::KEYFRAMES.count_of(Keyframe::POSITION.gt(0)).ge(3))
            .all(&mine)
            .await?;
        assert_eq!(titles(&pictured), ["Rust in an hour"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn requests() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let allowed = AllowList::new()
            .filter(VideoSummary::TITLE)
            .filter(VideoSummary::DURATION)
            .filter_as("status", VideoSummary::PROCESSING_STATUS)
            .sort(VideoSummary::DURATION);
        let asked = RequestFilter::from_query("title[contains]=o&status=pending&status=completed")?;
        let found = VideoSummary::query()
            .filter(allowed.condition(&asked)?)
            .order_by(allowed.order("-duration")?)
            .limit(20)
            .all(&mine)
            .await?;
        assert_eq!(titles(&found), ["A tour of TOML", "Rust in an hour", "Joins, drawn"]);

        let body = r#"{"title": {"starts_with": "Rust"}, "or": [{"duration": {"ge": 600}}, {"duration": null}]}"#;
        let asked: RequestFilter = serde_json::from_str(body)?;
        let long = VideoSummary::query()
            .filter(allowed.condition(&asked)?)
            .all(&mine)
            .await?;
        assert_eq!(titles(&long), ["Rust in an hour"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn groups() {
    on_each(async |vault| {
        let (mine, ada) = (vault.db.scope(vault.ada), vault.ada);
        let counts: Vec<(String, String, ProcessingStatus, i64)> = VideoSummary::query()
            .left_join(VideoSummary::TAGS)
            .filter(VideoSummary::USER_ID.eq(&ada.id))
            .group_by(VideoSummary::ID)
            .order_by(VideoSummary::TITLE.asc())
            .select((
                VideoSummary::ID,
                VideoSummary::TITLE,
                VideoSummary::PROCESSING_STATUS,
                count(Tag::ID),
            ))
            .all(&mine)
            .await?;
        let counts: Vec<(&str, i64)> = counts
            .iter()
            .map(|(_, title, _, tags)| (title.as_str(), *tags))
            .collect();
        assert_eq!(
            counts,
            [("A tour of TOML", 0), ("Joins, drawn", 1), ("Rust in an hour", 2)]
        );

        let busy: Vec<(String, i64, Option<i64>, Option<f64>)> = Tag::query()
            .inner_join(Tag::VIDEO_SUMMARIES)
            .group_by(Tag::ID)
            .having(count_rows().gt(1))
            .select((
                Tag::NAME,
                count_rows(),
                sum(VideoSummary::DURATION),
                avg(VideoSummary::DURATION),
            ))
            .all(&mine)
            .await?;
        assert_eq!(busy, [("learning".to_owned(), 2, Some(4240), Some(2120.0))]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn joins() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let links: Vec<(Option<String>, String)> = VideoSummary::query()
            .right_join(VideoSummary::TAGS)
            .order_by((Tag::NAME.asc(), VideoSummary::TITLE.asc()))
            .select((VideoSummary::TITLE, Tag::NAME))
            .all(&mine)
            .await?;
        let links: Vec<(Option<&str>, &str)> = links.iter().map(|(video, tag)| (video.as_deref(), &**tag)).collect();
        let (joins, rust) = (Some("Joins, drawn"), Some("Rust in an hour"));
        assert_eq!(
            links,
            [
                (joins, "learning"),
                (rust, "learning"),
                (rust, "rust"),
                (None, "unused")
            ]
        );

        let both: Vec<(Option<String>, Option<String>)> = VideoSummary::query()
            .full_join(VideoSummary::TAGS)
            .order_by((Tag::NAME.asc(), VideoSummary::TITLE.asc()))
            .select((VideoSummary::TITLE, Tag::NAME))
            .all(&mine)
            .await?;
        assert_eq!(both.len(), 5);
        assert_eq!(both[4], (Some("A tour of TOML".to_owned()), None));

        let shelves: Vec<(String, Option<String>)> = Category::query()
            .left_join(Category::PARENT.alias::<1>())
            .order_by(Category::NAME.asc())
            .select((Category::NAME, Category::NAME.of::<1>()))
            .all(&mine)
            .await?;
        assert_eq!(shelves[2], ("Languages".to_owned(), Some("Computers".to_owned())));

        let namesakes: Vec<(String, Option<Category>)> = Tag::query()
            .left_join(Category::on(lower(Category::NAME).eq(Tag::NAME)))
            .order_by(Tag::NAME.asc())
            .select((Tag::NAME, row::<Category>()))
            .all(&mine)
            .await?;
        assert!(namesakes[0].1.is_none() && namesakes[1].1.is_some());

        let longest: Vec<(String, Option<i32>)> = VideoSummary::query()
            .distinct_on(VideoSummary::USER_ID)
            .order_by(VideoSummary::DURATION.desc().nulls_last())
            .select((VideoSummary::TITLE, VideoSummary::DURATION))
            .all(&mine)
            .await?;
        assert_eq!(longest, [("Rust in an hour".to_owned(), Some(3600))]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn set_operations() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let names: Vec<String> = Tag::query()
            .select(Tag::NAME)
            .union(Category::query().select(lower(Category::NAME)))
            .filter(Tag::NAME.ne("unused"))
            .order_by(Tag::NAME.asc())
            .limit(3)
            .all(&mine)
            .await?;
        assert_eq!(names, ["computers", "cooking", "languages"]);

        let tagged = VideoSummary::query().filter(VideoSummary::TAGS.exists());
        let long = VideoSummary::query().filter(VideoSummary::DURATION.gt(1000));
        let short: Vec<(VideoSummary, Vec<Tag>)> = tagged.except(long).with(VideoSummary::TAGS).all(&mine).await?;
        assert_eq!((short.len(), short[0].0.title.as_str()), (1, "Joins, drawn"));

        let known = Tag::query()
            .select(Tag::NAME)
            .intersect(Category::query().select(lower(Category::NAME)));
        let shelved = Tag::query().filter(Tag::NAME.in_(known)).all(&mine).await?;
        assert_eq!(shelved.len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn queries_before_queries() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        #[derive(Dao, Row)]
        #[dao(table = "pictured")]
        struct Pictured {
            video_id: String,
            frames: i64,
        }

        let pictured = Pictured::cte(
            Keyframe::query()
                .group_by(Keyframe::VIDEO_SUMMARY_ID)
                .select((Keyframe::VIDEO_SUMMARY_ID, count_rows())),
        );
        let frames: Vec<(String, Option<i64>)> = VideoSummary::query()
            .with_cte(pictured)
            .left_join(Pictured::on(Pictured::VIDEO_ID.eq(VideoSummary::ID)))
            .order_by((Pictured::FRAMES.desc().nulls_last(), VideoSummary::TITLE.asc()))
            .select((VideoSummary::TITLE, Pictured::FRAMES))
            .all(&mine)
            .await?;
        assert_eq!(frames[0], ("Rust in an hour".to_owned(), Some(4)));
        assert_eq!(frames[2], ("Joins, drawn".to_owned(), None));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn walks() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        #[derive(Dao, Row)]
        #[dao(table = "shelf")]
        struct Shelf {
            id: String,
            path: String,
        }

        let shelves = Shelf::recursive(
            Category::query()
                .filter(Category::PARENT_ID.is_null())
                .select((Category::ID, Category::NAME)),
            Category::query()
                .inner_join(Shelf::on(Category::PARENT_ID.eq(Shelf::ID)))
                .select((Category::ID, concat(concat(Shelf::PATH, " / "), Category::NAME))),
            16,
        );
        let paths: Vec<(String, i32)> = Shelf::query()
            .with_cte(shelves)
            .order_by(Shelf::PATH.asc())
            .select((Shelf::PATH, level::<Shelf>()))
            .all(&mine)
            .await?;
        let paths: Vec<(&str, i32)> = paths.iter().map(|(path, level)| (path.as_str(), *level)).collect();
        assert_eq!(
            paths,
            [
                ("Computers", 0),
                ("Computers / Languages", 1),
                ("Computers / Languages / Rust", 2),
                ("Cooking", 0)
            ]
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn computed_values() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let described: Vec<(String, i32, Option<i32>, i32)> = VideoSummary::query()
            .order_by(VideoSummary::TITLE.asc())
            .select((
                case(VideoSummary::DURATION.gt(1000), "long".to_owned()).otherwise("short".to_owned()),
                length(VideoSummary::TITLE),
                divide(VideoSummary::DURATION, 60),
                year(VideoSummary::CREATED_AT),
            ))
            .all(&mine)
            .await?;
        let parts: Vec<(&str, i32, Option<i32>)> = described.iter().map(|row| (&*row.0, row.1, row.2)).collect();
        assert_eq!(
            parts,
            [("short", 14, None), ("short", 12, Some(10)), ("long", 15, Some(60))]
        );

        let days: Vec<(Date, Option<i64>)> = VideoSummary::query()
            .group_by(VideoSummary::CREATED_AT.cast::<Date>())
            .select((VideoSummary::CREATED_AT.cast::<Date>(), sum(VideoSummary::DURATION)))
            .all(&mine)
            .await?;
        assert_eq!(days.iter().filter_map(|day| day.1).sum::<i64>(), 4240);

        let ranked: Vec<(String, i64)> = VideoSummary::query()
            .order_by(VideoSummary::TITLE.asc())
            .select((
                VideoSummary::TITLE,
                row_number().over(
                    window()
                        .partition_by(VideoSummary::USER_ID)
                        .order_by(VideoSummary::DURATION.desc().nulls_last()),
                ),
            ))
            .all(&mine)
            .await?;
        let numbers: Vec<i64> = ranked.iter().map(|row| row.1).collect();
        assert_eq!(numbers, [3, 2, 1]);

        let longest = VideoSummary::query()
            .filter(VideoSummary::DURATION.eq(scalar(VideoSummary::query().select(max(VideoSummary::DURATION)))))
            .all(&mine)
            .await?;
        assert_eq!(titles(&longest), ["Rust in an hour"]);

        let pictured = VideoSummary::query()
            .filter(exists(
                Keyframe::query()
                    .inside::<VideoSummary>()
                    .filter(Keyframe::VIDEO_SUMMARY_ID.eq(VideoSummary::ID)),
            ))
            .all(&mine)
            .await?;
        assert_eq!(titles(&pictured), ["Rust in an hour"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn rows_as_structs() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        #[derive(Row)]
        struct Counted {
            title: String,
            tags: i64,
        }

        let counted: Vec<Counted> = VideoSummary::query()
            .left_join(VideoSummary::TAGS)
            .group_by(VideoSummary::ID)
            .select_as((VideoSummary::TITLE, count(Tag::ID)))
            .all(&mine)
            .await?;
        let tags: i64 = counted.iter().map(|counted| counted.tags).sum();
        assert_eq!((counted.len(), tags), (3, 3));
        assert!(counted.iter().any(|counted| counted.title == "Joins, drawn"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn statements() {
    on_each(async |vault| {
        let (db, mine) = (vault.db, vault.db.scope(vault.ada));
        let query = VideoSummary::query().filter(VideoSummary::DURATION.gt(600));
        let statement = query.sql(Dialect::Postgres)?;
        assert!(
            statement
                .to_string()
                .ends_with(r#"where "video_summary"."duration" > $1"#)
        );
        let plan: String = query.explain(&mine).await?;
        assert!(plan.contains("video_summary"), "{plan}");

        let longest: Vec<(String, Option<i32>)> = sql("select title, duration from video_summary where duration > $1")
            .bind(600)
            .rows(&db.unscoped())
            .await?;
        assert_eq!(longest.len(), 2);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn relations() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let videos: Vec<(VideoSummary, (Vec<Tag>, Vec<Keyframe>))> = VideoSummary::query()
            .with((
                VideoSummary::TAGS,
                VideoSummary::KEYFRAMES.order_by(Keyframe::POSITION.asc()).limit(3),
            ))
            .all(&mine)
            .await?;
        let loaded: (usize, usize) = videos.iter().fold((0, 0), |(tags, frames), (_, (more, others))| {
            (tags + more.len(), frames + others.len())
        });
        assert_eq!(loaded, (3, 3));

        let shelves: Vec<(Category, (User, Vec<(Category, Option<Category>)>))> = Category::query()
            .filter(Category::NAME.eq("Computers"))
            .with((Category::USER, Category::CHILDREN.with(Category::PARENT)))
            .all(&mine)
            .await?;
        let (_, (owner, children)) = &shelves[0];
        assert_eq!(owner.name, "Ada");
        assert_eq!(children[0].0.name, "Languages");
        assert_eq!(
            children[0].1.as_ref().map(|parent| parent.name.as_str()),
            Some("Computers")
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn pages() {
    on_each(async |vault| {
        let mine = vault.db.scope(vault.ada);
        let newest = VideoSummary::query().order_by(VideoSummary::CREATED_AT.desc());
        let first = newest.clone().page_after(None, 2).fetch(&mine).await?;
        let second = newest.clone().page_after(first.next.as_deref(), 2).fetch(&mine).await?;
        let back = newest
            .clone()
            .page_after(second.previous.as_deref(), 2)
            .fetch(&mine)
            .await?;
        assert_eq!((second.items.len(), &second.next), (1, &None));
        assert_eq!(back.items, first.items);

        let numbered = newest.clone().page(2, 2, &mine).await?;
        assert_eq!((numbered.pages, numbered.total), (2, 3));
        assert_eq!(numbered.items, second.items);

        let mut rows = newest.stream(&mine);
        let mut seconds = 0;
        while let Some(video) = rows.next().await? {
            seconds += video.duration.unwrap_or(0);
        }
        assert_eq!(seconds, 4240);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn scopes() {
    on_each(async |vault| {
        let (db, ada) = (vault.db, vault.ada);
        let hers = VideoSummary::query().count(&db.scope(ada)).await?;
        let all = VideoSummary::query().count(&db.unscoped()).await?;
        assert_eq!((hers, all), (3, 4));
        assert_eq!(VideoSummary::query().count(&db.scope(vault.bob)).await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn transactions() {
    on_each(async |vault| {
        let (db, id) = (vault.db.clone(), vault.ada.id.clone());
        let options = retry(5).serializable().timeout(Duration::from_secs(2));
        let user = db
            .transaction_with(options, |tx| {
                let id = id.clone();
                async move {
                    let user = User::get(&tx, &id).await?;
                    User::update(&id).name(format!("{}!", user.name)).exec(&tx).await
                }
            })
            .await?;
        assert_eq!(user.name, "Ada!");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn errors() {
    on_each(async |vault| {
        let db = vault.db;
        let again = NewUser {
            name: "Ada again".to_owned(),
            email: "ada@example.com".to_owned(),
        };
        let refused = User::create(again).exec(db).await;
        assert!(refused.is_err_and(|error| {
            error.violates(User::EMAIL_KEY) && error.fields() == ["email"] && error.http_status() == 409
        }));
        Ok(())
    })
    .await;
}

fn titles(videos: &[VideoSummary]) -> Vec<&str> {
    videos.iter().map(|video| video.title.as_str()).collect()
}

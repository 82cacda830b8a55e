//! Queries that stand before another one, and walks along foreign keys.

use tablesmith::query::level;
use tablesmith::{Db, Dialect, Error, prelude::*};

use crate::databases::{TestDatabase, databases};
use crate::models::{
    NewTag, NewVideoSummaryTag, ProcessingStatus, Tag, User, VideoSummary as V, VideoSummaryTag as Link, summary, user,
};

/// How many tags a video has.
#[derive(Debug, PartialEq, Dao, Row)]
#[dao(table = "tagged")]
struct Tagged {
    video_id: String,
    status: ProcessingStatus,
    tags: i64,
}

/// A part of something, which may be a part of something else.
#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "part", primary_key(columns(id)))]
#[dao(foreign_key(columns(whole_id), references = "part", to("id")))]
#[dao(foreign_key(columns(owner_id), references = "user", to("id")))]
#[dao(scope(owner_id, owner = User))]
#[dao(relation(parts, many = Part))]
struct Part {
    id: i32,
    whole_id: Option<i32>,
    owner_id: String,
    #[dao(type = "varchar(20)")]
    name: String,
}

/// A part and what it is in.
#[derive(Debug, PartialEq, Dao, Row)]
#[dao(table = "within")]
struct Within {
    id: i32,
    path: String,
}

/// Anna has two videos, one of them with two tags; Bert has one with one.
async fn tagged() -> Vec<(TestDatabase, User)> {
    let mut filled = Vec::new();
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let mut tags = Vec::new();
        for name in ["rust", "sql"] {
            let new = NewTag { name: name.to_owned() };
            tags.push(Tag::create(new).exec(db).await.expect("a tag"));
        }
        for (owner, number, count) in [(&anna, 1, 2), (&anna, 2, 0), (&bert, 3, 1)] {
            let new = V::create(summary(&format!("video{number:06}")));
            let video = new.exec(&db.scope(owner)).await.expect("a video");
            for tag in &tags[..count] {
                let link = NewVideoSummaryTag {
                    video_summary_id: video.id.clone(),
                    tag_id: tag.id,
                };
                Link::create(link).exec(&db.unscoped()).await.expect("a link");
            }
        }
        filled.push((database, anna));
    }
    filled
}

#[tokio::test]
async fn a_query_stands_before_another() {
    for (database, anna) in tagged().await {
        let (everyone, hers) = (database.db.unscoped(), database.db.scope(&anna));
        let counted = Tagged::cte(
            V::query()
                .inner_join(V::LINKS)
                .filter(V::TITLE.like("About%"))
                .group_by(V::ID)
                .select((V::ID, V::PROCESSING_STATUS, count_rows())),
        );
        let joined = V::query()
            .with_cte(counted.clone())
            .left_join(Tagged::on(Tagged::VIDEO_ID.eq(V::ID)))
            .filter(V::YOUTUBE_ID.ne("x"))
            .order_by(V::YOUTUBE_ID.asc())
            .select((V::YOUTUBE_ID, Tagged::STATUS, Tagged::TAGS));
        let (one, pending) = (
            |number: u32| format!("video{number:06}"),
            Some(ProcessingStatus::Pending),
        );
        let all = [
            (one(1), pending, Some(2)),
            (one(2), None, None),
            (one(3), pending, Some(1)),
        ];
        assert_eq!(joined.clone().all(&everyone).await.expect("rows"), all);
        assert_eq!(joined.clone().all(&hers).await.expect("rows"), all[..2]);
        assert_eq!(joined.count(&hers).await.expect("counted"), 2);

        // From it alone, twice, within a condition, as a side of a set operation; Bert's are not in hers.
        let alone = Tagged::query().with_cte(counted.clone()).order_by(Tagged::TAGS.desc());
        assert_eq!(alone.clone().count(&everyone).await.expect("counted"), 2);
        let rows: Vec<Tagged> = alone.clone().all(&hers).await.expect("rows");
        assert_eq!(
            (rows.len(), rows[0].tags, rows[0].status),
            (1, 2, ProcessingStatus::Pending)
        );
        let more = V::query()
            .with_cte(counted.clone())
            .filter(V::ID.in_(Tagged::query().filter(Tagged::TAGS.ge(1)).select(Tagged::VIDEO_ID)))
            .order_by(V::YOUTUBE_ID.asc());
        let more = more.with(V::TAGS).all(&hers).await.expect("rows");
        assert_eq!((more.len(), more[0].1.len()), (1, 2));
        let both = alone.select(Tagged::TAGS).limit(1).union_all(
            Tagged::query()
                .with_cte(counted)
                .filter(Tagged::TAGS.lt(2))
                .select(Tagged::TAGS),
        );
        let found = both.order_by(Tagged::TAGS.asc()).all(&everyone).await.expect("rows");
        assert_eq!(found, [1, 2]);
    }
}

/// A car of hers has wheels, which have bolts; one bolt is Bert's. A circle of hers leads nowhere.
async fn parts(db: &Db) -> (User, User) {
    let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
    db.batch(
        "create table part (id integer not null primary key, whole_id integer references part, owner_id text not null, \
         name varchar(20) not null)",
    )
    .await
    .expect("a table");
    for (id, whole, owner, name) in [
        (1, None, &anna, "car"),
        (2, Some(1), &anna, "wheel"),
        (3, Some(2), &anna, "bolt"),
        (4, Some(2), &bert, "bolt"),
        (5, Some(4), &anna, "thread"),
        (6, None, &anna, "egg"),
        (7, Some(6), &anna, "hen"),
    ] {
        sql("insert into part (id, whole_id, owner_id, name) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(whole)
            .bind(owner.id.clone())
            .bind(name)
            .execute(&db.unscoped())
            .await
            .expect("a part");
    }
    db.batch("update part set whole_id = 7 where id = 6")
        .await
        .expect("a circle");
    (anna, bert)
}

#[tokio::test]
async fn a_tree_is_walked() {
    for database in databases().await {
        let db = &database.db;
        let (anna, bert) = parts(db).await;
        let below = |root: i32, levels: u32| {
            Within::recursive(
                Part::query().filter(Part::ID.eq(root)).select((Part::ID, Part::NAME)),
                Part::query()
                    .inner_join(Within::on(Part::WHOLE_ID.eq(Within::ID)))
                    .select((Part::ID, tablesmith::query::concat(Within::PATH, Part::NAME))),
                levels,
            )
        };
        let walked = |root, levels| {
            Within::query()
                .with_cte(below(root, levels))
                .order_by(Within::ID.asc())
                .select((Within::ID, Within::PATH, level::<Within>()))
        };
        let rows = walked(1, 9).all(&db.unscoped()).await.expect("rows");
        let rows: Vec<(i32, &str, i32)> = rows.iter().map(|(id, path, level)| (*id, &**path, *level)).collect();
        assert_eq!(
            rows,
            [
                (1, "car", 0),
                (2, "carwheel", 1),
                (3, "carwheelbolt", 2),
                (4, "carwheelbolt", 2),
                (5, "carwheelboltthread", 3)
            ]
        );
        // No way leads over what is out of scope.
        let ids = |rows: Vec<(i32, String, i32)>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
        let hers = walked(1, 9).all(&db.scope(&anna)).await.expect("rows");
        assert_eq!(ids(hers), [1, 2, 3]);
        assert_eq!(ids(walked(1, 9).all(&db.scope(&bert)).await.expect("rows")), [0; 0]);
        assert_eq!(ids(walked(1, 1).all(&db.unscoped()).await.expect("rows")), [1, 2]);
        assert_eq!(ids(walked(1, 0).all(&db.unscoped()).await.expect("rows")), [1]);
        // A circle ends at the last level.
        assert_eq!(ids(walked(6, 3).all(&db.unscoped()).await.expect("rows")), [6, 6, 7, 7]);

        let parts: Vec<Part> = Part::query()
            .with_cte(below(2, 9))
            .inner_join(Within::on(Within::ID.eq(Part::ID)))
            .order_by((level::<Within>().desc(), Part::ID.asc()))
            .limit(2)
            .all(&db.scope(&anna))
            .await
            .expect("rows");
        assert_eq!(parts.iter().map(|part| part.id).collect::<Vec<_>>(), [3, 2]);
    }
}

#[tokio::test]
async fn what_cannot_be_a_step_is_told() {
    for database in databases().await {
        let everyone = database.db.unscoped();
        let start = || Part::query().select((Part::ID, Part::NAME));
        let step = || Part::query().inner_join(Within::on(Part::WHOLE_ID.eq(Within::ID)));
        let cut = Within::recursive(start(), step().limit(3).select((Part::ID, Part::NAME)), 9);
        let told = Within::query().with_cte(cut).all(&everyone).await;
        assert!(
            matches!(&told, Err(Error::InvalidQuery(reason)) if reason.contains("a limit")),
            "{told:?}"
        );
        let told = Within::query()
            .with_cte(Within::recursive(start(), start(), 9))
            .all(&everyone)
            .await;
        assert!(
            matches!(&told, Err(Error::InvalidQuery(reason)) if reason.contains("join it")),
            "{told:?}"
        );
    }
}

#[test]
fn the_statement_says_all_of_it() {
    let walk = Within::recursive(
        Part::query().select((Part::ID, Part::NAME)),
        Part::query()
            .inner_join(Within::on(Part::WHOLE_ID.eq(Within::ID)))
            .select((Part::ID, Part::NAME)),
        9,
    );
    let query = Within::query().with_cte(walk).select(Within::ID);
    let statement = query.sql(Dialect::Postgres).expect("a statement");
    assert_eq!(
        statement.to_string(),
        r#"with recursive "within"("id", "path", "tablesmith_level") as (select "part"."id"::int4, "part"."name"::text, 0 from "part" union select "part"."id"::int4, "part"."name"::text, ("within"."tablesmith_level" + $1) from "part" join "within" on "part"."whole_id" = "within"."id" where "within"."tablesmith_level" < $2) select "within"."id" from "within""#
    );
}

//! SQL that is shown, explained, and written by the application; rows as structs.

use tablesmith::prelude::*;
use tablesmith::{Datum, Dialect, Error};

use crate::databases::databases;
use crate::models::{NewTag, Tag, User, VideoSummary as V, summary, user};

#[derive(Debug, PartialEq, Row)]
struct Counted {
    title: String,
    tags: i64,
}

#[derive(Debug, PartialEq, Row)]
struct Tagged {
    youtube_id: String,
    #[row(whole)]
    tag: Option<Tag>,
}

#[tokio::test]
async fn a_query_shows_its_statement_and_its_plan() {
    let query = V::query()
        .filter(V::TITLE.eq("C++").and(V::DURATION.in_(vec![1, 2])))
        .order_by(V::ID.asc())
        .limit(3)
        .select(V::TITLE);
    let postgres = query.sql(Dialect::Postgres).expect("a statement");
    assert_eq!(
        postgres.to_string(),
        r#"select "video_summary"."title" from "video_summary" where ("video_summary"."title" = $1 and "video_summary"."duration" = any($2)) order by "video_summary"."id" asc limit $3"#
    );
    assert_eq!(postgres.parameters.first(), Some(&Datum::from("C++")));
    let sqlite = query.sql(Dialect::Sqlite).expect("a statement");
    assert!(sqlite.sql.ends_with("limit ?3"), "{sqlite}");
    let wrong = V::query()
        .select((V::TITLE, count_rows()))
        .sql(Dialect::Sqlite)
        .map(drop);
    assert!(matches!(wrong, Err(Error::InvalidQuery(_))), "{wrong:?}");
    for database in databases().await {
        let anna = user(&database.db, "anna").await;
        let plan = query.clone().explain(&database.db.scope(&anna)).await.expect("a plan");
        assert!(plan.contains("video_summary"), "{plan}");
        let joined = User::query().left_join(User::VIDEOS).with(User::VIDEOS);
        let plan = joined.explain(&database.db.unscoped()).await.expect("a plan");
        assert!(plan.lines().count() > 1, "{plan}");
    }
}

#[tokio::test]
async fn rows_become_structs() {
    for database in databases().await {
        let db = &database.db;
        let anna = user(db, "anna").await;
        let mine = db.scope(&anna);
        V::create(summary("video000001")).exec(&mine).await.expect("a video");
        let counted: Vec<Counted> = V::query()
            .left_join(V::TAGS)
            .group_by(V::ID)
            .select_as((V::TITLE, count(Tag::ID)))
            .all(&mine)
            .await
            .expect("rows");
        let title = || "About video000001".to_owned();
        assert_eq!(
            counted,
            [Counted {
                title: title(),
                tags: 0
            }]
        );
        let tagged: Vec<Tagged> = V::query()
            .left_join(V::TAGS)
            .select_as((V::YOUTUBE_ID, row::<Tag>()))
            .all(&mine)
            .await
            .expect("rows");
        let youtube_id = "video000001".to_owned();
        assert_eq!(tagged, [Tagged { youtube_id, tag: None }]);
        let own: Vec<Counted> = sql("select title, 7 as tags from video_summary where title = $1 or $2 = $1")
            .bind(title())
            .bind("none")
            .rows(&db.unscoped())
            .await
            .expect("rows");
        assert_eq!(
            own,
            [Counted {
                title: title(),
                tags: 7
            }]
        );
    }
}

#[tokio::test]
async fn sql_of_ones_own_binds_its_values() {
    for database in databases().await {
        let db = &database.db;
        for name in ["rust", "sql"] {
            Tag::create(NewTag { name: name.into() }).exec(db).await.expect("a tag");
        }
        let found: Option<(String,)> = sql("select name from tag where name > $1 and id > $2 order by name")
            .bind("s'; drop table tag; --")
            .bind(0_i64)
            .first(db)
            .await
            .expect("no error");
        assert_eq!(found, Some(("sql".to_owned(),)));
        let one: Tag = sql("select id, name from tag where name = $1")
            .bind(Some("rust".to_owned()))
            .one(db)
            .await
            .expect("a tag");
        assert_eq!(one.name, "rust");
        let several = sql("select id, name from tag").one::<Tag>(db).await;
        assert!(matches!(several, Err(Error::TooManyRows { .. })), "{several:?}");
        let none = sql("select id, name from tag where id < 0").one::<Tag>(db).await;
        assert!(matches!(none, Err(Error::NotFound { .. })), "{none:?}");
        let changed = db
            .transaction(async |tx| {
                let changed = sql("update tag set name = name || $1").bind("!").execute(&tx).await?;
                Ok::<_, Error>(changed)
            })
            .await
            .expect("changed");
        assert_eq!(changed, 2);
    }
}

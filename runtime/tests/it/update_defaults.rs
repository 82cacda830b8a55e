//! Columns that every update moves to a value that is made here.

use tablesmith::prelude::*;
use tablesmith::{Dao, Db, Dialect, New, Uuid};

use crate::databases::databases;

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "revision", primary_key(columns(id)), unique(columns(name)))]
struct Revision {
    id: i64,
    name: String,
    lens: i16,
    wide: Option<i16>,
    #[dao(default = "uuid", update_default = "uuid")]
    random: Uuid,
    #[dao(default, update_default = "uuid_v7")]
    ordered: Uuid,
    #[dao(default = "nanoid", update_default = "nanoid")]
    short: String,
    #[dao(default = "ulid", update_default = "ulid")]
    sortable: String,
    /// A UUID in a column of text, and nothing before the first update.
    #[dao(update_default = "uuid")]
    moved: Option<String>,
}

#[derive(Debug, Clone, New)]
#[new(Revision)]
struct NewRevision {
    id: i64,
    name: String,
    lens: i16,
}

async fn create_table(db: &Db) {
    let random = match db.dialect() {
        Dialect::Postgres => "uuid not null default gen_random_uuid()",
        Dialect::Sqlite => "text not null",
    };
    let sql = format!(
        "create table revision (id bigint primary key, name text not null unique, lens smallint not null, wide smallint, \
         random {random}, ordered uuid not null default '00000000-0000-0000-0000-000000000000', \
         short text not null, sortable text not null, moved text)"
    );
    db.batch(&sql).await.expect("a table");
}

fn new(id: i64) -> NewRevision {
    NewRevision {
        id,
        name: format!("revision {id}"),
        lens: 35,
    }
}

/// Whether all columns that move have moved between the two.
fn moved(before: &Revision, after: &Revision) -> bool {
    before.random != after.random
        && before.ordered != after.ordered
        && before.short != after.short
        && before.sortable != after.sortable
        && before.moved != after.moved
        && after.moved.as_ref().is_some_and(|text| text.parse::<Uuid>().is_ok())
}

#[tokio::test]
async fn updates_move_them() {
    for database in databases().await {
        let db = &database.db;
        create_table(db).await;
        let first = Revision::create(new(1)).exec(db).await.expect("created");
        assert_eq!((first.ordered, first.moved.as_deref()), (Uuid::nil(), None));

        let second = Revision::update(1).lens(50).wide(24).exec(db).await.expect("updated");
        assert!(moved(&first, &second), "{first:?} {second:?}");
        assert_eq!((second.lens, second.wide), (50, Some(24)));
        let third = Revision::update(1).wide(None).exec(db).await.expect("updated");
        assert!(moved(&second, &third), "{second:?} {third:?}");
        assert_eq!(third.wide, None);

        // Nothing but what moves by itself.
        let fourth = Revision::update(1).exec(db).await.expect("updated");
        assert!(moved(&third, &fourth), "{third:?} {fourth:?}");

        // What is given stays as given.
        let given = Revision::update(1)
            .short("mine")
            .random(Uuid::nil())
            .exec(db)
            .await
            .expect("updated");
        assert_eq!((given.short.as_str(), given.random), ("mine", Uuid::nil()));
        assert_ne!(given.sortable, fourth.sortable);
    }
}

#[tokio::test]
async fn upserts_move_them_on_a_conflict_alone() {
    for database in databases().await {
        let db = &database.db;
        create_table(db).await;
        let first = Revision::create(new(1)).upsert(db).await.expect("created");
        assert_eq!((first.ordered, first.moved.as_deref()), (Uuid::nil(), None));
        let second = Revision::create(new(1))
            .wide(Some(24))
            .upsert(db)
            .await
            .expect("updated");
        assert!(moved(&first, &second), "{first:?} {second:?}");
        assert_eq!(second.wide, Some(24));
        let third = Revision::create(new(1))
            .upsert_on(Revision::NAME_KEY, db)
            .await
            .expect("updated");
        assert!(moved(&second, &third), "{second:?} {third:?}");
        assert_eq!(Revision::count(db).await.expect("counted"), 1);
    }
}

/// A value that is written down, of each kind that a literal can have.
#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "touched", primary_key(columns(id)))]
struct Touched {
    id: i64,
    #[dao(update_default(value = "it's edited"))]
    text: String,
    #[dao(update_default(value = -3))]
    number: i32,
    #[dao(update_default(value = true))]
    flag: bool,
    #[dao(update_default(value = 0.5))]
    ratio: f64,
    #[dao(type = "numeric(10,2)", update_default(value = "1.50"))]
    price: tablesmith::Decimal,
    #[dao(update_default(value = "2026-01-31"))]
    day: Option<tablesmith::Date>,
    #[dao(update_default(value = "{\"edited\":true}"))]
    meta: Option<tablesmith::Json>,
    #[dao(update_default(value = "[\"a\",\"b\"]"))]
    tags: Vec<String>,
}

#[tokio::test]
async fn values_that_are_written_down_are_written_by_updates() {
    for database in databases().await {
        let db = &database.db;
        let (json, array) = match db.dialect() {
            Dialect::Postgres => ("jsonb", "text[]"),
            Dialect::Sqlite => ("text", "text"),
        };
        db.batch(&format!(
            "create table touched (id bigint primary key, text text not null, number integer not null, \
             flag boolean not null, ratio double precision not null, price numeric(10,2) not null, day date, \
             meta {json}, tags {array} not null)"
        ))
        .await
        .expect("a table");
        let made = Touched::create(TouchedPatch::default())
            .id(1)
            .text("new")
            .number(0)
            .flag(false)
            .ratio(0.0)
            .price(tablesmith::Decimal::ZERO)
            .tags(Vec::new())
            .exec(db)
            .await
            .expect("a row");
        assert_eq!((made.text.as_str(), made.day), ("new", None));

        let changed = Touched::update(1).number(7).exec(db).await.expect("the row");
        let expected = Touched {
            id: 1,
            text: "it's edited".to_owned(),
            number: 7,
            flag: true,
            ratio: 0.5,
            price: "1.50".parse().expect("a decimal"),
            day: Some("2026-01-31".parse().expect("a day")),
            meta: Some("{\"edited\":true}".parse().expect("JSON")),
            tags: vec!["a".to_owned(), "b".to_owned()],
        };
        assert_eq!(changed, expected);
    }
}

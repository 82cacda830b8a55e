//! Nobody reaches rows of somebody else, by any method, tried one by one: whatever Anna asks or changes, the answer is the
//! same whether Bert has rows or none, and Bert's rows stay as they are.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use tablesmith::executor::Scoped;
use tablesmith::prelude::*;
use tablesmith::query::{Alias, On};
use tablesmith::{Db, Error, Result};

use crate::databases::{TestDatabase, databases, secured};
use crate::models::{NewTag, NewUser, NewVideoSummaryTag, Tag, User, VideoSummary as V, VideoSummaryTag as L, summary};

const HERS: &str = "anna-video";
const HIS: &str = "bert-video";
const TAG: i64 = 1;

fn link(video: &str) -> NewVideoSummaryTag {
    NewVideoSummaryTag {
        video_summary_id: video.to_owned(),
        tag_id: TAG,
    }
}

/// Two tags; Anna has two videos, of which one has a tag; Bert may have one with a note in its tag.
async fn fill(db: &Db, bert_has_rows: bool) -> User {
    for name in ["rust", "sql"] {
        let new = NewTag { name: name.to_owned() };
        Tag::create(new).exec(db).await.expect("a tag");
    }
    let mut users = Vec::new();
    for name in ["anna", "bert"] {
        let new = NewUser {
            name: name.to_owned(),
            email: format!("{name}@example.com"),
        };
        users.push(User::create(new).id(name).exec(db).await.expect("a user"));
    }
    let mine = db.scope(&users[0]);
    for (id, youtube_id) in [(HERS, "anna0000001"), ("anna-other", "anna0000002")] {
        let new = V::create(summary(youtube_id)).id(id).duration(10);
        new.exec(&mine).await.expect("a video");
    }
    L::create(link(HERS)).exec(&mine).await.expect("a link");
    if bert_has_rows {
        let his = db.scope(&users[1]);
        let new = V::create(summary("bert0000001")).id(HIS).duration(77);
        new.exec(&his).await.expect("a video");
        L::create(link(HIS)).note("bert").exec(&his).await.expect("a link");
    }
    users.swap_remove(0)
}

type Outcome<'a> = Pin<Box<dyn Future<Output = String> + Send + 'a>>;
type Way = (&'static str, for<'a> fn(&'a Scoped<'a, User>) -> Outcome<'a>);

fn shown<T: Debug>(outcome: &Result<T>) -> String {
    format!("{outcome:?}")
}

macro_rules! ways {
    ($mine:ident: $($way:expr),* $(,)?) => {
        vec![$((stringify!($way), |$mine| Box::pin(async move { shown(&$way.await) }))),*]
    };
}

async fn streamed(mine: &Scoped<'_, User>) -> Result<Vec<V>> {
    let mut rows = V::query().stream(mine);
    let mut found = Vec::new();
    while let Some(row) = rows.next().await? {
        found.push(row);
    }
    Ok(found)
}

async fn pages(mine: &Scoped<'_, User>) -> Result<Vec<V>> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = V::query().page_after(cursor.as_deref(), 1).fetch(mine).await?;
        found.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(found);
        }
    }
}

fn reading() -> Vec<Way> {
    ways![mine:
        V::find(mine, HIS),
        V::get(mine, HIS),
        V::exists(mine, HIS),
        V::count(mine),
        V::all(mine, 99),
        V::find_by_user_id_and_youtube_id(mine, "bert", "bert0000001"),
        L::find(mine, (HIS, TAG)),
        L::get(mine, (HIS, TAG)),
        L::exists(mine, (HIS, TAG)),
        L::count(mine),
        L::all(mine, 99),
        streamed(mine),
        pages(mine),
        V::query().page(1, 10, mine),
        V::query().all(mine),
        V::query().filter(V::ID.eq(HIS)).first(mine),
        V::query().filter(V::ID.eq(HIS)).one(mine),
        V::query().filter(V::ID.eq(HIS)).exists(mine),
        V::query().filter(any((V::USER_ID.eq("bert"), V::ID.eq(HIS)))).all(mine),
        V::query().filter(V::ID.eq(HIS).not().not()).all(mine),
        V::query().count(mine),
        V::query().limit(9).count(mine),
        V::query().select((V::ID, V::TITLE)).order_by(V::ID.asc()).all(mine),
        V::query().select(V::TITLE).distinct().order_by(V::TITLE.asc()).all(mine),
        V::query().select(V::TITLE).distinct().count(mine),
        V::query().distinct_on(V::USER_ID).order_by(V::ID.asc()).all(mine),
        V::query().group_by(V::USER_ID).select((V::USER_ID, count_rows(), sum(V::DURATION))).all(mine),
        V::query().group_by(V::USER_ID).having(count_rows().gt(0)).select(V::USER_ID).all(mine),
        V::query().select((max(V::DURATION), min(V::DURATION), avg(V::DURATION), sum(V::DURATION))).one(mine),
        V::query().select((V::ID, row_number().over(window().order_by(V::ID.asc())))).order_by(V::ID.asc()).all(mine),
        Tag::query().right_join(Tag::VIDEOS).select((Tag::NAME, V::ID, L::NOTE)).order_by(V::ID.asc()).all(mine),
        Tag::query().full_join(Tag::VIDEOS).select((Tag::NAME, V::ID, L::NOTE)).order_by((V::ID.asc(), Tag::ID.asc())).all(mine),
        Tag::query().full_join(Tag::LINKS).select((Tag::NAME, L::NOTE)).order_by(Tag::ID.asc()).all(mine),
        V::query().right_join(V::TAGS).order_by((Tag::ID.asc(), V::ID.asc())).all(mine),
        V::query().full_join(V::TAGS).select((V::ID, Tag::NAME)).order_by((V::ID.asc(), Tag::ID.asc())).all(mine),
        V::query().full_join(V::LINKS).count(mine),
        V::query().left_join(V::LINKS).full_join(V::USER).select((V::ID, L::NOTE, User::NAME)).order_by((User::NAME.asc(), V::ID.asc())).all(mine),
        User::query().right_join(User::VIDEOS).select((User::NAME, V::ID)).order_by(V::ID.asc()).all(mine),
        L::query().all(mine),
        L::query().select((L::VIDEO_SUMMARY_ID, L::NOTE)).all(mine),
        V::query().inner_join(V::TAGS).select((V::ID, Tag::NAME, L::NOTE)).all(mine),
        V::query().left_join(V::TAGS).select((V::ID, Tag::NAME, L::NOTE)).order_by(V::ID.asc()).all(mine),
        V::query().inner_join(V::LINKS).select((V::ID, L::NOTE)).all(mine),
        V::query().inner_join(V::USER).select((V::ID, User::NAME)).order_by(V::ID.asc()).all(mine),
        Tag::query().inner_join(Tag::VIDEOS).select((Tag::NAME, V::ID)).all(mine),
        Tag::query().left_join(Tag::VIDEOS).select((Tag::NAME, V::ID, L::NOTE)).order_by(Tag::ID.asc()).all(mine),
        Tag::query().left_join(Tag::VIDEOS).group_by(Tag::ID).select((Tag::NAME, count(V::ID))).order_by(Tag::ID.asc()).all(mine),
        Tag::query().left_join(Tag::LINKS).select((Tag::NAME, L::NOTE)).order_by(Tag::ID.asc()).all(mine),
        Tag::query().inner_join(Tag::LINKS).select(row::<L>()).all(mine),
        Tag::query().inner_join(V::on(V::DURATION.gt(0))).select((Tag::ID, V::ID)).order_by((Tag::ID.asc(), V::ID.asc())).all(mine),
        Tag::query().left_join(V::on(V::DURATION.gt(70))).select((Tag::ID, V::ID)).order_by(Tag::ID.asc()).all(mine),
        V::query().inner_join(On::<Alias<V, 1>, _>::of(V::USER_ID.ne(V::USER_ID.of::<1>()))).select((V::ID, V::ID.of::<1>())).all(mine),
        User::query().left_join(User::VIDEOS).select((User::NAME, V::ID)).order_by((User::NAME.asc(), V::ID.asc())).all(mine),
        User::query().inner_join(User::VIDEOS).select((User::NAME, V::TITLE)).order_by((User::NAME.asc(), V::ID.asc())).all(mine),
        User::query().filter(User::VIDEOS.any(V::DURATION.gt(0))).select(User::NAME).all(mine),
        User::query().filter(User::VIDEOS.none(V::DURATION.eq(77))).select(User::NAME).order_by(User::NAME.asc()).all(mine),
        User::query().filter(User::VIDEOS.exists()).select(User::NAME).all(mine),
        User::query().select((User::NAME, User::VIDEOS.count())).order_by(User::NAME.asc()).all(mine),
        User::query().order_by((User::VIDEOS.count().desc(), User::NAME.asc())).select(User::NAME).all(mine),
        User::query().select((User::NAME, User::VIDEOS.count_of(V::DURATION.gt(20)))).order_by(User::NAME.asc()).all(mine),
        Tag::query().filter(Tag::VIDEOS.any(V::USER_ID.eq("bert"))).all(mine),
        Tag::query().select((Tag::NAME, Tag::VIDEOS.count(), Tag::LINKS.count())).order_by(Tag::ID.asc()).all(mine),
        Tag::query().filter(exists(V::query().filter(V::ID.eq(HIS)))).all(mine),
        Tag::query().filter(exists(L::query().filter(L::NOTE.eq("bert")))).all(mine),
        User::query().filter(User::ID.in_(V::query().select(V::USER_ID))).select(User::NAME).all(mine),
        Tag::query().filter(Tag::ID.in_(L::query().filter(L::NOTE.eq("bert")).select(L::TAG_ID))).all(mine),
        Tag::query().select((Tag::ID, scalar(V::query().select(max(V::DURATION))))).order_by(Tag::ID.asc()).all(mine),
        Tag::query().with((Tag::VIDEOS, Tag::LINKS)).order_by(Tag::ID.asc()).all(mine),
        Tag::query().with(Tag::VIDEOS.order_by(V::ID.desc()).limit(1)).order_by(Tag::ID.asc()).all(mine),
        Tag::query().with(Tag::LINKS.filter(L::NOTE.eq("bert"))).order_by(Tag::ID.asc()).all(mine),
        Tag::query().with(Tag::VIDEOS.with((V::TAGS, V::LINKS))).order_by(Tag::ID.asc()).all(mine),
        V::query().with((V::TAGS, V::LINKS)).order_by(V::ID.asc()).all(mine),
    ]
}

/// What changes rows, or would.
fn writing() -> Vec<Way> {
    ways![mine:
        V::update(HIS).title("taken").exec(mine),
        V::delete(mine, HIS),
        V::query().filter(V::ID.eq(HIS)).delete(mine),
        L::update((HIS, TAG)).note("taken").exec(mine),
        L::delete(mine, (HIS, TAG)),
        L::query().filter(L::NOTE.eq("bert")).delete(mine),
        L::create(link(HIS)).exec(mine),
        L::create(link(HIS)).note("taken").upsert(mine),
        L::insert_many(mine, [link(HIS)]),
        L::insert_many_returning(mine, [link(HIS)]),
        L::insert_many(mine, [link("anna-other"), link(HIS)]),
        V::create(summary("bert0000009")).user_id("bert").exec(mine),
        V::create(summary("bert0000009")).user_id("bert").upsert(mine),
        V::insert_many(mine, [V::create(summary("bert0000009")).user_id("bert")]),
        // What she may do, by conditions that would be met by rows of his.
        V::query().filter(V::DURATION.gt(0)).filter(V::ID.ne(HERS)).delete(mine),
        L::query().delete(mine),
        V::query().delete(mine),
    ]
}

/// Keys are the same for all, so that it shows that one is taken; nothing else may come of it.
fn colliding() -> Vec<Way> {
    ways![mine:
        V::create(summary("anna0000008")).id(HIS).exec(mine),
        V::create(summary("anna0000008")).id(HIS).upsert(mine),
        V::create(summary("anna0000008")).id(HIS).upsert_on(V::PKEY, mine),
        V::insert_many(mine, [V::create(summary("anna0000008")).id(HIS)]),
    ]
}

/// Bert's rows as they are.
async fn his(executor: &impl Executor<Access = tablesmith::executor::Everyone>) -> String {
    let videos = V::query().filter(V::USER_ID.eq("bert")).all(executor).await;
    let links = L::query().filter(L::VIDEO_SUMMARY_ID.eq(HIS)).all(executor).await;
    format!("{:?}", (videos.expect("videos"), links.expect("links")))
}

/// In a transaction, which is undone.
async fn in_transaction(db: &Db, anna: &User, way: &Way) -> String {
    let outcome: Result<()> = db
        .transaction(async |tx| {
            let mine = tx.scope(anna);
            Err(Error::other(way.1(&mine).await))
        })
        .await;
    outcome.expect_err("always left with one").to_string()
}

#[tokio::test]
async fn no_method_tells_whether_somebody_else_has_rows() {
    nothing_is_told(databases().await, databases().await).await;
}

#[tokio::test]
async fn no_method_tells_it_under_row_security() {
    nothing_is_told(secured().await, secured().await).await;
}

async fn nothing_is_told(with: Vec<TestDatabase>, without: Vec<TestDatabase>) {
    for (with, without) in with.into_iter().zip(without) {
        let anna = fill(&with.db, true).await;
        fill(&without.db, false).await;
        let before = his(&with.db.unscoped()).await;
        assert!(before.contains("bert0000001"), "{before}");
        for way in reading().into_iter().chain(writing()) {
            let name = way.0;
            let inside = in_transaction(&with.db, &anna, &way).await;
            assert_eq!(inside, in_transaction(&without.db, &anna, &way).await, "{name}");
            let outside = way.1(&with.db.scope(&anna)).await;
            assert_eq!(outside, way.1(&without.db.scope(&anna)).await, "{name}");
            assert_eq!(his(&with.db.unscoped()).await, before, "{name}");
        }
    }
}

#[tokio::test]
async fn a_key_that_somebody_else_has_is_not_taken_over() {
    let (plain, secured) = (databases().await, secured().await);
    for database in plain.into_iter().chain(secured) {
        let db = &database.db;
        let anna = fill(db, true).await;
        let before = his(&db.unscoped()).await;
        for way in colliding() {
            let name = way.0;
            for outcome in [in_transaction(db, &anna, &way).await, way.1(&db.scope(&anna)).await] {
                assert!(outcome.starts_with("Err("), "{name}: {outcome}");
            }
            assert_eq!(his(&db.unscoped()).await, before, "{name}");
            assert_eq!(V::count(&db.scope(&anna)).await.expect("counted"), 2, "{name}");
        }
    }
}

//! The same statement for one row after the other is told of, with the place that sends it; what is well is not.

use tablesmith::prelude::*;
use tablesmith::{Db, Result};

use crate::databases::databases;
use crate::models::{NewTag, NewVideoSummary, Tag, User, VideoSummary, user};
use crate::observability::Told;

/// More than are well in a row, which are 10 unless said.
const MANY: usize = 40;

struct Filled {
    owner: User,
    tags: Vec<Tag>,
    videos: Vec<VideoSummary>,
}

async fn fill(db: &Db) -> Filled {
    let owner = user(db, "ada").await;
    let new = (0..MANY).map(|number| NewTag {
        name: format!("tag {number}"),
    });
    let tags = Tag::insert_many_returning(db, new).await.expect("inserted");
    let new = (0..MANY).map(|number| NewVideoSummary {
        youtube_id: format!("{number:011}"),
        title: format!("video {number}"),
    });
    let videos = VideoSummary::insert_many_returning(&db.scope(&owner), new).await;
    Filled {
        owner,
        tags,
        videos: videos.expect("inserted"),
    }
}

/// What is told of `work` on each database.
async fn told(work: impl AsyncFn(&Db, &Filled) -> Result<()>) -> Vec<Vec<Vec<String>>> {
    let mut told = Vec::new();
    for database in databases().await {
        let filled = fill(&database.db).await;
        let listener = Told::of("tablesmith::n_plus_one");
        let listening = tracing::subscriber::set_default(listener.clone());
        work(&database.db, &filled).await.expect("runs");
        drop(listening);
        told.push(listener.take());
    }
    told
}

/// That each database tells of this line once.
fn assert_line(told: &[Vec<Vec<String>>], line: u32) {
    for events in told {
        assert_eq!(events.len(), 1, "line {line}: {told:#?}");
        let has = |field: &str| events[0].iter().any(|known| known == field);
        assert!(has(&format!("code.file.path={:?}", file!())), "{told:#?}");
        assert!(has(&format!("code.line.number={line}")), "{told:#?}");
        let message = events[0].iter().find(|field| field.starts_with("message="));
        let message = message.expect("a message");
        assert!(message.contains(&format!("{}:{line}:", file!())), "{message}");
        assert!(message.contains("11 times in a row"), "{message}");
        assert!(message.contains(".with(RELATION)"), "{message}");
    }
}

/// A loop over what it does for each tag, and the line that does it.
macro_rules! for_each_tag {
    (|$db:ident, $filled:ident, $tag:ident| $statement:expr) => {
        let line = line!();
        let told = told(async |$db, $filled| {
            for $tag in &$filled.tags {
                let _ = $statement.await?;
            }
            Ok(())
        })
        .await;
        assert_line(&told, line);
    };
}

#[tokio::test]
#[rustfmt::skip] // A statement stands in the line of its loop.
async fn each_method_that_reads_knows_the_line_that_calls_it() {
    for_each_tag!(|db, filled, tag| Tag::find(db, tag.id));
    for_each_tag!(|db, filled, tag| Tag::get(&db.unscoped(), tag.id));
    for_each_tag!(|db, filled, tag| Tag::exists(&db.scope(&filled.owner), tag.id));
    for_each_tag!(|db, filled, tag| Tag::find_by_name(db, &tag.name));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).all(db));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).first(db));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).one(db));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.ge(tag.id)).count(db));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.ge(tag.id)).exists(db));
    for_each_tag!(|db, filled, tag| sql("select name from tag where id = $1").bind(tag.id).one::<(String,)>(db));
    for_each_tag!(|db, filled, tag| sql("select name from tag where id = $1").bind(tag.id).rows::<(String,)>(db));
    for_each_tag!(|db, filled, tag| sql("select name from tag where id = $1").bind(tag.id).first::<(String,)>(db));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).with(Tag::VIDEOS).all(&db.unscoped()));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).with(Tag::VIDEOS).first(&db.unscoped()));
    for_each_tag!(|db, filled, tag| Tag::query().filter(Tag::ID.eq(tag.id)).with(Tag::VIDEOS).one(&db.unscoped()));
}

#[tokio::test]
async fn a_transaction_is_looked_at_as_a_whole_and_a_loop_is_told_of_once() {
    let line = std::cell::Cell::new(0);
    let told = told(async |db, filled| {
        for _ in 0..2 {
            db.transaction(async |tx| {
                for video in &filled.videos {
                    let mine = tx.scope(&filled.owner);
                    line.set(line!() + 1);
                    VideoSummary::get(&mine, &video.id).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    })
    .await;
    assert_line(&told, line.get());
}

#[tokio::test]
async fn what_is_well_is_not_told_of() {
    let told = told(async |db, filled| {
        let mine = db.scope(&filled.owner);
        // As many as are well.
        for tag in &filled.tags[..10] {
            Tag::find(db, tag.id).await?;
        }
        // The same again.
        for _ in 0..MANY {
            Tag::find(db, filled.tags[0].id).await?;
        }
        // Relations, which are one statement each.
        VideoSummary::query()
            .with((VideoSummary::TAGS, VideoSummary::USER))
            .all(&mine)
            .await?;
        // Page after page.
        let mut cursor = None;
        loop {
            let page = Tag::query().page_after(cursor.as_deref(), 1).fetch(db).await?;
            let Some(next) = page.next else { break };
            cursor = Some(next);
        }
        for number in 0..MANY as u64 {
            Tag::query()
                .order_by(Tag::ID.asc())
                .limit(1)
                .offset(number)
                .all(db)
                .await?;
            Tag::query().page(number, 1, db).await?;
        }
        // Writes.
        for video in &filled.videos {
            VideoSummary::update(&video.id)
                .title("seen".to_owned())
                .exec(&mine)
                .await?;
        }
        // A task for each.
        for tag in &filled.tags {
            let (db, id) = (db.clone(), tag.id);
            let task = tokio::spawn(async move { Tag::find(&db, id).await });
            task.await.expect("no panic")?;
        }
        // One after the other, as they are asked for.
        for tag in &filled.tags {
            Tag::query().filter(Tag::NAME.eq(&tag.name)).first(db).await?;
            if tag.id % 5 == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(120)).await;
            }
        }
        Ok(())
    })
    .await;
    assert!(told.iter().all(Vec::is_empty), "{told:#?}");
}

#[tokio::test]
async fn how_many_are_well_is_for_the_application_to_say() {
    for (builder, parameter, expected) in [
        (Db::builder().n_plus_one(3), "", 1),
        (Db::builder().n_plus_one(None), "", 0),
        (Db::builder(), "?n_plus_one=never", 0),
        (Db::builder().n_plus_one(None), "?n_plus_one=4", 1),
    ] {
        let url = format!("sqlite::memory:{parameter}");
        let db = builder.connect(&url).await.expect("connects");
        let listener = Told::of("tablesmith::n_plus_one");
        let listening = tracing::subscriber::set_default(listener.clone());
        for number in 0..5 {
            sql("select $1").bind(number).one::<(i64,)>(&db).await.expect("answers");
        }
        drop(listening);
        assert_eq!(listener.take().len(), expected, "{parameter}");
    }
}

//! A vault with something in it, on each database.

use std::error::Error;

use generated::{
    Category, Keyframe, NewCategory, NewKeyframe, NewTag, NewUser, NewVideoSummary, NewVideoSummaryTag,
    ProcessingStatus, Tag, User, VideoSummary, VideoSummaryTag,
};
use tablesmith::{Db, prelude::*};
use testing::postgres::Server;

/// What each test is given: the database, and the two people who use it.
pub(crate) struct Vault<'a> {
    pub(crate) db: &'a Db,
    pub(crate) ada: &'a User,
    pub(crate) bob: &'a User,
}

/// Runs the same on SQLite and on PostgreSQL.
pub(crate) async fn on_each(test: impl AsyncFn(Vault<'_>) -> Result<(), Box<dyn Error>>) {
    let postgres = Server::shared().database();
    for url in ["sqlite::memory:", postgres.url()] {
        let told = async {
            let db = Db::connect(url).await?;
            generated::migrate(&db).await?;
            let (ada, bob) = fill(&db).await?;
            test(Vault {
                db: &db,
                ada: &ada,
                bob: &bob,
            })
            .await
        };
        told.await
            .unwrap_or_else(|error: Box<dyn Error>| panic!("on {url}: {error}"));
    }
}

/// Ada has three videos, two of them with tags, one with keyframes, a tag that nothing has, and shelves in shelves. Bob has
/// a video of the same tag, and a shelf.
async fn fill(db: &Db) -> Result<(User, User), Box<dyn Error>> {
    let (ada, bob) = (user(db, "Ada").await?, user(db, "Bob").await?);
    let (hers, his) = (db.scope(&ada), db.scope(&bob));
    let mut tags = Vec::new();
    for name in ["rust", "learning", "unused"] {
        tags.push(Tag::create(NewTag { name: name.into() }).exec(&hers).await?);
    }
    for (youtube_id, title, duration, tagged) in [
        ("rustrustrus", "Rust in an hour", Some(3600), &tags[..2]),
        ("sqlsqlsqlsq", "Joins, drawn", Some(640), &tags[1..2]),
        ("tomltomltom", "A tour of TOML", None, &[]),
    ] {
        let new = video(youtube_id, title).duration(duration);
        let video = new.exec(&hers).await?;
        for tag in tagged {
            let link = NewVideoSummaryTag {
                video_summary_id: video.id.clone(),
                tag_id: tag.id.clone(),
            };
            VideoSummaryTag::create(link).exec(&hers).await?;
        }
        if duration == Some(3600) {
            VideoSummary::update(&video.id)
                .processing_status(ProcessingStatus::Completed)
                .exec(&hers)
                .await?;
            for position in [0, 60, 120, 180] {
                let new = NewKeyframe {
                    video_summary_id: video.id.clone(),
                    position,
                    image_url: format!("https://example.com/{position}.png"),
                };
                Keyframe::create(new).exec(&hers).await?;
            }
        }
    }
    let tag = Tag::create(NewTag { name: "rust".into() }).exec(&his).await?;
    let his_video = video("bobsbobsbob", "Rust for Bob").duration(100).exec(&his).await?;
    let link = NewVideoSummaryTag {
        video_summary_id: his_video.id,
        tag_id: tag.id,
    };
    VideoSummaryTag::create(link).exec(&his).await?;

    let mut parent = None;
    for name in ["Computers", "Languages", "Rust"] {
        let new = Category::create(NewCategory { name: name.into() }).parent_id(parent);
        parent = Some(new.exec(&hers).await?.id);
    }
    Category::create(NewCategory { name: "Cooking".into() })
        .exec(&hers)
        .await?;
    Category::create(NewCategory { name: "Bob's".into() })
        .exec(&his)
        .await?;
    Ok((ada, bob))
}

async fn user(db: &Db, name: &str) -> tablesmith::Result<User> {
    let new = NewUser {
        name: name.into(),
        email: format!("{}@example.com", name.to_lowercase()),
    };
    User::create(new).exec(db).await
}

fn video(youtube_id: &str, title: &str) -> <VideoSummary as Writable>::Patch {
    VideoSummary::create(NewVideoSummary {
        youtube_id: youtube_id.into(),
        title: title.into(),
    })
}

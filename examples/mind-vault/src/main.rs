//! A vault of video summaries: the story of two users, on SQLite (`sqlite:./local.db`) or, with `DATABASE_URL` set to a
//! `postgres://` URL, on PostgreSQL. It prints the same lines on both.

use std::io::{self, Write};

use generated::{
    NewTag, NewUser, NewVideoSummary, NewVideoSummaryTag, ProcessingStatus, Tag, User, VideoSummary, VideoSummaryTag,
};
use tablesmith::{Db, Error, prelude::*};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = generated::connect().await?;
    generated::migrate(&db).await?;
    story(&db, &mut io::stdout().lock()).await
}

async fn story(db: &Db, out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    writeln!(out, "Two people sign up.")?;
    let ada = User::create(NewUser {
        name: "Ada".into(),
        email: unique_email("ada"),
    })
    .exec(db)
    .await?;
    let bob = User::create(NewUser {
        name: "Bob".into(),
        email: unique_email("bob"),
    })
    .image("https://example.com/bob.png")
    .exec(db)
    .await?;
    writeln!(
        out,
        "  {} has {} image, {} has one",
        ada.name,
        if ada.image.is_some() { "an" } else { "no" },
        bob.name
    )?;

    match User::create(NewUser {
        name: "Ada again".into(),
        email: ada.email.clone(),
    })
    .exec(db)
    .await
    {
        Err(Error::UniqueViolation { constraint, .. }) if constraint == User::EMAIL_KEY => {
            writeln!(
                out,
                "  a second account with the same address is refused by {constraint}"
            )?;
        }
        other => return Err(format!("expected a unique violation, got {other:?}").into()),
    }

    writeln!(out, "Ada adds three summaries.")?;
    let mine = db.scope(&ada);
    let mut videos = Vec::new();
    for (youtube_id, title, duration) in [
        ("rustrustrus", "Rust in an hour", 3600),
        ("sqlsqlsqlsq", "Joins, drawn", 640),
        ("tomltomltom", "A tour of TOML", 215),
    ] {
        let video = VideoSummary::create(NewVideoSummary {
            youtube_id: youtube_id.into(),
            title: title.into(),
        })
        .duration(duration)
        .exec(&mine)
        .await?;
        writeln!(out, "  {} is {}", video.title, video.processing_status)?;
        videos.push(video);
    }

    writeln!(out, "She tags the first two.")?;
    for name in ["learning", "databases"] {
        let tag = Tag::create(NewTag { name: name.into() }).exec(&mine).await?;
        for video in &videos[..2] {
            VideoSummaryTag::create(NewVideoSummaryTag {
                video_summary_id: video.id.clone(),
                tag_id: tag.id.clone(),
            })
            .exec(&mine)
            .await?;
        }
        writeln!(out, "  {}", tag.name)?;
    }
    writeln!(out, "  {} links", VideoSummaryTag::count(&mine).await?)?;

    writeln!(out, "The first one is processed.")?;
    let first = &videos[0];
    for status in [ProcessingStatus::Processing, ProcessingStatus::Completed] {
        let video = VideoSummary::update(&first.id)
            .processing_status(status)
            .exec(&mine)
            .await?;
        let moved = if video.updated_at >= first.updated_at {
            "moved"
        } else {
            "went back"
        };
        writeln!(
            out,
            "  {} is {}, updated_at {moved}",
            video.title, video.processing_status
        )?;
    }

    writeln!(out, "Her page of long ones, longest first:")?;
    let page = VideoSummary::query()
        .filter(VideoSummary::DURATION.gt(300).and(VideoSummary::TITLE.ilike("%IN%")))
        .order_by(VideoSummary::DURATION.desc())
        .limit(10)
        .all(&mine)
        .await?;
    for video in &page {
        writeln!(out, "  {} ({} s)", video.title, video.duration.unwrap_or_default())?;
    }

    writeln!(out, "How many tags each has:")?;
    let counts: Vec<(String, String, ProcessingStatus, i64)> = VideoSummary::query()
        .left_join(VideoSummary::TAGS)
        .filter(VideoSummary::USER_ID.eq(&ada.id))
        .group_by(VideoSummary::ID)
        .order_by((count(Tag::ID).desc(), VideoSummary::TITLE.asc()))
        .select((
            VideoSummary::ID,
            VideoSummary::TITLE,
            VideoSummary::PROCESSING_STATUS,
            count(Tag::ID),
        ))
        .all(&mine)
        .await?;
    for (id, title, status, tags) in &counts {
        let known = videos.iter().any(|video| video.id == *id);
        writeln!(
            out,
            "  {title}: {status}, {tags} tags{}",
            if known { "" } else { " (whose?)" }
        )?;
    }

    writeln!(out, "Bob tries to read one of hers.")?;
    let his = db.scope(&bob);
    match VideoSummary::find(&his, &first.id).await? {
        None => writeln!(out, "  there is nothing for him")?,
        Some(video) => return Err(format!("{} was shown to the wrong person", video.title).into()),
    }
    match VideoSummary::update(&first.id).title("Mine now").exec(&his).await {
        Err(Error::NotFound { .. }) => writeln!(out, "  and nothing to change")?,
        other => return Err(format!("expected NotFound, got {other:?}").into()),
    }

    writeln!(out, "Ada leaves.")?;
    let before = VideoSummary::count(&mine).await?;
    User::delete(db, &ada.id).await?;
    let after = VideoSummary::count(&mine).await?;
    writeln!(out, "  {before} summaries before, {after} after: the cascade took them")?;
    User::delete(db, &bob.id).await?;
    Ok(())
}

/// An address that no earlier run has used, so that the story can be told twice on one database.
fn unique_email(name: &str) -> String {
    format!("{name}+{}@example.com", tablesmith::Uuid::new_v4().simple())
}

//! Models of views: everything that reads.

use tablesmith::prelude::*;

use crate::databases::{databases, secured};
use crate::models::{NewTag, NewVideoSummaryTag, Tag, User, VideoSummary, VideoSummaryTag, summary, user};

/// A summary with how many tags it has.
#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(
    table = "tagged_summary",
    view,
    primary_key(columns(id)),
    scope(user_id, rls, owner = User)
)]
struct TaggedSummary {
    id: String,
    user_id: String,
    tags: i64,
    note: Option<String>,
}

#[tokio::test]
async fn each_reads_the_rows_of_a_view_that_are_theirs() {
    let plain = databases().await;
    for database in plain.into_iter().chain(secured().await) {
        let db = &database.db;
        let (anna, bert) = (user(db, "anna").await, user(db, "bert").await);
        let (hers, his) = (db.scope(&anna), db.scope(&bert));
        let tagged = VideoSummary::create(summary("anna0000001")).exec(&hers).await;
        let tagged = tagged.expect("hers");
        let other = VideoSummary::create(summary("anna0000002")).exec(&hers).await;
        let other = other.expect("hers");
        for name in ["rust", "sql"] {
            let tag = Tag::create(NewTag { name: name.into() }).exec(db).await.expect("a tag");
            let link = NewVideoSummaryTag {
                video_summary_id: tagged.id.clone(),
                tag_id: tag.id,
            };
            VideoSummaryTag::create(link).exec(&hers).await.expect("tagged");
        }

        let found = TaggedSummary::get(&hers, &tagged.id).await.expect("found");
        assert_eq!((found.tags, found.note.as_deref()), (2, None));
        assert_eq!(TaggedSummary::find(&his, &tagged.id).await.expect("no error"), None);
        assert_eq!(TaggedSummary::count(&hers).await.expect("counted"), 2);
        assert_eq!(TaggedSummary::count(&his).await.expect("counted"), 0);
        assert!(TaggedSummary::exists(&hers, &other.id).await.expect("no error"));
        let untagged = TaggedSummary::query().filter(TaggedSummary::TAGS.eq(0));
        let untagged = untagged.all(&hers).await.expect("listed");
        assert_eq!(
            untagged.iter().map(|row| &row.id).collect::<Vec<_>>(),
            [&other.id],
            "{untagged:?}"
        );
        let joined = TaggedSummary::query()
            .inner_join(VideoSummary::on(VideoSummary::ID.eq(TaggedSummary::ID)))
            .order_by(TaggedSummary::TAGS.desc())
            .select((VideoSummary::YOUTUBE_ID, TaggedSummary::TAGS))
            .all(&hers)
            .await
            .expect("joined");
        assert_eq!(joined, [("anna0000001".to_owned(), 2), ("anna0000002".to_owned(), 0)]);
    }
}

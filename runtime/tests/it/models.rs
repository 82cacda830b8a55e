//! The models of the tests, as an application would have them.

use tablesmith::{
    Dao, Date, DateTime, Decimal, Enum, Interval, IpCidr, IpInet, Json, MacAddress, New, Time, Timestamp, Uuid,
};

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "user", primary_key(columns(id)), unique(columns(email)))]
#[dao(relation(videos, many = VideoSummary))]
pub(crate) struct User {
    #[dao(default = "nanoid")]
    pub(crate) id: String,
    #[dao(validate(not_blank))]
    pub(crate) name: String,
    #[dao(type = "varchar(255)", validate(email))]
    pub(crate) email: String,
    #[dao(column = "emailVerified", default)]
    pub(crate) email_verified: bool,
    pub(crate) image: Option<String>,
    #[dao(default = "now")]
    pub(crate) created_at: Timestamp,
    #[dao(default = "now", update_default = "now")]
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, Clone, New)]
#[new(User)]
pub(crate) struct NewUser {
    pub(crate) name: String,
    pub(crate) email: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Enum)]
#[dao(name = "processing_status")]
pub(crate) enum ProcessingStatus {
    Pending,
    #[dao(value = "in progress")]
    InProgress,
    Completed,
}

#[derive(Debug, Clone, PartialEq, tablesmith::serde::Serialize, tablesmith::serde::Deserialize)]
#[serde(crate = "tablesmith::serde")]
pub(crate) struct Content {
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(
    table = "video_summary",
    primary_key(columns(id)),
    unique(columns(user_id, youtube_id)),
    foreign_key(columns(user_id), references = "user", to("id")),
    check("video_summary_duration_check"),
    scope(user_id, rls, owner = User)
)]
#[dao(relation(user, one = User, via(user_id)))]
#[dao(relation(tags, many = Tag, through = VideoSummaryTag))]
#[dao(relation(links, many = VideoSummaryTag))]
pub(crate) struct VideoSummary {
    #[dao(default = "nanoid")]
    pub(crate) id: String,
    pub(crate) user_id: String,
    #[dao(validate(length(11, 11)))]
    pub(crate) youtube_id: String,
    pub(crate) title: String,
    pub(crate) duration: Option<i32>,
    #[dao(default)]
    pub(crate) processing_status: ProcessingStatus,
    #[dao(json, type = "json")]
    pub(crate) content: Option<Content>,
}

#[derive(Debug, Clone, New)]
#[new(VideoSummary)]
pub(crate) struct NewVideoSummary {
    pub(crate) youtube_id: String,
    pub(crate) title: String,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "tag", primary_key(columns(id)), unique(columns(name)))]
#[dao(relation(videos, many = VideoSummary, through = VideoSummaryTag))]
#[dao(relation(links, many = VideoSummaryTag))]
pub(crate) struct Tag {
    #[dao(default)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Debug, Clone, New)]
#[new(Tag)]
pub(crate) struct NewTag {
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(
    table = "video_summary_tag",
    primary_key(columns(video_summary_id, tag_id)),
    foreign_key(columns(video_summary_id), references = "video_summary", to("id")),
    foreign_key(columns(tag_id), references = "tag", to("id")),
    scope("user_id", rls, owner = User, through(video_summary_id, references = "video_summary", to("id")))
)]
pub(crate) struct VideoSummaryTag {
    pub(crate) video_summary_id: String,
    pub(crate) tag_id: i64,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, New)]
#[new(VideoSummaryTag)]
pub(crate) struct NewVideoSummaryTag {
    pub(crate) video_summary_id: String,
    pub(crate) tag_id: i64,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "everything", primary_key(columns(id)))]
pub(crate) struct Everything {
    #[dao(default = "uuid")]
    pub(crate) id: Uuid,
    pub(crate) truth: bool,
    pub(crate) small: i16,
    pub(crate) medium: i32,
    pub(crate) large: i64,
    pub(crate) single: f32,
    pub(crate) double: f64,
    #[dao(type = "numeric(28,9)")]
    pub(crate) exact: Decimal,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) day: Date,
    pub(crate) clock: Time,
    pub(crate) local: DateTime,
    pub(crate) instant: Timestamp,
    pub(crate) span: Interval,
    #[dao(type = "json")]
    pub(crate) json: Json,
    pub(crate) jsonb: Json,
    pub(crate) host: IpInet,
    pub(crate) net: IpCidr,
    pub(crate) hardware: MacAddress,
    pub(crate) status: ProcessingStatus,
    pub(crate) numbers: Vec<i32>,
    pub(crate) words: Vec<String>,
    pub(crate) statuses: Vec<ProcessingStatus>,
    pub(crate) moments: Vec<Option<Timestamp>>,
    pub(crate) maybe: Option<i32>,
    pub(crate) point: Option<String>,
}

/// A user, signed up.
pub(crate) async fn user(db: &tablesmith::Db, name: &str) -> User {
    use tablesmith::Exec as _;
    let new = NewUser {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
    };
    User::create(new).exec(db).await.expect("a user")
}

/// What a new video summary needs.
pub(crate) fn summary(youtube_id: &str) -> NewVideoSummary {
    NewVideoSummary {
        youtube_id: youtube_id.to_owned(),
        title: format!("About {youtube_id}"),
    }
}

//! Rows as sqlx's users write them.

use chrono::{DateTime, Utc};
use contest::{Content, STATUSES};
use sqlx::types::Json;

#[derive(Debug, Clone, Copy, sqlx::Type)]
#[sqlx(type_name = "status", rename_all = "lowercase")]
pub(crate) enum Status {
    Pending,
    Completed,
    Failed,
}

/// A row of `summary`, old or new.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Summary {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) title: String,
    pub(crate) channel: Option<String>,
    pub(crate) status: Status,
    pub(crate) content: Json<Content>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl From<contest::Summary> for Summary {
    fn from(row: contest::Summary) -> Self {
        let moment = |at| DateTime::from_timestamp_micros(at).expect("the contest has moments of 2023");
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: match row.status.as_str() {
                "pending" => Status::Pending,
                "completed" => Status::Completed,
                _ => Status::Failed,
            },
            content: Json(row.content),
            created_at: moment(row.created_at),
            updated_at: moment(row.updated_at),
        }
    }
}

impl From<Summary> for contest::Summary {
    fn from(row: Summary) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: STATUSES[row.status as usize].to_owned(),
            content: row.content.0,
            created_at: row.created_at.timestamp_micros(),
            updated_at: row.updated_at.timestamp_micros(),
        }
    }
}

//! Rows as an application would have them.

use contest::{Content, STATUSES};
use jiff::Timestamp;

/// The enum of the column `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Pending,
    Completed,
    Failed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        STATUSES[self as usize]
    }

    pub(crate) fn parse(text: &str) -> contest::Result<Self> {
        match text {
            "pending" => Ok(Self::Pending),
            "completed" => Ok(Self::Completed),
            "failed" => Ok(Self::Failed),
            other => Err(format!("`{other}` is no status").into()),
        }
    }
}

/// A row of `summary`, old or new.
#[derive(Debug, Clone)]
pub struct Summary {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) title: String,
    pub(crate) channel: Option<String>,
    pub(crate) status: Status,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl From<contest::Summary> for Summary {
    fn from(row: contest::Summary) -> Self {
        let moment = |microseconds| Timestamp::from_microsecond(microseconds).expect("the contest has moments of 2023");
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: Status::parse(&row.status).expect("the contest has these values"),
            content: row.content,
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
            status: row.status.as_str().to_owned(),
            content: row.content,
            created_at: row.created_at.as_microsecond(),
            updated_at: row.updated_at.as_microsecond(),
        }
    }
}

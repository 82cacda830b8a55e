//! Entities in the form that SeaORM's generator writes.
#![expect(missing_docs, reason = "as the generator writes them")]

use contest::STATUSES;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Enum", enum_name = "status")]
pub enum Status {
    #[sea_orm(string_value = "pending")]
    Pending,
    #[sea_orm(string_value = "completed")]
    Completed,
    #[sea_orm(string_value = "failed")]
    Failed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Content {
    words: Vec<String>,
    score: i64,
}

pub mod summary {
    use sea_orm::entity::prelude::*;

    use super::{Content, Status};

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "summary")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub user_id: String,
        pub title: String,
        pub channel: Option<String>,
        pub status: Status,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Content,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod project {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "project")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        #[sea_orm(has_many)]
        pub tasks: HasMany<super::task::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod task {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub project_id: i64,
        pub title: String,
        #[sea_orm(belongs_to, from = "project_id", to = "id")]
        pub project: BelongsTo<super::project::Entity>,
        #[sea_orm(has_many)]
        pub comments: HasMany<super::comment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod comment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "comment")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub task_id: i64,
        pub body: String,
        #[sea_orm(belongs_to, from = "task_id", to = "id")]
        pub task: BelongsTo<super::task::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<contest::Summary> for summary::ActiveModel {
    fn from(row: contest::Summary) -> Self {
        let moment = |at| DateTimeUtc::from_timestamp_micros(at).expect("the contest has moments of 2023");
        Self {
            id: ActiveValue::Set(row.id),
            user_id: ActiveValue::Set(row.user_id),
            title: ActiveValue::Set(row.title),
            channel: ActiveValue::Set(row.channel),
            status: ActiveValue::Set(Status::try_from_value(&row.status).expect("the contest has these values")),
            content: ActiveValue::Set(Content {
                words: row.content.words,
                score: row.content.score,
            }),
            created_at: ActiveValue::Set(moment(row.created_at)),
            updated_at: ActiveValue::Set(moment(row.updated_at)),
        }
    }
}

impl From<summary::Model> for contest::Summary {
    fn from(row: summary::Model) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: STATUSES[row.status as usize].to_owned(),
            content: contest::Content {
                words: row.content.words,
                score: row.content.score,
            },
            created_at: row.created_at.timestamp_micros(),
            updated_at: row.updated_at.timestamp_micros(),
        }
    }
}

impl From<project::ModelEx> for contest::Project {
    fn from(project: project::ModelEx) -> Self {
        let comment = |comment: comment::ModelEx| contest::Comment {
            id: comment.id,
            task_id: comment.task_id,
            body: comment.body,
        };
        let task = |task: task::ModelEx| contest::Task {
            id: task.id,
            project_id: task.project_id,
            title: task.title,
            comments: task.comments.into_iter().map(comment).collect(),
        };
        Self {
            id: project.id,
            name: project.name,
            tasks: project.tasks.into_iter().map(task).collect(),
        }
    }
}

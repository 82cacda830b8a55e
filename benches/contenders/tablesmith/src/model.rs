//! The models, as `codegen` would write them.

use contest::Content;
use tablesmith::{Dao, Enum, New, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[dao(name = "status")]
pub(crate) enum Status {
    Pending,
    Completed,
    Failed,
}

/// A row of `summary`.
#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "summary", primary_key(columns(id)))]
pub struct Summary {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) title: String,
    pub(crate) channel: Option<String>,
    pub(crate) status: Status,
    #[dao(json)]
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// What a new one needs.
#[derive(Debug, Clone, New)]
#[new(Summary)]
pub struct NewSummary {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) title: String,
    pub(crate) channel: Option<String>,
    pub(crate) status: Status,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "project", primary_key(columns(id)))]
#[dao(relation(tasks, many = Task))]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "task", primary_key(columns(id)))]
#[dao(foreign_key(name = "task_project_id_fkey", columns(project_id), references = "project", to("id")))]
#[dao(relation(comments, many = Comment))]
pub(crate) struct Task {
    pub(crate) id: i64,
    pub(crate) project_id: i64,
    pub(crate) title: String,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "comment", primary_key(columns(id)))]
#[dao(foreign_key(name = "comment_task_id_fkey", columns(task_id), references = "task", to("id")))]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) task_id: i64,
    pub(crate) body: String,
}

/// A project with what belongs to it, as a query gives it.
pub struct Tree(pub(crate) (Project, Vec<(Task, Vec<Comment>)>));

impl From<contest::Summary> for NewSummary {
    fn from(row: contest::Summary) -> Self {
        let moment = |microseconds| Timestamp::from_microsecond(microseconds).expect("the contest has moments of 2023");
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: row.status.parse().expect("the contest has these values"),
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

impl From<Tree> for contest::Project {
    fn from(Tree((project, tasks)): Tree) -> Self {
        let comment = |comment: Comment| contest::Comment {
            id: comment.id,
            task_id: comment.task_id,
            body: comment.body,
        };
        let task = |(task, comments): (Task, Vec<Comment>)| contest::Task {
            id: task.id,
            project_id: task.project_id,
            title: task.title,
            comments: comments.into_iter().map(comment).collect(),
        };
        Self {
            id: project.id,
            name: project.name,
            tasks: tasks.into_iter().map(task).collect(),
        }
    }
}

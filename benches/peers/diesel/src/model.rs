//! Tables and rows as Diesel's users write them. The types of columns are our own, so that one table serves both databases.

use std::io::Write as _;

use chrono::{DateTime, Utc};
use contest::STATUSES;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{SqlType, Timestamptz, TimestamptzSqlite};
use diesel::sqlite::{Sqlite, SqliteValue};
use serde_json::{from_slice, from_str, to_string, to_writer};

/// Foreign keys, a write-ahead log that is not forced at each commit, and moments in the form that Diesel tries first and
/// writes itself, where they are not yet: in others it would be measured by how many forms it tries before.
pub const SQLITE_SET_UP: &str = "pragma foreign_keys = on; pragma synchronous = normal; pragma busy_timeout = 5000; \
    update summary set created_at = replace(replace(created_at, 'T', ' '), 'Z', '+00:00'), \
    updated_at = replace(replace(updated_at, 'T', ' '), 'Z', '+00:00') where created_at like '%T%'";

/// The tables.
#[expect(missing_docs, reason = "the macro has no place for it")]
pub mod schema {
    diesel::table! {
        use diesel::sql_types::{Nullable, Text};
        use crate::model::{ContentType, MomentType, StatusType};

        summary (id) {
            id -> Text,
            user_id -> Text,
            title -> Text,
            channel -> Nullable<Text>,
            status -> StatusType,
            content -> ContentType,
            created_at -> MomentType,
            updated_at -> MomentType,
        }
    }

    diesel::table! {
        project (id) {
            id -> BigInt,
            name -> Text,
        }
    }

    diesel::table! {
        task (id) {
            id -> BigInt,
            project_id -> BigInt,
            title -> Text,
        }
    }

    diesel::table! {
        comment (id) {
            id -> BigInt,
            task_id -> BigInt,
            body -> Text,
        }
    }

    diesel::joinable!(task -> project (project_id));
    diesel::joinable!(comment -> task (task_id));
    diesel::allow_tables_to_appear_in_same_query!(summary, project, task, comment);
}

use self::schema::{comment, project, summary, task};

/// The enum `status`, or text.
#[derive(Debug, Clone, Copy, QueryId, SqlType)]
#[diesel(postgres_type(name = "status"), sqlite_type(name = "Text"))]
pub struct StatusType;

/// `jsonb`, or text.
#[derive(Debug, Clone, Copy, QueryId, SqlType)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct ContentType;

/// `timestamptz`, or text.
#[derive(Debug, Clone, Copy, QueryId, SqlType)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct MomentType;

/// The enum of the column `status`.
#[derive(Debug, Clone, Copy, AsExpression, FromSqlRow)]
#[diesel(sql_type = StatusType)]
pub enum Status {
    /// Not begun.
    Pending,
    /// Done.
    Completed,
    /// Not to be done.
    Failed,
}

impl Status {
    fn parse(text: &[u8]) -> deserialize::Result<Self> {
        match text {
            b"pending" => Ok(Self::Pending),
            b"completed" => Ok(Self::Completed),
            b"failed" => Ok(Self::Failed),
            _ => Err("an unknown status".into()),
        }
    }
}

impl FromSql<StatusType, Pg> for Status {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Self::parse(value.as_bytes())
    }
}

impl ToSql<StatusType, Pg> for Status {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Pg>) -> serialize::Result {
        output.write_all(STATUSES[*self as usize].as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<StatusType, Sqlite> for Status {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Self::parse(value.read_text().as_bytes())
    }
}

impl ToSql<StatusType, Sqlite> for Status {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        output.set_value(STATUSES[*self as usize]);
        Ok(IsNull::No)
    }
}

/// The JSON of the column `content`.
#[derive(Debug, Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = ContentType)]
pub struct Content(pub contest::Content);

impl FromSql<ContentType, Pg> for Content {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        // A version, then text.
        Ok(Self(from_slice(value.as_bytes().get(1..).unwrap_or_default())?))
    }
}

impl ToSql<ContentType, Pg> for Content {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Pg>) -> serialize::Result {
        output.write_all(&[1])?;
        to_writer(output, &self.0)?;
        Ok(IsNull::No)
    }
}

impl FromSql<ContentType, Sqlite> for Content {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(from_str(value.read_text())?))
    }
}

impl ToSql<ContentType, Sqlite> for Content {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        output.set_value(to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

/// What stands in the columns of moments.
#[derive(Debug, Clone, Copy, AsExpression, FromSqlRow)]
#[diesel(sql_type = MomentType)]
pub struct Moment(pub DateTime<Utc>);

impl FromSql<MomentType, Pg> for Moment {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Timestamptz, Pg>::from_sql(value).map(Self)
    }
}

impl ToSql<MomentType, Pg> for Moment {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.0, output)
    }
}

impl FromSql<MomentType, Sqlite> for Moment {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        FromSql::<TimestamptzSqlite, Sqlite>::from_sql(value).map(Self)
    }
}

impl ToSql<MomentType, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, output: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        ToSql::<TimestamptzSqlite, Sqlite>::to_sql(&self.0, output)
    }
}

/// A row of `summary`, old or new. `treat_none_as_default_value = false` lets its statements be kept prepared.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = summary, treat_none_as_default_value = false)]
pub struct Summary {
    /// The key.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Its title.
    pub title: String,
    /// Where it comes from.
    pub channel: Option<String>,
    /// How far it is.
    pub status: Status,
    /// What it says.
    pub content: Content,
    /// When it was made.
    pub created_at: Moment,
    /// When it was changed.
    pub updated_at: Moment,
}

/// A row of `project`.
#[derive(Debug, Clone, Queryable, Identifiable)]
#[diesel(table_name = project)]
pub struct Project {
    id: i64,
    name: String,
}

/// A row of `task`.
#[derive(Debug, Clone, Queryable, Identifiable, Associations)]
#[diesel(table_name = task, belongs_to(Project))]
pub struct Task {
    id: i64,
    project_id: i64,
    title: String,
}

/// A row of `comment`.
#[derive(Debug, Clone, Queryable, Identifiable, Associations)]
#[diesel(table_name = comment, belongs_to(Task))]
pub struct Comment {
    id: i64,
    task_id: i64,
    body: String,
}

/// A project with what belongs to it.
pub struct Tree(Project, Vec<(Task, Vec<Comment>)>);

/// As Diesel's guide puts them together.
pub fn assemble(projects: Vec<Project>, tasks: Vec<Task>, comments: Vec<Comment>) -> Vec<Tree> {
    let comments = comments.grouped_by(&tasks);
    let tasks: Vec<Vec<(Task, Vec<Comment>)>> = tasks.into_iter().zip(comments).grouped_by(&projects);
    let tree = |(project, tasks)| Tree(project, tasks);
    projects.into_iter().zip(tasks).map(tree).collect()
}

impl From<contest::Summary> for Summary {
    fn from(row: contest::Summary) -> Self {
        let moment = |at| Moment(DateTime::from_timestamp_micros(at).expect("the contest has moments of 2023"));
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            channel: row.channel,
            status: Status::parse(row.status.as_bytes()).expect("the contest has these values"),
            content: Content(row.content),
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
            created_at: row.created_at.0.timestamp_micros(),
            updated_at: row.updated_at.0.timestamp_micros(),
        }
    }
}

impl From<Tree> for contest::Project {
    fn from(Tree(project, tasks): Tree) -> Self {
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

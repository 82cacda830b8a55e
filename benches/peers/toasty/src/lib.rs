//! Toasty: models, on a pool that is told not to ping the server before it lends a connection.
//!
//! It cannot give back a row as it was changed, unless the row was read before, and it does not group.

use contest::{Contender, PAGE, Result, STATUSES, unsupported};
use jiff::Timestamp;
use toasty::{Db, Deferred, Embed, Json, Model, create};

/// The enum of the column `status`.
#[derive(Debug, Clone, Copy, Embed)]
#[column(type = enum("status"))]
pub enum Status {
    /// Not begun.
    Pending,
    /// Done.
    Completed,
    /// Not to be done.
    Failed,
}

/// A row of `project`.
#[derive(Debug, Model)]
#[table = "project"]
pub struct Project {
    #[key]
    id: i64,
    name: String,
    #[has_many]
    tasks: Deferred<Vec<Task>>,
}

/// A row of `task`.
#[derive(Debug, Model)]
#[table = "task"]
pub struct Task {
    #[key]
    id: i64,
    #[index]
    project_id: i64,
    #[belongs_to(key = project_id, references = id)]
    project: Deferred<Project>,
    title: String,
    #[has_many]
    comments: Deferred<Vec<Comment>>,
}

/// A row of `comment`.
#[derive(Debug, Model)]
#[table = "comment"]
pub struct Comment {
    #[key]
    id: i64,
    #[index]
    task_id: i64,
    #[belongs_to(key = task_id, references = id)]
    task: Deferred<Task>,
    body: String,
}

impl From<Project> for contest::Project {
    fn from(project: Project) -> Self {
        let comment = |comment: &Comment| contest::Comment {
            id: comment.id,
            task_id: comment.task_id,
            body: comment.body.clone(),
        };
        let task = |task: &Task| contest::Task {
            id: task.id,
            project_id: task.project_id,
            title: task.title.clone(),
            comments: task.comments.get().iter().map(comment).collect(),
        };
        Self {
            id: project.id,
            name: project.name,
            tasks: project.tasks.get().iter().map(task).collect(),
        }
    }
}

/// SQLite's part of what a connection is told.
async fn set_up(db: &mut Db, url: &str) -> Result<()> {
    if url.starts_with("sqlite:") {
        for pragma in ["pragma foreign_keys = on", "pragma synchronous = normal"] {
            toasty::sql::statement(pragma).exec(db).await?;
        }
    }
    Ok(())
}

/// The type of a column of JSON is part of the model, so that each database has a model.
macro_rules! contender {
    ($contender:ident, $module:ident, $json:ident) => {
        mod $module {
            use super::{Json, Model, STATUSES, Status, Timestamp};

            /// A row of `summary`.
            #[derive(Debug, Model)]
            #[table = "summary"]
            pub struct Summary {
                #[key]
                pub(super) id: String,
                #[index]
                pub(super) user_id: String,
                pub(super) title: String,
                pub(super) channel: Option<String>,
                pub(super) status: Status,
                #[column(type = $json)]
                pub(super) content: Json<contest::Content>,
                pub(super) created_at: Timestamp,
                pub(super) updated_at: Timestamp,
            }

            impl From<contest::Summary> for Summary {
                fn from(row: contest::Summary) -> Self {
                    let moment = |at| Timestamp::from_microsecond(at).expect("the contest has moments of 2023");
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
                        created_at: row.created_at.as_microsecond(),
                        updated_at: row.updated_at.as_microsecond(),
                    }
                }
            }
        }

        /// A pool.
        pub struct $contender {
            db: Db,
        }

        impl Contender for $contender {
            type Summary = $module::Summary;
            type New = $module::Summary;
            type Project = Project;

            async fn connect(url: &str) -> Result<Self> {
                let mut builder = Db::builder();
                builder
                    .models(toasty::models!($module::Summary, Project, Task, Comment))
                    .pool_pre_ping(false);
                let mut db = builder.connect(url).await?;
                set_up(&mut db, url).await?;
                Ok(Self { db })
            }

            async fn another(&mut self) -> Result<Self> {
                Ok(Self { db: self.db.clone() })
            }

            async fn find(&mut self, id: &str) -> Result<Self::Summary> {
                Ok($module::Summary::get_by_id(&mut self.db, id).await?)
            }

            async fn list(&mut self, user_id: &str) -> Result<Vec<Self::Summary>> {
                let query = $module::Summary::filter_by_user_id(user_id)
                    .order_by($module::Summary::fields().id().asc())
                    .limit(100);
                Ok(query.exec(&mut self.db).await?)
            }

            async fn list_all(&mut self) -> Result<Vec<Self::Summary>> {
                let query = $module::Summary::all()
                    .order_by($module::Summary::fields().id().asc())
                    .limit(10_000);
                Ok(query.exec(&mut self.db).await?)
            }

            async fn insert_each(&mut self, rows: Vec<Self::New>) -> Result<Vec<Self::Summary>> {
                let mut transaction = self.db.transaction().await?;
                let mut written = Vec::with_capacity(rows.len());
                for row in rows {
                    let new = create!($module::Summary {
                        id: row.id,
                        user_id: row.user_id,
                        title: row.title,
                        channel: row.channel,
                        status: row.status,
                        content: row.content,
                        created_at: row.created_at,
                        updated_at: row.updated_at,
                    });
                    written.push(new.exec(&mut transaction).await?);
                }
                transaction.commit().await?;
                Ok(written)
            }

            async fn update_each(&mut self, _: &[String], _: &str) -> Result<Vec<Self::Summary>> {
                unsupported()
            }

            async fn insert_many(&mut self, rows: Vec<Self::New>) -> Result<()> {
                let mut all = $module::Summary::create_many();
                for row in rows {
                    all = all.item(create!($module::Summary {
                        id: row.id,
                        user_id: row.user_id,
                        title: row.title,
                        channel: row.channel,
                        status: row.status,
                        content: row.content,
                        created_at: row.created_at,
                        updated_at: row.updated_at,
                    }));
                }
                all.exec(&mut self.db).await?;
                Ok(())
            }

            async fn delete_of(&mut self, user_id: &str) -> Result<()> {
                let query = $module::Summary::filter_by_user_id(user_id).delete();
                query.exec(&mut self.db).await?;
                Ok(())
            }

            async fn trees(&mut self) -> Result<Vec<Project>> {
                let query = Project::all()
                    .include(Project::fields().tasks().comments())
                    .order_by(Project::fields().id().asc());
                Ok(query.exec(&mut self.db).await?)
            }

            async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
                unsupported()
            }

            async fn pages(&mut self, pages: usize) -> Result<Vec<Self::Summary>> {
                let fields = $module::Summary::fields();
                let query = $module::Summary::all().order_by((fields.user_id().asc(), fields.id().asc()));
                let mut found = Vec::new();
                let mut page = query.paginate(PAGE).exec(&mut self.db).await?;
                for _ in 1..pages {
                    let Some(next) = page.next(&mut self.db).await? else {
                        break;
                    };
                    found.append(&mut page.items);
                    page = next;
                }
                found.append(&mut page.items);
                Ok(found)
            }
        }
    };
}

contender!(Postgres, postgres, jsonb);
contender!(Sqlite, sqlite, text);

//! Diesel: queries from types, on a connection that keeps the thread until a statement is done.

pub mod model;

use contest::{Contender, PAGE, Result};
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use libsqlite3_sys as _; // built in, for want of a feature of Diesel's own that says so

use self::model::schema::{project, summary, task};
use self::model::{Comment, Project, Summary, Task, Tree};

/// A connection to PostgreSQL.
pub struct Postgres {
    url: String,
    connection: PgConnection,
}

/// A connection to SQLite.
pub struct Sqlite {
    url: String,
    connection: SqliteConnection,
}

fn open_postgres(url: &str) -> Result<PgConnection> {
    Ok(PgConnection::establish(url)?)
}

fn open_sqlite(url: &str) -> Result<SqliteConnection> {
    use diesel::connection::SimpleConnection as _;
    let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite:"))?;
    connection.batch_execute(model::SQLITE_SET_UP)?;
    Ok(connection)
}

macro_rules! contender {
    ($contender:ident, $open:ident) => {
        impl Contender for $contender {
            type Summary = Summary;
            type New = Summary;
            type Project = Tree;

            async fn connect(url: &str) -> Result<Self> {
                Ok(Self {
                    url: url.to_owned(),
                    connection: $open(url)?,
                })
            }

            async fn another(&mut self) -> Result<Self> {
                Self::connect(&self.url).await
            }

            const BLOCKING: bool = true;

            async fn find(&mut self, id: &str) -> Result<Summary> {
                Ok(summary::table.find(id).first(&mut self.connection)?)
            }

            async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
                let query = summary::table.filter(summary::user_id.eq(user_id));
                Ok(query.order(summary::id).limit(100).load(&mut self.connection)?)
            }

            async fn list_all(&mut self) -> Result<Vec<Summary>> {
                let query = summary::table.order(summary::id).limit(10_000);
                Ok(query.load(&mut self.connection)?)
            }

            async fn insert_each(&mut self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
                let written = self.connection.transaction(|connection| {
                    let insert = |row| {
                        let query = diesel::insert_into(summary::table).values(row);
                        query.get_result(connection)
                    };
                    rows.iter().map(insert).collect::<QueryResult<_>>()
                });
                Ok(written?)
            }

            async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
                let written = self.connection.transaction(|connection| {
                    let update = |id| {
                        let query = diesel::update(summary::table.find(id)).set(summary::title.eq(title));
                        query.get_result(connection)
                    };
                    ids.iter().map(update).collect::<QueryResult<_>>()
                });
                Ok(written?)
            }

            async fn insert_many(&mut self, rows: Vec<Summary>) -> Result<()> {
                let query = diesel::insert_into(summary::table).values(&rows);
                query.execute(&mut self.connection)?;
                Ok(())
            }

            async fn delete_of(&mut self, user_id: &str) -> Result<()> {
                let query = diesel::delete(summary::table.filter(summary::user_id.eq(user_id)));
                query.execute(&mut self.connection)?;
                Ok(())
            }

            async fn trees(&mut self) -> Result<Vec<Tree>> {
                let projects: Vec<Project> = project::table.order(project::id).load(&mut self.connection)?;
                let tasks: Vec<Task> = Task::belonging_to(&projects).load(&mut self.connection)?;
                let comments: Vec<Comment> = Comment::belonging_to(&tasks).load(&mut self.connection)?;
                Ok(model::assemble(projects, tasks, comments))
            }

            async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
                let query = project::table.left_join(task::table).group_by(project::id);
                let query = query.select((
                    project::id,
                    project::name,
                    diesel::dsl::count(task::id.nullable()),
                ));
                Ok(query.order(project::id).load(&mut self.connection)?)
            }

            async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
                let size = i64::try_from(PAGE)?;
                let query = summary::table.order((summary::user_id, summary::id)).limit(size);
                let mut found: Vec<Summary> = query.load(&mut self.connection)?;
                for _ in 1..pages {
                    let Some(last) = found.last() else { break };
                    let same = summary::user_id.eq(&last.user_id).and(summary::id.gt(&last.id));
                    let after = summary::user_id.gt(&last.user_id).or(same);
                    let page: Vec<Summary> = query.filter(after).load(&mut self.connection)?;
                    found.extend(page);
                }
                Ok(found)
            }
        }
    };
}

contender!(Postgres, open_postgres);
contender!(Sqlite, open_sqlite);

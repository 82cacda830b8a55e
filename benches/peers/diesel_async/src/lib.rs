//! diesel-async: Diesel's queries, on connections that do not keep the thread.

use contender_diesel::model::schema::{project, summary, task};
use contender_diesel::model::{Comment, Project, SQLITE_SET_UP, Summary, Task, Tree, assemble};
use contest::{Contender, PAGE, Result};
use diesel::prelude::*;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};

/// A connection to PostgreSQL.
pub struct Postgres {
    url: String,
    connection: AsyncPgConnection,
}

/// A connection to SQLite.
pub struct Sqlite {
    url: String,
    connection: SyncConnectionWrapper<SqliteConnection>,
}

async fn open_postgres(url: &str) -> Result<AsyncPgConnection> {
    Ok(AsyncPgConnection::establish(url).await?)
}

async fn open_sqlite(url: &str) -> Result<SyncConnectionWrapper<SqliteConnection>> {
    let mut connection = SyncConnectionWrapper::establish(url.trim_start_matches("sqlite:")).await?;
    connection.batch_execute(SQLITE_SET_UP).await?;
    Ok(connection)
}

async fn insert_many_postgres(connection: &mut AsyncPgConnection, rows: &[Summary]) -> Result<()> {
    let query = diesel::insert_into(summary::table).values(rows);
    query.execute(connection).await?;
    Ok(())
}

/// One by one: many rows in one statement do not compile here, as they do for the connection that is wrapped.
async fn insert_many_sqlite(connection: &mut SyncConnectionWrapper<SqliteConnection>, rows: &[Summary]) -> Result<()> {
    let written = connection.transaction(async |connection| {
        for row in rows {
            let query = diesel::insert_into(summary::table).values(row);
            query.execute(connection).await?;
        }
        QueryResult::Ok(())
    });
    Ok(written.await?)
}

macro_rules! contender {
    ($contender:ident, $open:ident, $insert_many:ident) => {
        impl Contender for $contender {
            type Summary = Summary;
            type New = Summary;
            type Project = Tree;

            async fn connect(url: &str) -> Result<Self> {
                Ok(Self {
                    url: url.to_owned(),
                    connection: $open(url).await?,
                })
            }

            async fn another(&mut self) -> Result<Self> {
                Self::connect(&self.url).await
            }

            async fn find(&mut self, id: &str) -> Result<Summary> {
                Ok(summary::table.find(id).first(&mut self.connection).await?)
            }

            async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
                let query = summary::table.filter(summary::user_id.eq(user_id));
                Ok(query
                    .order(summary::id)
                    .limit(100)
                    .load(&mut self.connection)
                    .await?)
            }

            async fn list_all(&mut self) -> Result<Vec<Summary>> {
                let query = summary::table.order(summary::id).limit(10_000);
                Ok(query.load(&mut self.connection).await?)
            }

            async fn insert_each(&mut self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
                let written = self.connection.transaction(async |connection| {
                    let mut written = Vec::with_capacity(rows.len());
                    for row in &rows {
                        let query = diesel::insert_into(summary::table).values(row);
                        written.push(query.get_result(connection).await?);
                    }
                    QueryResult::Ok(written)
                });
                Ok(written.await?)
            }

            async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
                let written = self.connection.transaction(async |connection| {
                    let mut written = Vec::with_capacity(ids.len());
                    for id in ids {
                        let query = diesel::update(summary::table.find(id)).set(summary::title.eq(title));
                        written.push(query.get_result(connection).await?);
                    }
                    QueryResult::Ok(written)
                });
                Ok(written.await?)
            }

            async fn insert_many(&mut self, rows: Vec<Summary>) -> Result<()> {
                $insert_many(&mut self.connection, &rows).await
            }

            async fn delete_of(&mut self, user_id: &str) -> Result<()> {
                let query = diesel::delete(summary::table.filter(summary::user_id.eq(user_id)));
                query.execute(&mut self.connection).await?;
                Ok(())
            }

            async fn trees(&mut self) -> Result<Vec<Tree>> {
                let projects: Vec<Project> = project::table
                    .order(project::id)
                    .load(&mut self.connection)
                    .await?;
                let tasks: Vec<Task> = Task::belonging_to(&projects).load(&mut self.connection).await?;
                let comments: Vec<Comment> = Comment::belonging_to(&tasks).load(&mut self.connection).await?;
                Ok(assemble(projects, tasks, comments))
            }

            async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
                let query = project::table.left_join(task::table).group_by(project::id);
                let query = query.select((
                    project::id,
                    project::name,
                    diesel::dsl::count(task::id.nullable()),
                ));
                Ok(query.order(project::id).load(&mut self.connection).await?)
            }

            async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
                let size = i64::try_from(PAGE)?;
                let query = summary::table.order((summary::user_id, summary::id)).limit(size);
                let mut found: Vec<Summary> = query.load(&mut self.connection).await?;
                for _ in 1..pages {
                    let Some(last) = found.last() else { break };
                    let same = summary::user_id.eq(&last.user_id).and(summary::id.gt(&last.id));
                    let after = summary::user_id.gt(&last.user_id).or(same);
                    let page: Vec<Summary> = query.filter(after).load(&mut self.connection).await?;
                    found.extend(page);
                }
                Ok(found)
            }
        }
    };
}

contender!(Postgres, open_postgres, insert_many_postgres);
contender!(Sqlite, open_sqlite, insert_many_sqlite);

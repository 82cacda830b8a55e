//! sqlx: statements as text, kept prepared by the connection.
//!
//! Each has a connection instead of a pool, because a pool pings the server whenever it is given a connection back.

mod model;

use contest::{Comment, Contender, PAGE, Project, Result, Task, assemble};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::types::Json;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, QueryBuilder, SqliteConnection};

use self::model::Summary;

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

async fn open_postgres(url: &str) -> Result<PgConnection> {
    Ok(PgConnection::connect(url).await?)
}

async fn open_sqlite(url: &str) -> Result<SqliteConnection> {
    let options = url.parse::<SqliteConnectOptions>()?;
    let options = options.foreign_keys(true).synchronous(SqliteSynchronous::Normal);
    Ok(options.connect().await?)
}

/// As sqlx's FAQ advises.
async fn insert_many_postgres(connection: &mut PgConnection, rows: Vec<Summary>) -> Result<()> {
    let texts = |text: fn(&Summary) -> &str| rows.iter().map(text).collect::<Vec<_>>();
    let (ids, people, titles) = (texts(|row| &row.id), texts(|row| &row.user_id), texts(|row| &row.title));
    let channels: Vec<_> = rows.iter().map(|row| row.channel.as_deref()).collect();
    let statuses: Vec<_> = rows.iter().map(|row| row.status).collect();
    let contents: Vec<_> = rows.iter().map(|row| Json(&row.content.0)).collect();
    let created: Vec<_> = rows.iter().map(|row| row.created_at).collect();
    let updated: Vec<_> = rows.iter().map(|row| row.updated_at).collect();
    sqlx::query("insert into summary select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(ids)
        .bind(people)
        .bind(titles)
        .bind(channels)
        .bind(statuses)
        .bind(contents)
        .bind(created)
        .bind(updated)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_many_sqlite(connection: &mut SqliteConnection, rows: Vec<Summary>) -> Result<()> {
    let mut query = QueryBuilder::new(
        "insert into summary (id, user_id, title, channel, status, content, created_at, updated_at) ",
    );
    query.push_values(rows, |mut values, row| {
        values
            .push_bind(row.id)
            .push_bind(row.user_id)
            .push_bind(row.title)
            .push_bind(row.channel)
            .push_bind(row.status)
            .push_bind(row.content)
            .push_bind(row.created_at)
            .push_bind(row.updated_at);
    });
    query.build().execute(connection).await?;
    Ok(())
}

/// `$in` and `$keys` say how a list of keys is one parameter.
macro_rules! contender {
    ($contender:ident, $open:ident, $insert_many:ident, $in:literal, $keys:expr) => {
        impl Contender for $contender {
            type Summary = Summary;
            type New = Summary;
            type Project = Project;

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
                let query = sqlx::query_as("select * from summary where id = $1").bind(id);
                Ok(query.fetch_one(&mut self.connection).await?)
            }

            async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
                let query = sqlx::query_as("select * from summary where user_id = $1 order by id limit 100");
                Ok(query.bind(user_id).fetch_all(&mut self.connection).await?)
            }

            async fn list_all(&mut self) -> Result<Vec<Summary>> {
                let query = sqlx::query_as("select * from summary order by id limit 10000");
                Ok(query.fetch_all(&mut self.connection).await?)
            }

            async fn insert_each(&mut self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
                let mut transaction = self.connection.begin().await?;
                let mut written = Vec::with_capacity(rows.len());
                for row in rows {
                    let query = sqlx::query_as(
                        "insert into summary (id, user_id, title, channel, status, content, created_at, updated_at) \
                         values ($1, $2, $3, $4, $5, $6, $7, $8) returning *",
                    );
                    let query = query
                        .bind(row.id)
                        .bind(row.user_id)
                        .bind(row.title)
                        .bind(row.channel)
                        .bind(row.status)
                        .bind(row.content)
                        .bind(row.created_at)
                        .bind(row.updated_at);
                    written.push(query.fetch_one(&mut *transaction).await?);
                }
                transaction.commit().await?;
                Ok(written)
            }

            async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
                let mut transaction = self.connection.begin().await?;
                let mut written = Vec::with_capacity(ids.len());
                for id in ids {
                    let query = sqlx::query_as("update summary set title = $1 where id = $2 returning *");
                    written.push(query.bind(title).bind(id).fetch_one(&mut *transaction).await?);
                }
                transaction.commit().await?;
                Ok(written)
            }

            async fn insert_many(&mut self, rows: Vec<Summary>) -> Result<()> {
                $insert_many(&mut self.connection, rows).await
            }

            async fn delete_of(&mut self, user_id: &str) -> Result<()> {
                let query = sqlx::query("delete from summary where user_id = $1").bind(user_id);
                query.execute(&mut self.connection).await?;
                Ok(())
            }

            async fn trees(&mut self) -> Result<Vec<Project>> {
                let keys = $keys;
                let projects: Vec<(i64, String)> = sqlx::query_as("select id, name from project order by id")
                    .fetch_all(&mut self.connection)
                    .await?;
                let query = concat!(
                    "select id, project_id, title from task where project_id ",
                    $in,
                    " order by id"
                );
                let tasks: Vec<(i64, i64, String)> = sqlx::query_as(query)
                    .bind(keys(projects.iter().map(|project| project.0).collect()))
                    .fetch_all(&mut self.connection)
                    .await?;
                let query = concat!(
                    "select id, task_id, body from comment where task_id ",
                    $in,
                    " order by id"
                );
                let comments: Vec<(i64, i64, String)> = sqlx::query_as(query)
                    .bind(keys(tasks.iter().map(|task| task.0).collect()))
                    .fetch_all(&mut self.connection)
                    .await?;
                let project = |(id, name)| Project {
                    id,
                    name,
                    tasks: Vec::new(),
                };
                let task = |(id, project_id, title)| Task {
                    id,
                    project_id,
                    title,
                    comments: Vec::new(),
                };
                let comment = |(id, task_id, body)| Comment { id, task_id, body };
                Ok(assemble(
                    projects.into_iter().map(project).collect(),
                    tasks.into_iter().map(task).collect(),
                    comments.into_iter().map(comment).collect(),
                ))
            }

            async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
                let query = sqlx::query_as(
                    "select p.id, p.name, count(t.id) from project p left join task t on t.project_id = p.id \
                     group by p.id order by p.id",
                );
                Ok(query.fetch_all(&mut self.connection).await?)
            }

            async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
                let size = i64::try_from(PAGE)?;
                let first = sqlx::query_as("select * from summary order by user_id, id limit $1");
                let mut found: Vec<Summary> = first.bind(size).fetch_all(&mut self.connection).await?;
                for _ in 1..pages {
                    let Some(last) = found.last() else { break };
                    let next = sqlx::query_as(
                        "select * from summary where (user_id, id) > ($1, $2) order by user_id, id limit $3",
                    );
                    let next = next.bind(&last.user_id).bind(&last.id).bind(size);
                    let page: Vec<Summary> = next.fetch_all(&mut self.connection).await?;
                    found.extend(page);
                }
                Ok(found)
            }
        }
    };
}

contender!(
    Postgres,
    open_postgres,
    insert_many_postgres,
    "= any($1)",
    |keys: Vec<i64>| keys
);
contender!(
    Sqlite,
    open_sqlite,
    insert_many_sqlite,
    "in (select value from json_each($1))",
    |keys: Vec<i64>| Json(keys)
);

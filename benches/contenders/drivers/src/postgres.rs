//! By hand with tokio-postgres: statements prepared beforehand, one connection, rows decoded while they arrive.

use std::error::Error;
use std::pin::pin;

use contest::{Comment, Contender, Content, PAGE, Project, Result, Task, assemble};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use tokio_postgres::types::{BorrowToSql, FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row, Statement};

use crate::model::{Status, Summary};

/// 2000-01-01 in microseconds since 1970-01-01.
const EPOCH: i64 = 946_684_800_000_000;

/// `timestamptz` as the server sends it.
#[derive(Debug)]
struct Moment(Timestamp);

impl<'a> FromSql<'a> for Moment {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let microseconds = i64::from_be_bytes(raw.try_into()?) + EPOCH;
        Ok(Self(Timestamp::from_microsecond(microseconds)?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TIMESTAMPTZ
    }
}

impl ToSql for Moment {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&(self.0.as_microsecond() - EPOCH).to_be_bytes());
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::TIMESTAMPTZ
    }

    to_sql_checked!();
}

/// `jsonb` as the server sends it: a version, then text.
#[derive(Debug)]
struct Document<'a>(&'a Content);

struct ReadDocument(Content);

impl<'a> FromSql<'a> for ReadDocument {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(serde_json::from_slice(raw.get(1..).unwrap_or_default())?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }
}

impl ToSql for Document<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&[1]);
        out.extend_from_slice(&serde_json::to_vec(self.0)?);
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }

    to_sql_checked!();
}

/// A connection and its statements.
pub struct Postgres {
    url: String,
    client: Client,
    find: Statement,
    list: Statement,
    list_all: Statement,
    insert: Statement,
    update: Statement,
    insert_many: Statement,
    projects: Statement,
    tasks: Statement,
    comments: Statement,
    counts: Statement,
    first_page: Statement,
    next_page: Statement,
}

fn summary(row: &Row) -> Result<Summary> {
    Ok(Summary {
        id: row.try_get(0)?,
        user_id: row.try_get(1)?,
        title: row.try_get(2)?,
        channel: row.try_get(3)?,
        status: Status::parse(row.try_get(4)?)?,
        content: row.try_get::<_, ReadDocument>(5)?.0,
        created_at: row.try_get::<_, Moment>(6)?.0,
        updated_at: row.try_get::<_, Moment>(7)?.0,
    })
}

impl Postgres {
    async fn rows<T, P, I>(
        &self,
        statement: &Statement,
        values: I,
        decode: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = P, IntoIter: ExactSizeIterator>,
    {
        let mut rows = pin!(self.client.query_raw(statement, values).await?);
        let mut found = Vec::new();
        while let Some(row) = rows.try_next().await? {
            found.push(decode(&row)?);
        }
        Ok(found)
    }

    async fn insert_all(&self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            let values: [&(dyn ToSql + Sync); 8] = [
                &row.id,
                &row.user_id,
                &row.title,
                &row.channel,
                &row.status.as_str(),
                &Document(&row.content),
                &Moment(row.created_at),
                &Moment(row.updated_at),
            ];
            written.push(summary(&self.client.query_one(&self.insert, &values).await?)?);
        }
        Ok(written)
    }
}

impl Contender for Postgres {
    type Summary = Summary;
    type New = Summary;
    type Project = Project;

    async fn connect(url: &str) -> Result<Self> {
        const COLUMNS: &str = "id, user_id, title, channel, status::text, content, created_at, updated_at";
        const NAMES: &str = "id, user_id, title, channel, status, content, created_at, updated_at";
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let prepare = async |sql: String| client.prepare(&sql).await;
        Ok(Self {
            url: url.to_owned(),
            find: prepare(format!("select {COLUMNS} from summary where id = $1")).await?,
            list: prepare(format!(
                "select {COLUMNS} from summary where user_id = $1 order by id limit 100"
            ))
            .await?,
            list_all: prepare(format!("select {COLUMNS} from summary order by id limit 10000")).await?,
            insert: prepare(format!(
                "insert into summary ({NAMES}) values ($1, $2, $3, $4, $5::text::status, $6, $7, $8) returning {COLUMNS}"
            ))
            .await?,
            update: prepare(format!("update summary set title = $1 where id = $2 returning {COLUMNS}")).await?,
            insert_many: prepare(format!(
                "insert into summary ({NAMES}) select a, b, c, d, e::status, f::jsonb, g, h from unnest($1::text[], \
                 $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[]) \
                 as t (a, b, c, d, e, f, g, h)"
            ))
            .await?,
            projects: prepare("select id, name from project order by id".to_owned()).await?,
            tasks: prepare("select id, project_id, title from task where project_id = any($1) order by id".to_owned())
                .await?,
            comments: prepare("select id, task_id, body from comment where task_id = any($1) order by id".to_owned())
                .await?,
            counts: prepare(
                "select p.id, p.name, count(t.id) from project p left join task t on t.project_id = p.id \
                 group by p.id order by p.id"
                    .to_owned(),
            )
            .await?,
            first_page: prepare(format!(
                "select {COLUMNS} from summary order by user_id, id limit {PAGE}"
            ))
            .await?,
            next_page: prepare(format!(
                "select {COLUMNS} from summary where (user_id, id) > ($1, $2) order by user_id, id limit {PAGE}"
            ))
            .await?,
            client,
        })
    }

    async fn another(&mut self) -> Result<Self> {
        Self::connect(&self.url).await
    }

    async fn find(&mut self, id: &str) -> Result<Summary> {
        summary(&self.client.query_one(&self.find, &[&id]).await?)
    }

    async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
        self.rows(&self.list, [user_id], summary).await
    }

    async fn list_all(&mut self) -> Result<Vec<Summary>> {
        self.rows(&self.list_all, [] as [&str; 0], summary).await
    }

    async fn insert_each(&mut self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
        self.client.batch_execute("begin").await?;
        let written = self.insert_all(rows).await?;
        self.client.batch_execute("commit").await?;
        Ok(written)
    }

    async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
        self.client.batch_execute("begin").await?;
        let mut written = Vec::with_capacity(ids.len());
        for id in ids {
            written.push(summary(&self.client.query_one(&self.update, &[&title, id]).await?)?);
        }
        self.client.batch_execute("commit").await?;
        Ok(written)
    }

    async fn insert_many(&mut self, rows: Vec<Summary>) -> Result<()> {
        fn texts<'a>(rows: &'a [Summary], text: impl Fn(&'a Summary) -> &'a str) -> Vec<&'a str> {
            rows.iter().map(text).collect()
        }
        let channels: Vec<_> = rows.iter().map(|row| row.channel.as_deref()).collect();
        let contents = rows.iter().map(|row| serde_json::to_string(&row.content));
        let contents = contents.collect::<Result<Vec<_>, _>>()?;
        let created: Vec<_> = rows.iter().map(|row| Moment(row.created_at)).collect();
        let updated: Vec<_> = rows.iter().map(|row| Moment(row.updated_at)).collect();
        let values: [&(dyn ToSql + Sync); 8] = [
            &texts(&rows, |row| &row.id),
            &texts(&rows, |row| &row.user_id),
            &texts(&rows, |row| &row.title),
            &channels,
            &texts(&rows, |row| row.status.as_str()),
            &contents,
            &created,
            &updated,
        ];
        self.client.execute(&self.insert_many, &values).await?;
        Ok(())
    }

    async fn delete_of(&mut self, user_id: &str) -> Result<()> {
        self.client
            .execute("delete from summary where user_id = $1", &[&user_id])
            .await?;
        Ok(())
    }

    async fn trees(&mut self) -> Result<Vec<Project>> {
        let project = |row: &Row| {
            Ok(Project {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                tasks: Vec::new(),
            })
        };
        let task = |row: &Row| {
            Ok(Task {
                id: row.try_get(0)?,
                project_id: row.try_get(1)?,
                title: row.try_get(2)?,
                comments: Vec::new(),
            })
        };
        let comment = |row: &Row| {
            Ok(Comment {
                id: row.try_get(0)?,
                task_id: row.try_get(1)?,
                body: row.try_get(2)?,
            })
        };
        let projects = self.rows(&self.projects, [] as [&str; 0], project).await?;
        let keys: Vec<i64> = projects.iter().map(|project| project.id).collect();
        let tasks = self.rows(&self.tasks, [keys], task).await?;
        let keys: Vec<i64> = tasks.iter().map(|task| task.id).collect();
        let comments = self.rows(&self.comments, [keys], comment).await?;
        Ok(assemble(projects, tasks, comments))
    }

    async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
        let count = |row: &Row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        self.rows(&self.counts, [] as [&str; 0], count).await
    }

    async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
        let mut found = self.rows(&self.first_page, [] as [&str; 0], summary).await?;
        for _ in 1..pages {
            let Some(last) = found.last() else { break };
            let page = self.rows(&self.next_page, [&last.user_id, &last.id], summary).await?;
            found.extend(page);
        }
        Ok(found)
    }
}

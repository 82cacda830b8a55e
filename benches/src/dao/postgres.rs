//! The same statements by hand with tokio-postgres.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use tablesmith::Timestamp;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::contender::{Contender, Operation, each};
use super::model::{Content, NewSummary, Summary, key, new_rows, user};

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

pub(crate) struct TokioPostgres {
    client: Client,
    find: Statement,
    list_by_user: Statement,
    list_all: Statement,
    insert: Statement,
    update: Statement,
    insert_many: Statement,
}

impl TokioPostgres {
    pub(crate) async fn connect(url: &str) -> Result<Self, Box<dyn Error>> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let columns = "id, user_id, title, channel, status::text, content, created_at, updated_at";
        let names = "id, user_id, title, channel, status, content, created_at, updated_at";
        let prepare = async |sql: String| client.prepare(&sql).await;
        Ok(Self {
            find: prepare(format!("select {columns} from summary where id = $1")).await?,
            list_by_user: prepare(format!("select {columns} from summary where user_id = $1 limit $2")).await?,
            list_all: prepare(format!("select {columns} from summary order by summary.id limit $1")).await?,
            insert: prepare(format!(
                "insert into summary ({names}) values ($1, $2, $3, $4, $5::text::status, $6, $7, $8) returning {columns}"
            ))
            .await?,
            update: prepare(format!("update summary set title = $1 where id = $2 returning {columns}")).await?,
            insert_many: prepare(format!(
                "insert into summary ({names}) select u.a, u.b, u.c, u.d, u.e::status, u.f::jsonb, u.g, u.h from \
                 unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], \
                 $8::timestamptz[]) as u(a, b, c, d, e, f, g, h)"
            ))
            .await?,
            client,
        })
    }

    async fn insert_many(&self, rows: &[NewSummary]) -> Result<(), Box<dyn Error>> {
        fn texts<'a>(rows: &'a [NewSummary], text: impl Fn(&'a NewSummary) -> &'a str) -> Vec<&'a str> {
            rows.iter().map(text).collect()
        }
        let channels: Vec<_> = rows.iter().map(|row| row.channel.as_deref()).collect();
        let contents = rows.iter().map(|row| serde_json::to_string(&row.content));
        let contents = contents.collect::<Result<Vec<_>, _>>()?;
        let created: Vec<_> = rows.iter().map(|row| Moment(row.created_at)).collect();
        let updated: Vec<_> = rows.iter().map(|row| Moment(row.updated_at)).collect();
        self.client
            .execute(
                &self.insert_many,
                &[
                    &texts(rows, |row| &row.id),
                    &texts(rows, |row| &row.user_id),
                    &texts(rows, |row| &row.title),
                    &channels,
                    &texts(rows, |row| row.status.as_str()),
                    &contents,
                    &created,
                    &updated,
                ],
            )
            .await?;
        Ok(())
    }
}

fn summary(row: &Row) -> Result<Summary, Box<dyn Error>> {
    Ok(Summary {
        id: row.try_get(0)?,
        user_id: row.try_get(1)?,
        title: row.try_get(2)?,
        channel: row.try_get(3)?,
        status: row.try_get::<_, &str>(4)?.parse()?,
        content: row.try_get::<_, ReadDocument>(5)?.0,
        created_at: row.try_get::<_, Moment>(6)?.0,
        updated_at: row.try_get::<_, Moment>(7)?.0,
    })
}

fn summaries(rows: &[Row]) -> Result<Vec<Summary>, Box<dyn Error>> {
    rows.iter().map(summary).collect()
}

impl Contender for TokioPostgres {
    async fn run(&mut self, operation: Operation) -> Result<f64, Box<dyn Error>> {
        let (client, times) = (&self.client, operation.times());
        match operation {
            Operation::FindByKey => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                let started = Instant::now();
                for key in &keys {
                    black_box(summary(&client.query_one(&self.find, &[key]).await?)?);
                }
                Ok(each(started, times))
            }
            Operation::ListByUser => {
                let users: Vec<String> = (0..times).map(user).collect();
                let started = Instant::now();
                for user in &users {
                    black_box(summaries(&client.query(&self.list_by_user, &[user, &100_i64]).await?)?);
                }
                Ok(each(started, times))
            }
            Operation::ListAll => {
                let started = Instant::now();
                for _ in 0..times {
                    black_box(summaries(&client.query(&self.list_all, &[&10_000_i64]).await?)?);
                }
                Ok(each(started, times))
            }
            Operation::InsertOne => {
                let rows = new_rows(times);
                client.batch_execute("begin").await?;
                let started = Instant::now();
                for row in &rows {
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
                    black_box(summary(&client.query_one(&self.insert, &values).await?)?);
                }
                let took = each(started, times);
                client.batch_execute("rollback").await?;
                Ok(took)
            }
            Operation::UpdateOne => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                client.batch_execute("begin").await?;
                let started = Instant::now();
                for key in &keys {
                    black_box(summary(
                        &client.query_one(&self.update, &[&"Another title", key]).await?,
                    )?);
                }
                let took = each(started, times);
                client.batch_execute("rollback").await?;
                Ok(took)
            }
            Operation::InsertMany => {
                let rows = new_rows(1_000);
                let started = Instant::now();
                self.insert_many(&rows).await?;
                let took = each(started, times);
                client
                    .batch_execute("delete from summary where user_id = 'nobody'")
                    .await?;
                Ok(took)
            }
        }
    }
}

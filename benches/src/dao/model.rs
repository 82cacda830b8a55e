//! The model, and its methods as a contender.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use tablesmith::prelude::*;
use tablesmith::{Dao, Db, Enum, New, Timestamp};

use super::USERS;
use super::contender::{Contender, Operation, each};

pub(crate) const SQLITE_TABLE: &str = "create table summary (id text primary key, user_id text not null, \
    title text not null, channel text, status text not null, content text not null, created_at text not null, \
    updated_at text not null) strict; create index summary_user on summary (user_id)";

pub(crate) const POSTGRES_TABLE: &str = "create type status as enum ('pending', 'completed', 'failed'); \
    create table summary (id text primary key, user_id text not null, title text not null, channel text, \
    status status not null, content jsonb not null, created_at timestamptz not null, updated_at timestamptz not null); \
    create index summary_user on summary (user_id)";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[dao(name = "status")]
pub(crate) enum Status {
    Pending,
    Completed,
    Failed,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Content {
    pub(crate) words: Vec<String>,
    pub(crate) score: i64,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "summary", primary_key(columns(id)))]
pub(crate) struct Summary {
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

#[derive(Debug, Clone, New)]
#[new(Summary)]
pub(crate) struct NewSummary {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) title: String,
    pub(crate) channel: Option<String>,
    pub(crate) status: Status,
    pub(crate) content: Content,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl NewSummary {
    pub(crate) fn numbered(number: usize) -> Self {
        let seconds = 1_700_000_000 + i64::try_from(number).unwrap_or(0);
        let moment = Timestamp::new(seconds, 123_456_000).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            id: key(number),
            user_id: user(number % USERS),
            title: format!("How to store the summary number {number}"),
            channel: (!number.is_multiple_of(3)).then(|| "A channel of medium length".to_owned()),
            status: if number.is_multiple_of(2) {
                Status::Completed
            } else {
                Status::Pending
            },
            content: Content {
                words: vec!["tables".to_owned(), "rows".to_owned(), "columns".to_owned()],
                score: seconds,
            },
            created_at: moment,
            updated_at: moment,
        }
    }
}

pub(crate) fn key(number: usize) -> String {
    format!("summary-{number:08}")
}

pub(crate) fn user(number: usize) -> String {
    format!("user-{number:04}")
}

/// Rows that are not there yet, of nobody who has some.
pub(crate) fn new_rows(count: usize) -> Vec<NewSummary> {
    (1_000_000..1_000_000 + count)
        .map(|number| NewSummary {
            user_id: "nobody".to_owned(),
            ..NewSummary::numbered(number)
        })
        .collect()
}

/// The methods of the model.
pub(crate) struct Tablesmith {
    pub(crate) db: Db,
}

impl Contender for Tablesmith {
    async fn run(&mut self, operation: Operation) -> Result<f64, Box<dyn Error>> {
        let (db, times) = (&self.db, operation.times());
        match operation {
            Operation::FindByKey => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                let started = Instant::now();
                for key in &keys {
                    black_box(Summary::get(db, key).await?);
                }
                Ok(each(started, times))
            }
            Operation::ListByUser => {
                let users: Vec<String> = (0..times).map(user).collect();
                let started = Instant::now();
                for user in &users {
                    let query = Summary::query().filter(Summary::USER_ID.eq(user.as_str())).limit(100);
                    black_box(query.all(db).await?);
                }
                Ok(each(started, times))
            }
            Operation::ListAll => {
                let started = Instant::now();
                for _ in 0..times {
                    black_box(Summary::all(db, 10_000).await?);
                }
                Ok(each(started, times))
            }
            Operation::InsertOne => {
                let rows = new_rows(times);
                let mut took = 0.0;
                let undone = db
                    .transaction(async |tx| {
                        let started = Instant::now();
                        for row in rows {
                            black_box(Summary::create(row).exec(&tx).await?);
                        }
                        took = each(started, times);
                        Err::<(), _>(tablesmith::Error::other("undo it"))
                    })
                    .await;
                undone_as_told(undone)?;
                Ok(took)
            }
            Operation::UpdateOne => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                let mut took = 0.0;
                let undone = db
                    .transaction(async |tx| {
                        let started = Instant::now();
                        for key in &keys {
                            black_box(Summary::update(key).title("Another title").exec(&tx).await?);
                        }
                        took = each(started, times);
                        Err::<(), _>(tablesmith::Error::other("undo it"))
                    })
                    .await;
                undone_as_told(undone)?;
                Ok(took)
            }
            Operation::InsertMany => {
                let rows = new_rows(1_000);
                let started = Instant::now();
                Summary::insert_many(db, rows).await?;
                let took = each(started, times);
                Summary::query()
                    .filter(Summary::USER_ID.eq("nobody"))
                    .delete(db)
                    .await?;
                Ok(took)
            }
        }
    }
}

fn undone_as_told(outcome: tablesmith::Result<()>) -> tablesmith::Result<()> {
    match outcome {
        Err(tablesmith::Error::Other(_)) => Ok(()),
        outcome => outcome,
    }
}

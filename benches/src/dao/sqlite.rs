//! The same statements by hand with rusqlite.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, Row, params};

use super::contender::{Contender, Operation, each};
use super::model::{NewSummary, Summary, key, new_rows, user};

const COLUMNS: &str = "id, user_id, title, channel, status, content, created_at, updated_at";

pub(crate) struct Rusqlite {
    connection: Connection,
}

impl Rusqlite {
    pub(crate) fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "normal")?;
        Ok(Self { connection })
    }

    fn insert(&self, row: &NewSummary, returning: bool) -> Result<Option<Summary>, Box<dyn Error>> {
        let returned = if returning {
            format!(" returning {COLUMNS}")
        } else {
            String::new()
        };
        let sql = format!("insert into summary ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8){returned}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let content = serde_json::to_string(&row.content)?;
        let (created, updated) = (written(row.created_at), written(row.updated_at));
        let values = params![
            row.id,
            row.user_id,
            row.title,
            row.channel,
            row.status.as_str(),
            content,
            created,
            updated
        ];
        if returning {
            return Ok(Some(statement.query_row(values, |found| Ok(summary(found)))??));
        }
        statement.execute(values)?;
        Ok(None)
    }
}

fn written(moment: tablesmith::Timestamp) -> String {
    format!("{moment:.6}")
}

fn summary(row: &Row<'_>) -> Result<Summary, Box<dyn Error>> {
    Ok(Summary {
        id: row.get(0)?,
        user_id: row.get(1)?,
        title: row.get(2)?,
        channel: row.get(3)?,
        status: row.get_ref(4)?.as_str()?.parse()?,
        content: serde_json::from_str(row.get_ref(5)?.as_str()?)?,
        created_at: row.get_ref(6)?.as_str()?.parse()?,
        updated_at: row.get_ref(7)?.as_str()?.parse()?,
    })
}

impl Contender for Rusqlite {
    async fn run(&mut self, operation: Operation) -> Result<f64, Box<dyn Error>> {
        let times = operation.times();
        let connection = &self.connection;
        match operation {
            Operation::FindByKey => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                let sql = format!("select {COLUMNS} from summary where id = ?1");
                let started = Instant::now();
                for key in &keys {
                    let mut statement = connection.prepare_cached(&sql)?;
                    black_box(statement.query_row([key], |row| Ok(summary(row)))??);
                }
                Ok(each(started, times))
            }
            Operation::ListByUser => {
                let users: Vec<String> = (0..times).map(user).collect();
                let sql = format!("select {COLUMNS} from summary where user_id = ?1 limit ?2");
                let started = Instant::now();
                for user in &users {
                    let mut statement = connection.prepare_cached(&sql)?;
                    let mut rows = statement.query(params![user, 100])?;
                    let mut found = Vec::new();
                    while let Some(row) = rows.next()? {
                        found.push(summary(row)?);
                    }
                    black_box(found);
                }
                Ok(each(started, times))
            }
            Operation::ListAll => {
                let sql = format!("select {COLUMNS} from summary order by id limit ?1");
                let started = Instant::now();
                for _ in 0..times {
                    let mut statement = connection.prepare_cached(&sql)?;
                    let mut rows = statement.query([10_000])?;
                    let mut found = Vec::new();
                    while let Some(row) = rows.next()? {
                        found.push(summary(row)?);
                    }
                    black_box(found);
                }
                Ok(each(started, times))
            }
            Operation::InsertOne => {
                let rows = new_rows(times);
                connection.execute_batch("begin immediate")?;
                let started = Instant::now();
                for row in &rows {
                    black_box(self.insert(row, true)?);
                }
                let took = each(started, times);
                connection.execute_batch("rollback")?;
                Ok(took)
            }
            Operation::UpdateOne => {
                let keys: Vec<String> = (0..times).map(|number| key(number * 31)).collect();
                let sql = format!("update summary set title = ?1 where id = ?2 returning {COLUMNS}");
                connection.execute_batch("begin immediate")?;
                let started = Instant::now();
                for key in &keys {
                    let mut statement = connection.prepare_cached(&sql)?;
                    black_box(statement.query_row(["Another title", key], |row| Ok(summary(row)))??);
                }
                let took = each(started, times);
                connection.execute_batch("rollback")?;
                Ok(took)
            }
            Operation::InsertMany => {
                let rows = new_rows(1_000);
                let started = Instant::now();
                connection.execute_batch("begin immediate")?;
                for row in &rows {
                    self.insert(row, false)?;
                }
                connection.execute_batch("commit")?;
                let took = each(started, times);
                connection.execute("delete from summary where user_id = 'nobody'", [])?;
                Ok(took)
            }
        }
    }
}

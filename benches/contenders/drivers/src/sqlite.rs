//! By hand with rusqlite: `prepare_cached`, one connection, on the calling thread.

use std::path::PathBuf;

use contest::{Comment, Contender, PAGE, Project, Result, Task, assemble};
use rusqlite::{Connection, Params, Row, params};

use crate::model::{Status, Summary};

const COLUMNS: &str = "id, user_id, title, channel, status, content, created_at, updated_at";

/// A connection.
pub struct Sqlite {
    path: PathBuf,
    connection: Connection,
    statements: Statements,
}

/// Put together once, as constants would be in an application.
struct Statements {
    find: String,
    list: String,
    list_all: String,
    insert: String,
    insert_returning: String,
    update: String,
    first_page: String,
    next_page: String,
}

impl Statements {
    fn new() -> Self {
        let insert = format!("insert into summary ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        Self {
            find: format!("select {COLUMNS} from summary where id = ?1"),
            list: format!("select {COLUMNS} from summary where user_id = ?1 order by id limit 100"),
            list_all: format!("select {COLUMNS} from summary order by id limit 10000"),
            insert_returning: format!("{insert} returning {COLUMNS}"),
            insert,
            update: format!("update summary set title = ?1 where id = ?2 returning {COLUMNS}"),
            first_page: format!("select {COLUMNS} from summary order by user_id, id limit {PAGE}"),
            next_page: format!(
                "select {COLUMNS} from summary where (user_id, id) > (?1, ?2) order by user_id, id limit {PAGE}"
            ),
        }
    }
}

fn written(moment: jiff::Timestamp) -> String {
    format!("{moment:.6}")
}

fn summary(row: &Row<'_>) -> Result<Summary> {
    Ok(Summary {
        id: row.get(0)?,
        user_id: row.get(1)?,
        title: row.get(2)?,
        channel: row.get(3)?,
        status: Status::parse(row.get_ref(4)?.as_str()?)?,
        content: serde_json::from_str(row.get_ref(5)?.as_str()?)?,
        created_at: row.get_ref(6)?.as_str()?.parse()?,
        updated_at: row.get_ref(7)?.as_str()?.parse()?,
    })
}

impl Sqlite {
    fn rows<T>(&self, sql: &str, values: impl Params, decode: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(decode(row)?);
        }
        Ok(found)
    }

    fn insert(&self, row: &Summary, returning: bool) -> Result<Option<Summary>> {
        let sql = if returning {
            &self.statements.insert_returning
        } else {
            &self.statements.insert
        };
        let mut statement = self.connection.prepare_cached(sql)?;
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

impl Contender for Sqlite {
    type Summary = Summary;
    type New = Summary;
    type Project = Project;

    async fn connect(url: &str) -> Result<Self> {
        let path = PathBuf::from(url.trim_start_matches("sqlite:"));
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "normal")?;
        Ok(Self {
            path,
            connection,
            statements: Statements::new(),
        })
    }

    async fn another(&mut self) -> Result<Self> {
        Self::connect(&format!("sqlite:{}", self.path.display())).await
    }

    const BLOCKING: bool = true;

    async fn find(&mut self, id: &str) -> Result<Summary> {
        let mut statement = self.connection.prepare_cached(&self.statements.find)?;
        statement.query_row([id], |row| Ok(summary(row)))?
    }

    async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
        self.rows(&self.statements.list, [user_id], summary)
    }

    async fn list_all(&mut self) -> Result<Vec<Summary>> {
        self.rows(&self.statements.list_all, [], summary)
    }

    async fn insert_each(&mut self, rows: Vec<Summary>) -> Result<Vec<Summary>> {
        self.connection.execute_batch("begin immediate")?;
        let mut written = Vec::with_capacity(rows.len());
        for row in &rows {
            written.extend(self.insert(row, true)?);
        }
        self.connection.execute_batch("commit")?;
        Ok(written)
    }

    async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
        self.connection.execute_batch("begin immediate")?;
        let mut written = Vec::with_capacity(ids.len());
        for id in ids {
            let mut statement = self.connection.prepare_cached(&self.statements.update)?;
            written.push(statement.query_row([title, id], |row| Ok(summary(row)))??);
        }
        self.connection.execute_batch("commit")?;
        Ok(written)
    }

    async fn insert_many(&mut self, rows: Vec<Summary>) -> Result<()> {
        self.connection.execute_batch("begin immediate")?;
        for row in &rows {
            self.insert(row, false)?;
        }
        self.connection.execute_batch("commit")?;
        Ok(())
    }

    async fn delete_of(&mut self, user_id: &str) -> Result<()> {
        self.connection
            .execute("delete from summary where user_id = ?1", [user_id])?;
        Ok(())
    }

    async fn trees(&mut self) -> Result<Vec<Project>> {
        let project = |row: &Row<'_>| {
            Ok(Project {
                id: row.get(0)?,
                name: row.get(1)?,
                tasks: Vec::new(),
            })
        };
        let task = |row: &Row<'_>| {
            Ok(Task {
                id: row.get(0)?,
                project_id: row.get(1)?,
                title: row.get(2)?,
                comments: Vec::new(),
            })
        };
        let comment = |row: &Row<'_>| {
            Ok(Comment {
                id: row.get(0)?,
                task_id: row.get(1)?,
                body: row.get(2)?,
            })
        };
        let projects = self.rows("select id, name from project order by id", [], project)?;
        let keys: Vec<i64> = projects.iter().map(|project| project.id).collect();
        let tasks = self.rows(
            "select id, project_id, title from task where project_id in (select value from json_each(?1)) order by id",
            [serde_json::to_string(&keys)?],
            task,
        )?;
        let keys: Vec<i64> = tasks.iter().map(|task| task.id).collect();
        let comments = self.rows(
            "select id, task_id, body from comment where task_id in (select value from json_each(?1)) order by id",
            [serde_json::to_string(&keys)?],
            comment,
        )?;
        Ok(assemble(projects, tasks, comments))
    }

    async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
        self.rows(
            "select p.id, p.name, count(t.id) from project p left join task t on t.project_id = p.id \
             group by p.id order by p.id",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
        let mut found = self.rows(&self.statements.first_page, [], summary)?;
        for _ in 1..pages {
            let Some(last) = found.last() else { break };
            let page = self.rows(&self.statements.next_page, [&last.user_id, &last.id], summary)?;
            found.extend(page);
        }
        Ok(found)
    }
}

//! The data that every contender is given, and the forms in which answers are compared.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Rows of `summary`.
const ROWS: usize = 10_000;
/// Whose they are, a hundred each.
const PEOPLE: usize = 100;
/// Rows of `project`.
const PROJECTS: usize = 100;
/// Tasks of a project, and comments of a task.
const EACH: usize = 10;
/// Rows of the grouped query.
pub const GROUPS: usize = PROJECTS;
/// Rows of a page.
pub const PAGE: usize = 50;
/// Pages that are read, one after the other.
pub const PAGES: usize = 5;
/// The values of the enum.
pub const STATUSES: [&str; 3] = ["pending", "completed", "failed"];

/// A row of `summary`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The key.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Its title.
    pub title: String,
    /// NULL in every third row.
    pub channel: Option<String>,
    /// One of [`STATUSES`]: an enum on PostgreSQL, text on SQLite.
    pub status: String,
    /// JSON: `jsonb` on PostgreSQL, text on SQLite.
    pub content: Content,
    /// In microseconds since 1970: `timestamptz` on PostgreSQL, RFC 3339 on SQLite.
    pub created_at: i64,
    /// The same.
    pub updated_at: i64,
}

/// What the JSON says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Some words.
    pub words: Vec<String>,
    /// A number.
    pub score: i64,
}

/// A row of `project`, with its tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Project {
    /// The key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// In the order of their keys when compared.
    pub tasks: Vec<Task>,
}

/// A row of `task`, with its comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    /// The key.
    pub id: i64,
    /// The project's.
    pub project_id: i64,
    /// Its title.
    pub title: String,
    /// In the order of their keys when compared.
    pub comments: Vec<Comment>,
}

/// A row of `comment`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comment {
    /// The key.
    pub id: i64,
    /// The task's.
    pub task_id: i64,
    /// Its text.
    pub body: String,
}

impl Summary {
    fn numbered(number: usize) -> Self {
        let seconds = 1_700_000_000 + integer(number);
        let moment = seconds * 1_000_000 + 123_456;
        Self {
            id: key(number),
            user_id: person(number),
            title: format!("How to store the summary number {number}"),
            channel: (!number.is_multiple_of(3)).then(|| "A channel of medium length".to_owned()),
            status: STATUSES[number % 2].to_owned(),
            content: Content {
                words: vec!["tables".to_owned(), "rows".to_owned(), "columns".to_owned()],
                score: seconds,
            },
            created_at: moment,
            updated_at: moment,
        }
    }
}

/// Puts comments with their tasks and tasks with their projects, all of which come in the order of their keys: for those whose
/// library does not do it.
pub fn assemble(mut projects: Vec<Project>, mut tasks: Vec<Task>, comments: Vec<Comment>) -> Vec<Project> {
    for comment in comments {
        if let Ok(at) = tasks.binary_search_by_key(&comment.task_id, |task| task.id) {
            tasks[at].comments.push(comment);
        }
    }
    for task in tasks {
        if let Ok(at) = projects.binary_search_by_key(&task.project_id, |project| project.id) {
            projects[at].tasks.push(task);
        }
    }
    projects
}

/// The key of the summary of a number; numbers beyond those of the rows start over.
pub fn key(number: usize) -> String {
    format!(
        "summary-{:08}",
        if number < ROWS * 100 { number % ROWS } else { number }
    )
}

/// The key of the person of a number; numbers beyond those of the people start over.
pub fn person(number: usize) -> String {
    format!("user-{:04}", number % PEOPLE)
}

/// Rows that are not there yet, of somebody who has none.
pub fn new_rows(count: usize, person: &str) -> Vec<Summary> {
    let first = ROWS * 100;
    let row = |number| Summary {
        user_id: person.to_owned(),
        ..Summary::numbered(number)
    };
    (first..first + count).map(row).collect()
}

/// The statements that make the tables and fill them, on PostgreSQL or else on SQLite.
pub fn script(postgres: bool) -> String {
    let (integer_key, integer_type, suffix) = if postgres {
        ("bigint primary key", "bigint", "")
    } else {
        ("integer primary key", "integer", " strict")
    };
    let (status, json, moment) = if postgres {
        ("status", "jsonb", "timestamptz")
    } else {
        ("text", "text", "text")
    };
    let mut sql = String::new();
    if postgres {
        let _ = writeln!(sql, "create type status as enum ('{}');", STATUSES.join("', '"));
    }
    let _ = writeln!(
        sql,
        "create table summary (id text primary key, user_id text not null, title text not null, channel text, \
         status {status} not null, content {json} not null, created_at {moment} not null, \
         updated_at {moment} not null){suffix};\n\
         create index summary_user on summary (user_id, id);\n\
         create table project (id {integer_key}, name text not null){suffix};\n\
         create table task (id {integer_key}, project_id {integer_type} not null references project (id), \
         title text not null){suffix};\n\
         create index task_project on task (project_id);\n\
         create table comment (id {integer_key}, task_id {integer_type} not null references task (id), \
         body text not null){suffix};\n\
         create index comment_task on comment (task_id);"
    );
    fill(&mut sql, "summary", ROWS, |number| {
        let row = Summary::numbered(number);
        let channel = row.channel.map_or("null".to_owned(), |channel| format!("'{channel}'"));
        let words = row.content.words.join("\",\"");
        let moment = rfc3339(row.content.score);
        format!(
            "'{}', '{}', '{}', {channel}, '{}', '{{\"words\":[\"{words}\"],\"score\":{}}}', '{moment}', '{moment}'",
            row.id, row.user_id, row.title, row.status, row.content.score
        )
    });
    fill(&mut sql, "project", PROJECTS, |number| {
        format!("{number}, 'Project {number}'")
    });
    fill(&mut sql, "task", PROJECTS * EACH, |number| {
        format!("{number}, {}, 'Task {number} of a project'", number / EACH)
    });
    fill(&mut sql, "comment", PROJECTS * EACH * EACH, |number| {
        format!("{number}, {}, 'What was said of a task, {number}'", number / EACH)
    });
    sql
}

fn fill(sql: &mut String, table: &str, rows: usize, row: impl Fn(usize) -> String) {
    let _ = write!(sql, "insert into {table} values");
    for number in 0..rows {
        let _ = write!(sql, "{}\n({})", if number == 0 { "" } else { "," }, row(number));
    }
    sql.push_str(";\n");
}

/// A moment of November 2023, with the microseconds that all of them have.
fn rfc3339(seconds: i64) -> String {
    // 2023-11-14 begins with this second, and the last row is of the day after the first.
    let since = seconds - 1_699_920_000;
    let (day, second) = (14 + since / 86_400, since % 86_400);
    format!(
        "2023-11-{day:02}T{:02}:{:02}:{:02}.123456Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

fn integer(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of rows are small")
}

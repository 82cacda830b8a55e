//! Files of SQL, run one after the other in a throwaway database.

use tablesmith::Db;
use tablesmith::migrate::cut;

use crate::database::{DatabaseError, client_commands, in_scratch, introspect};
use crate::dialect::{DialectName, Introspected};
use crate::import;
use crate::statement::Script;

/// What came of it.
#[derive(Debug)]
pub struct Made {
    /// What the database holds in the end.
    pub found: Introspected,
    /// Statements that were not run, being of a server and of no schema.
    pub skipped: Vec<String>,
}

/// A statement that the database does not take.
#[derive(Debug, thiserror::Error)]
#[error("{path}, line {line}: `{statement}`")]
pub struct ScriptError {
    /// The file.
    pub path: String,
    /// The line in it, from 1.
    pub line: usize,
    /// How the statement begins.
    pub statement: String,
    /// What the database says.
    pub source: Box<tablesmith::Error>,
}

/// One statement of a script.
struct Statement<'a> {
    line: usize,
    sql: &'a str,
    control: Option<Control>,
    /// Whether it is a setting of the session, which a newer server's dump may have and an older one not know.
    is_setting: bool,
}

/// What a statement does to a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Control {
    Begin,
    End,
}

/// Runs scripts in their order in an empty database in the `scratch` place, and reads what they make.
///
/// Tools run a file in a transaction, or each statement by itself. Which it is shows where the file opens or ends one;
/// else a transaction is tried first, and without it what does not go in one (`CREATE INDEX CONCURRENTLY`).
///
/// # Errors
/// [`DatabaseError`] when the scratch place cannot be used; the inner one for a statement that the database refuses.
pub async fn made(
    scratch: &str,
    dialect: DialectName,
    scripts: &[import::Script],
) -> Result<Result<Made, ScriptError>, DatabaseError> {
    in_scratch(scratch, dialect, async |db| {
        let mut skipped = Vec::new();
        for script in scripts {
            if let Err(error) = run(db, dialect, script, &mut skipped).await? {
                return Ok(Err(error));
            }
        }
        let found = introspect(db).await?;
        Ok(Ok(Made { found, skipped }))
    })
    .await
}

async fn run(
    db: &Db,
    dialect: DialectName,
    script: &import::Script,
    skipped: &mut Vec<String>,
) -> Result<Result<(), ScriptError>, DatabaseError> {
    let pieces: Vec<_> = (script.pieces.iter())
        .map(|piece| (piece.line, client_commands::without(dialect, &piece.sql)))
        .collect();
    let behaviour = dialect.dialect();
    let mut statements = Vec::new();
    for (line, sql) in &pieces {
        let texts = cut(sql, db.dialect());
        let before = sql.len() - texts.iter().map(|text| text.len()).sum::<usize>();
        let mut line = line + sql[..before].matches('\n').count();
        for text in texts {
            let words = Script::read(behaviour, text).map(|script| script.statements()[0].capitals());
            let words = words.unwrap_or_default();
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            statements.push(Statement {
                line,
                sql: text,
                control: control(&words),
                is_setting: words.first() == Some(&"SET"),
            });
            line += text.matches('\n').count();
        }
    }
    statements.retain(|statement| {
        let is_of_server = behaviour.is_of_server(statement.sql);
        if is_of_server {
            skipped.push(beginning(statement.sql));
        }
        !is_of_server
    });

    let connection = db.dedicated().await?;
    let all = async |skipped: &mut Vec<String>| {
        for statement in &statements {
            let Err(error) = connection.batch(statement.sql).await else {
                continue;
            };
            if statement.is_setting && is_of_statement(&error) {
                skipped.push(beginning(statement.sql));
                continue;
            }
            return Err(ScriptError {
                path: script.path.clone(),
                line: statement.line,
                statement: beginning(statement.sql),
                source: Box::new(error),
            });
        }
        Ok(())
    };
    let mut controls = statements.iter().filter_map(|statement| statement.control);
    let (first, last) = (controls.next(), controls.next_back());
    match first {
        // It counts on a transaction that is open.
        Some(Control::End) => {
            connection.batch("BEGIN").await?;
            if let Err(error) = all(skipped).await {
                return Ok(Err(error));
            }
            if last == Some(Control::Begin) {
                connection.batch("COMMIT").await?;
            }
            Ok(Ok(()))
        }
        None if script.in_transaction => {
            connection.batch("BEGIN").await?;
            let known = skipped.len();
            if all(skipped).await.is_ok() && connection.batch("COMMIT").await.is_ok() {
                return Ok(Ok(()));
            }
            skipped.truncate(known);
            // The failed statement may have ended the transaction itself.
            let _ = connection.batch("ROLLBACK").await;
            Ok(all(skipped).await)
        }
        Some(Control::Begin) | None => Ok(all(skipped).await),
    }
}

/// Whether the statement is at fault, and not the connection.
fn is_of_statement(error: &tablesmith::Error) -> bool {
    !matches!(error, tablesmith::Error::Connection { .. })
}

/// What a statement does to a transaction.
fn control(words: &[&str]) -> Option<Control> {
    match words {
        ["BEGIN", ..] | ["START", "TRANSACTION", ..] => Some(Control::Begin),
        ["COMMIT" | "END" | "ROLLBACK", rest @ ..] if !rest.contains(&"TO") => Some(Control::End),
        _ => None,
    }
}

/// How a statement begins, in one line, for a person.
fn beginning(statement: &str) -> String {
    const LONGEST: usize = 60;
    let lines = statement.lines().map(str::trim);
    let lines: Vec<_> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("--"))
        .collect();
    let text = lines.join(" ");
    let text = text.trim_end_matches(';');
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

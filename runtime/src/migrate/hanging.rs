//! What hangs on the tables of SQLite without being part of them: triggers, indexes, views.
//!
//! A table that is made anew is dropped on the way, and `DROP TABLE` takes its indexes and triggers along, also those
//! that whoever wrote the statements knew nothing of. Views, and triggers elsewhere, stay, but may name a column that is
//! no more, which SQLite says only when they are used. So around statements that drop or alter tables:
//!
//! - an index or trigger that went along with a table comes back when, at the end, a new table stands in the place of
//!   that one, and nothing has its own name;
//! - a view that could be read, and a table that could be written to in spite of its triggers, can still be.
//!
//! Else it is an error, and the transaction is rolled back. Who wants such a thing gone drops it by name.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::Dialect;
use super::error::DatabaseError;
use super::sql_text::{Statement, names};

/// What hung on the tables before the statements, and what has gone along with a table since.
#[derive(Debug)]
pub(super) struct Hanging {
    objects: Vec<Object>,
    tables: BTreeSet<String>,
    /// Tables that have got their names since.
    renamed: BTreeMap<String, Origin>,
    /// Names that were given up, and the table that had each last.
    vacated: BTreeMap<String, Option<String>>,
    /// What went along, and the table that it was of.
    gone: Vec<(Object, Option<String>)>,
    uses: Vec<(Use, Works)>,
}

/// Where a table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    /// What the table was called before that it is, or the place of which it takes.
    table: Option<String>,
    is_new: bool,
}

/// An index or a trigger.
#[derive(Debug, Clone)]
struct Object {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

/// Something that an application does and that depends on columns.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    /// Reading a view.
    View(String),
    /// Writing to a table or view that has triggers.
    Write { table: String, verb: &'static str },
}

/// Whether SQLite takes a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Works {
    /// No, for this reason.
    No(String),
    /// When names in double quotes that nothing has are taken for text.
    Leniently,
    /// Yes.
    Yes,
}

/// A table that a statement drops or renames.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TableStep {
    Drops(String),
    Renames { from: String, to: String },
}

impl TableStep {
    /// What the statement that begins a text does, when it is one of these, and of the database itself.
    pub(super) fn of(statement: &Statement, text: &str) -> Option<Self> {
        let verb = statement.words.first()?.as_str();
        if !matches!(verb, "DROP" | "ALTER") {
            return None;
        }
        let found = names(text, Dialect::Sqlite, 10);
        let mut words: Vec<_> = found.iter().map(String::as_str).collect();
        let is = |word: Option<&&str>, wanted: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(wanted));
        if !is(words.get(1), "table") {
            return None;
        }
        words.drain(..2);
        if verb == "DROP" && is(words.first(), "if") && is(words.get(1), "exists") {
            words.drain(..2);
        }
        if words.get(1) == Some(&".") {
            if !is(words.first(), "main") {
                return None;
            }
            words.drain(..2);
        }
        let table = (*words.first()?).to_owned();
        if verb == "DROP" {
            return Some(Self::Drops(table));
        }
        let renames = is(words.get(1), "rename") && is(words.get(2), "to");
        let to = words.get(3).filter(|_| renames)?;
        Some(Self::Renames {
            from: table,
            to: (*to).to_owned(),
        })
    }
}

/// What tells names apart in SQLite.
fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Hanging {
    /// Looks at everything before the statements run.
    pub(super) fn before(connection: &Connection) -> rusqlite::Result<Self> {
        let objects = objects(connection, "")?;
        let mut written: BTreeMap<String, String> = BTreeMap::new();
        for object in objects.iter().filter(|object| object.kind == "trigger") {
            written.insert(fold(&object.table), object.table.clone());
        }
        let views = listed(connection, "view")?.into_iter().map(Use::View);
        let writes = written.into_values().flat_map(|table| {
            ["INSERT", "UPDATE", "DELETE"].map(|verb| Use::Write {
                table: table.clone(),
                verb,
            })
        });
        let mut uses = Vec::new();
        for used in views.chain(writes) {
            let works = used.works(connection)?;
            uses.push((used, works));
        }
        Ok(Self {
            tables: listed(connection, "table")?.iter().map(|name| fold(name)).collect(),
            objects,
            renamed: BTreeMap::new(),
            vacated: BTreeMap::new(),
            gone: Vec::new(),
            uses,
        })
    }

    /// Takes note of what a statement is about to do.
    pub(super) fn note(&mut self, connection: &Connection, step: &TableStep) -> rusqlite::Result<()> {
        match step {
            TableStep::Drops(table) => {
                let condition = format!("AND tbl_name = '{}' COLLATE NOCASE", table.replace('\'', "''"));
                let origin = self.leave(table);
                let gone = objects(connection, &condition)?;
                self.gone
                    .extend(gone.into_iter().map(|object| (object, origin.table.clone())));
            }
            TableStep::Renames { from, to } => {
                let mut origin = self.leave(from);
                if origin.is_new && origin.table.is_none() {
                    origin.table = self.vacated.get(&fold(to)).cloned().flatten();
                }
                self.renamed.insert(fold(to), origin);
            }
        }
        Ok(())
    }

    fn origin(&self, table: &str) -> Origin {
        let name = fold(table);
        if let Some(origin) = self.renamed.get(&name) {
            return origin.clone();
        }
        match self.vacated.get(&name) {
            Some(table) => Origin {
                table: table.clone(),
                is_new: true,
            },
            None => Origin {
                is_new: !self.tables.contains(&name),
                table: self.tables.contains(&name).then_some(name),
            },
        }
    }

    /// The name is free from here on.
    fn leave(&mut self, table: &str) -> Origin {
        let origin = self.origin(table);
        self.renamed.remove(&fold(table));
        self.vacated.insert(fold(table), origin.table.clone());
        origin
    }

    /// Brings back what went along with tables that are there again, and checks what worked before.
    pub(super) fn settle(mut self, connection: &Connection) -> Result<(), DatabaseError> {
        let gone = std::mem::take(&mut self.gone);
        if !gone.is_empty() {
            self.bring_back(connection, gone)?;
        }
        let views: BTreeSet<_> = names_of(connection, "view")?;
        let tables: BTreeSet<_> = names_of(connection, "table")?;
        for (used, before) in &self.uses {
            let is_there = match used {
                Use::View(name) => views.contains(&fold(name)),
                Use::Write { table, .. } => tables.contains(&fold(table)) || views.contains(&fold(table)),
            };
            if !is_there || matches!(before, Works::No(_)) {
                continue;
            }
            let now = used.works(connection).map_err(database_error)?;
            if now < *before {
                return Err(used.broken(connection, &now));
            }
        }
        Ok(())
    }

    /// Indexes first: a trigger may need a unique one for its `ON CONFLICT`.
    fn bring_back(
        &self,
        connection: &Connection,
        mut gone: Vec<(Object, Option<String>)>,
    ) -> Result<(), DatabaseError> {
        gone.sort_by_key(|(object, _)| object.kind == "trigger");
        let tables = names_of(connection, "table")?;
        let is_replaced = |object: &Object, of: &Option<String>| {
            let origin = self.origin(&object.table);
            origin.is_new && origin.table == *of && tables.contains(&fold(&object.table))
        };
        let mut taken: BTreeSet<_> = objects(connection, "")
            .map_err(database_error)?
            .iter()
            .map(Object::key)
            .collect();
        for (object, of) in gone {
            // A table that was called otherwise before it was dropped: what replaces it has the name from before.
            let at_first = self.objects.iter().filter(|other| other.key() == object.key());
            let mut spelled = std::iter::once(&object).chain(at_first);
            let Some(object) = spelled.find(|object| is_replaced(object, &of)) else {
                continue;
            };
            if taken.insert(object.key()) {
                object.bring_back(connection)?;
            }
        }
        Ok(())
    }
}

impl Object {
    fn key(&self) -> (bool, String) {
        (self.kind == "trigger", fold(&self.name))
    }

    fn bring_back(&self, connection: &Connection) -> Result<(), DatabaseError> {
        let Self { kind, name, table, sql } = self;
        let made = strictly(connection, || connection.execute_batch(sql));
        let mut reason = made
            .map_err(database_error)?
            .err()
            .map(|error| database_error(error).message);
        for verb in ["INSERT", "UPDATE", "DELETE"] {
            if reason.is_some() || kind != "trigger" {
                break;
            }
            let used = Use::Write {
                table: table.clone(),
                verb,
            };
            if let Works::No(why) = used.works(connection).map_err(database_error)? {
                reason = Some(why);
            }
        }
        match reason {
            None => Ok(()),
            Some(reason) => Err(refused(format!(
                "the {kind} `{name}` went along with the old table `{table}`, and cannot be made on the new one: {reason}; \
                 drop it by name before (`DROP {} {}`), and make it as it is to be after",
                kind.to_ascii_uppercase(),
                quote(name),
            ))),
        }
    }
}

impl Use {
    fn works(&self, connection: &Connection) -> rusqlite::Result<Works> {
        let sql = match self {
            Self::View(name) => format!("SELECT * FROM {}", quote(name)),
            Self::Write { table, verb: "INSERT" } => format!("INSERT INTO {} DEFAULT VALUES", quote(table)),
            Self::Write { table, verb: "DELETE" } => format!("DELETE FROM {}", quote(table)),
            Self::Write { table, .. } => match update(connection, table) {
                Ok(sql) => sql,
                Err(reason) => return Ok(Works::No(reason)),
            },
        };
        if strictly(connection, || connection.prepare(&sql).map(|_| ()))?.is_ok() {
            return Ok(Works::Yes);
        }
        Ok(match connection.prepare(&sql) {
            Ok(_) => Works::Leniently,
            Err(error) => Works::No(database_error(error).message),
        })
    }

    fn broken(&self, connection: &Connection, now: &Works) -> DatabaseError {
        let reason = match now {
            Works::No(reason) => reason.as_str(),
            _ => "it would take the name of a column that is gone for text",
        };
        let advice = "drop it by name before, and make it as it is to be after";
        refused(match self {
            Self::View(name) => format!("the view `{name}` would no longer work: {reason}; {advice}"),
            Self::Write { table, verb } => {
                let of_table = format!(
                    "AND type = 'trigger' AND tbl_name = '{}' COLLATE NOCASE",
                    table.replace('\'', "''")
                );
                let triggers = objects(connection, &of_table).unwrap_or_default();
                let triggers: Vec<_> = triggers.iter().map(|trigger| format!("`{}`", trigger.name)).collect();
                format!(
                    "{verb} on `{table}` would no longer work, on account of a trigger ({}): {reason}; {advice}",
                    triggers.join(", ")
                )
            }
        })
    }
}

/// An update of every column that can be set: it fires all there is. `Err` says why there is none.
fn update(connection: &Connection, table: &str) -> Result<String, String> {
    let columns = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")
        .and_then(|mut statement| {
            let names = statement.query_map([table], |row| row.get::<_, String>(0))?;
            names.collect::<Result<Vec<_>, _>>()
        });
    let columns = columns.map_err(|error| database_error(error).message)?;
    let set: Vec<_> = columns.iter().map(|name| format!("{0} = {0}", quote(name))).collect();
    if set.is_empty() {
        return Err("it has no columns".to_owned());
    }
    Ok(format!("UPDATE {} SET {}", quote(table), set.join(", ")))
}

/// Does something while a name in double quotes that nothing has is an error, instead of text
/// (<https://sqlite.org/quirks.html#dblquote>).
pub(super) fn strictly<T>(connection: &Connection, action: impl FnOnce() -> T) -> rusqlite::Result<T> {
    const SETTINGS: [DbConfig; 2] = [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL];
    let before = SETTINGS.map(|setting| connection.db_config(setting));
    for setting in SETTINGS {
        connection.set_db_config(setting, false)?;
    }
    let done = action();
    for (setting, before) in SETTINGS.into_iter().zip(before) {
        connection.set_db_config(setting, before?)?;
    }
    Ok(done)
}

fn objects(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<Object>> {
    let mut statement = connection.prepare(&format!(
        "SELECT type, name, tbl_name, sql FROM sqlite_master \
         WHERE type IN ('index', 'trigger') AND sql IS NOT NULL {condition} ORDER BY rowid"
    ))?;
    let found = statement.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })?;
    found.collect()
}

fn listed(connection: &Connection, kind: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM sqlite_master WHERE type = ?1 ORDER BY rowid")?;
    let found = statement.query_map([kind], |row| row.get(0))?;
    found.collect()
}

fn names_of(connection: &Connection, kind: &str) -> Result<BTreeSet<String>, DatabaseError> {
    let names = listed(connection, kind).map_err(database_error)?;
    Ok(names.iter().map(|name| fold(name)).collect())
}

fn refused(message: String) -> DatabaseError {
    DatabaseError {
        code: None,
        message,
        source: None,
    }
}

/// What SQLite said.
pub(super) fn database_error(error: rusqlite::Error) -> DatabaseError {
    let code = error.sqlite_error().map(|error| error.extended_code.to_string());
    let message = match &error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    DatabaseError {
        code,
        message,
        source: Some(Box::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sql_text::statements;
    use super::*;

    fn step(sql: &str) -> Option<TableStep> {
        let found = statements(sql, Dialect::Sqlite);
        TableStep::of(found.first()?, &sql[found[0].start..])
    }

    #[test]
    fn drops_and_renames_are_recognised() {
        let drops = |name: &str| Some(TableStep::Drops(name.to_owned()));
        assert_eq!(step("drop table user;"), drops("user"));
        assert_eq!(step("-- why\nDROP TABLE IF EXISTS \"us\"\"er\"; x"), drops("us\"er"));
        assert_eq!(step("drop table main . [a b]"), drops("a b"));
        assert_eq!(step("drop table temp.x"), None);
        assert_eq!(step("drop view x"), None);
        let renames = |from: &str, to: &str| {
            Some(TableStep::Renames {
                from: from.to_owned(),
                to: to.to_owned(),
            })
        };
        assert_eq!(step("alter table `a` rename to b;"), renames("a", "b"));
        assert_eq!(step("ALTER TABLE main.a RENAME TO \"b c\""), renames("a", "b c"));
        assert_eq!(step("alter table a rename column b to c"), None);
        assert_eq!(step("alter table a rename b to c"), None);
        assert_eq!(step("alter table a add column b"), None);
    }
}

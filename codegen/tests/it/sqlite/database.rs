//! A real SQLite, migrated as the migrator does it, and what is to be seen in it afterwards.

use codegen::catalog::{Catalog, Hints, Pair, Table};
use codegen::dialect::{DialectName, Version, sqlite};
use codegen::diff::{Change, Decisions, diff};
use codegen::plan::{Plan, Step, StepMode};
use codegen::render::{self, Templates};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

pub(crate) struct Database {
    connection: Connection,
    templates: Templates,
}

impl Database {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let connection = Connection::open_in_memory().expect("memory is there");
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .expect("the pragma works");
        let database = Self {
            connection,
            templates: Templates::embedded(),
        };
        let create = |table: &Table| Change::CreateTable { object: table.clone() };
        let changes: Vec<_> = catalog.tables.values().map(create).collect();
        let empty = Catalog::empty(DialectName::Sqlite);
        let pair = Pair {
            previous: &empty,
            next: catalog,
        };
        database
            .migrate(&plan(pair, &changes))
            .expect("the catalog can be created");
        database
    }

    pub(crate) fn run(&self, sql: &str) {
        self.connection
            .execute_batch(sql)
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    pub(crate) fn error(&self, sql: &str) -> String {
        let result = self.connection.execute_batch(sql);
        result.expect_err("the statement is refused").to_string()
    }

    /// Checks come first. Enforcement is switched outside the transaction, and violations are looked for before COMMIT.
    pub(crate) fn migrate(&self, plan: &Plan) -> Result<(), String> {
        let is_check = |step: &&Step| matches!(step.mode, StepMode::Check { .. });
        let (checks, steps): (Vec<_>, Vec<_>) = plan.steps.iter().partition(is_check);
        for step in checks {
            let StepMode::Check { code, message, .. } = &step.mode else {
                continue;
            };
            let rows = self.rows(&self.sql_of(step));
            if !rows.is_empty() {
                return Err(format!("{code}: {message}: {rows:?}"));
            }
        }
        let Some(mode) = steps.first().map(|step| &step.mode) else {
            return Ok(());
        };
        assert!(steps.iter().all(|step| step.mode == *mode), "one transaction");
        let run = |sql: &str| self.connection.execute_batch(sql).map_err(|error| error.to_string());
        if *mode == StepMode::ForeignKeysOff {
            run("PRAGMA foreign_keys = OFF")?;
        }
        run("BEGIN IMMEDIATE")?;
        let steps = steps.iter().try_for_each(|step| {
            let sql = self.sql_of(step);
            run(&sql).map_err(|error| format!("{error}\n{sql}"))
        });
        let result = steps.and_then(|()| match self.rows("PRAGMA foreign_key_check") {
            violations if violations.is_empty() => Ok(()),
            violations => Err(format!("foreign keys: {violations:?}")),
        });
        run(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        run("PRAGMA foreign_keys = ON")?;
        result
    }

    pub(crate) fn sql_of(&self, step: &Step) -> String {
        let template = format!("sqlite/{}", step.statement.template);
        self.templates
            .render(&template, &step.statement.view)
            .expect("the template renders")
    }

    /// The whole file, each statement of which sqlparser has read.
    pub(crate) fn sql(&self, plan: &Plan) -> String {
        render::sql(plan, DialectName::Sqlite, &self.templates).expect("the plan renders")
    }

    /// Rows as text, values told apart by their storage class.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let mut statement = self
            .connection
            .prepare(sql)
            .unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("the query runs");
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap_or_else(|error| panic!("{error}\n{sql}")) {
            let values = (0..columns).map(|index| match row.get_ref(index).expect("the column is there") {
                ValueRef::Null => "NULL".to_owned(),
                ValueRef::Integer(value) => value.to_string(),
                ValueRef::Real(value) => format!("{value:?}"),
                ValueRef::Text(value) => format!("'{}'", String::from_utf8_lossy(value)),
                ValueRef::Blob(value) => format!("x{value:02x?}"),
            });
            all.push(values.collect::<Vec<_>>().join(" "));
        }
        all
    }

    /// The schema as it is read back, which takes no notice of where a constraint is written.
    pub(crate) fn introspected(&self) -> Catalog {
        let dialect = DialectName::Sqlite.dialect();
        self.run(dialect.introspection_setup());
        let query = dialect.introspection_query();
        let answer: String = self
            .connection
            .query_row(query, [], |row| row.get(0))
            .expect("the query runs");
        let read = dialect
            .read_introspection(&answer)
            .expect("it is the answer to the query");
        assert_eq!(read.unmodelled, [""; 0]);
        read.catalog
    }

    /// That the schema is that of a database in which this catalog has been created.
    pub(crate) fn is_as_new(&self, catalog: &Catalog, sql: &str) {
        let new = Self::of(catalog);
        assert_eq!(self.facts(), new.facts(), "{sql}");
        let pair = Pair {
            previous: &self.introspected(),
            next: &new.introspected(),
        };
        let difference = diff(pair, &Hints::default(), &Decisions::default());
        assert_eq!(difference.map(|diff| diff.changes), Ok(Vec::new()), "{sql}");
    }

    /// What the schema is, whichever way it came about: columns, keys, indexes, constraints, in no order.
    pub(crate) fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for (what, query) in FACTS {
            facts.extend(self.rows(query).into_iter().map(|fact| format!("{what}: {fact}")));
        }
        let tables = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut statement = self.connection.prepare(tables).expect("the query is good");
        let mut rows = statement.query([]).expect("the query runs");
        while let Some(row) = rows.next().expect("a row can be read") {
            let name: String = row.get(0).expect("a name");
            let sql: String = row.get(1).expect("the text of a table");
            facts.extend(clauses(&sql).into_iter().map(|clause| format!("{name}: {clause}")));
        }
        facts.sort();
        facts
    }
}

const FACTS: [(&str, &str); 6] = [
    (
        "table",
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
    ),
    (
        "column",
        "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden FROM pragma_table_list t, \
         pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'",
    ),
    (
        "foreign key",
        "SELECT t.name, k.\"table\", group_concat(k.\"from\" || '>' || k.\"to\"), k.on_delete, k.on_update \
         FROM pragma_table_list t, pragma_foreign_key_list(t.name) k WHERE t.schema = 'main' GROUP BY t.name, k.id",
    ),
    (
        "index",
        "SELECT t.name, CASE i.origin WHEN 'c' THEN i.name END, i.\"unique\", i.origin, i.partial, \
         (SELECT group_concat(coalesce(c.name, 'expression') || ' ' || c.desc || ' ' || c.coll) \
         FROM pragma_index_xinfo(i.name) c WHERE c.key) FROM pragma_table_list t, pragma_index_list(t.name) i \
         WHERE t.schema = 'main'",
    ),
    (
        "index text",
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
    ),
    (
        "other",
        "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger')",
    ),
];

/// The clauses of a `CREATE TABLE` that no pragma tells: names of constraints, checks, generation, deferral.
fn clauses(sql: &str) -> Vec<String> {
    let tokens = Tokenizer::new(&SQLiteDialect {}, sql)
        .tokenize()
        .expect("SQLite keeps readable text");
    let tokens: Vec<_> = tokens
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    let mut clauses = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        if word.quote_style.is_some() {
            continue;
        }
        match word.value.to_ascii_lowercase().as_str() {
            keyword @ ("constraint" | "collate") => clauses.push(format!("{keyword} {}", tokens[index + 1])),
            keyword @ ("deferred" | "autoincrement") => clauses.push(keyword.to_owned()),
            keyword @ ("check" | "as") => {
                let mut depth = 0;
                let mut text = keyword.to_owned();
                for token in &tokens[index + 1..] {
                    text = format!("{text} {}", token.to_string().replace('"', ""));
                    match token {
                        Token::LParen => depth += 1,
                        Token::RParen => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
                clauses.push(text);
            }
            _ => {}
        }
    }
    clauses
}

/// For the oldest version that is assumed where nothing is said.
pub(crate) fn plan(pair: Pair<&Catalog>, changes: &[Change]) -> Plan {
    plan_for(pair, changes, Version::new(3, 40, 0))
}

pub(crate) fn plan_for(pair: Pair<&Catalog>, changes: &[Change], version: Version) -> Plan {
    sqlite::plan(pair, changes, &DialectName::Sqlite.dialect().capabilities(version))
}

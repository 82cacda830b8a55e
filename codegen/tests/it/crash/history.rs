//! A history of ten migrations for both databases, with every kind of step, and the rows that go through it.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use codegen::catalog::Catalog;
use codegen::database::introspect;
use codegen::dialect::DialectName;
use tablesmith::Db;

use crate::command::Project;
use crate::live::Live;
use crate::rows;

const SCHEMA: &str = r#"[database]
name = "crash"
dialects = ["sqlite", "postgres"]

[enum.state]
values = ["new", "open", "done"]

[table.user.columns]
id = { type = "bigint", identity = "by_default", primary_key = true }
name = { type = "text", nullable = true }
email = "text"
age = { type = "text", nullable = true }

[table.post.columns]
id = { type = "bigint", identity = "by_default", primary_key = true }
user_id = { references = "user", on_delete = "cascade" }
title = "text"
state = { type = "state", default = "new" }
"#;

/// Each edit of the schema is a migration: text → what stands there instead, and what it may lose.
type Edit = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const EDITS: [Edit; 8] = [
    (
        &[(
            "title = \"text\"",
            "title = { type = \"text\", index = true }\nbody = { type = \"text\", nullable = true }",
        )],
        &[],
    ),
    (
        &[(
            "name = { type = \"text\", nullable = true }",
            "name = { type = \"text\", backfill = \"'nobody'\" }",
        )],
        &[],
    ),
    (
        &[("email = \"text\"", "email = { type = \"text\", unique = true }")],
        &[],
    ),
    (
        &[(
            "[table.post.columns]",
            "[[table.post.check]]\nname = \"post_titled\"\nexpression = \"title <> ''\"\n[table.post.columns]",
        )],
        &[],
    ),
    (
        &[(
            "values = [\"new\", \"open\", \"done\"]",
            "values = [\"new\", \"open\", \"closed\"]\nreplaced = { done = \"closed\" }",
        )],
        &[],
    ),
    (
        &[(
            "email = { type = \"text\", unique = true }",
            "address = { type = \"text\", unique = true, renamed_from = \"email\" }",
        )],
        &[],
    ),
    (
        &[(
            "age = { type = \"text\", nullable = true }",
            "age = { type = \"integer\", nullable = true, using = \"cast(age as integer)\" }",
        )],
        &[],
    ),
    (
        &[
            ("body = { type = \"text\", nullable = true }\n", ""),
            (
                "[table.user.columns]",
                "[table.comment.columns]\nid = { type = \"bigint\", identity = \"by_default\", primary_key = true }\n\
                 post_id = { references = \"post\", on_delete = \"cascade\" }\n\n[table.user.columns]",
            ),
        ],
        &["--allow-data-loss"],
    ),
];

/// By hand: numbers are given, since PostgreSQL gives none out twice, also where a run was rolled back. What cannot be in a transaction, and batches.
const BY_HAND: &str = "-- step: transaction
INSERT INTO comment (id, post_id) SELECT id, id FROM post WHERE id % 3 = 0;

-- step: alone
VACUUM;

-- step: batches key=id size=25
UPDATE \"user\" SET age = age + 1000
WHERE id IN (SELECT id FROM \"user\" WHERE age < 1000 ORDER BY id LIMIT 25);

-- step: transaction
UPDATE comment SET post_id = post_id WHERE id > 0;
";

/// The project with its ten migrations.
pub(super) fn project() -> Project {
    let project = Project::new(SCHEMA);
    let id = |number: usize| format!("202601{number:02}T000000");
    project.run(&["generate", "--id", &id(1)]).expect(0);
    for (number, (replaced, allowed)) in (2..).zip(EDITS) {
        project.edit(replaced);
        let id = id(number);
        let mut arguments = vec!["generate", "--id", &id];
        arguments.extend(allowed);
        project.run(&arguments).expect(0);
    }
    project
        .run(&["generate", "--empty", "--name", "by_hand", "--id", &id(10)])
        .expect(0);
    for dialect in DialectName::ALL {
        let folder = format!("generated/migrations/{dialect}/{}_by_hand", id(10));
        project.write(&format!("{folder}/up.sql"), BY_HAND);
        project.write(&format!("{folder}/down.sql"), "DELETE FROM comment;\n");
    }
    let shadow = testing::postgres::Server::shared().url();
    project
        .run_with(&[("SHADOW_DATABASE_URL", shadow)], &["migrate", "hash"])
        .expect(0);
    assert_eq!(project.migrations(DialectName::Sqlite).len(), 10);
    project
}

/// A database that has the first migration, and rows: the first user has no name, some have no age.
pub(super) fn filled(project: &Project, dialect: DialectName, users: usize) -> Live {
    let live = Live::new(dialect);
    live.migrate(project.path(), &["up", "1"]);
    let padding = "x".repeat(120);
    let mut statements = Vec::new();
    for chunk in (1..=users).collect::<Vec<_>>().chunks(200) {
        let values = chunk.iter().map(|user| {
            let name = if user % 7 == 1 {
                "NULL".to_owned()
            } else {
                format!("'name {user} {padding}'")
            };
            let age = if user % 5 == 0 {
                "NULL".to_owned()
            } else {
                format!("'{}'", user % 90)
            };
            format!("({user}, {name}, 'user{user}@example.org', {age})")
        });
        let values: Vec<_> = values.collect();
        statements.push(format!(
            "INSERT INTO \"user\" (id, name, email, age) VALUES {}",
            values.join(", ")
        ));
        let values = chunk.iter().flat_map(|user| {
            (0..2).map(move |post| {
                let state = ["new", "open", "done"][(user + post) % 3];
                format!("({}, {user}, 'title {user} {post}', '{state}')", user * 2 + post)
            })
        });
        let values: Vec<_> = values.collect();
        statements.push(format!(
            "INSERT INTO post (id, user_id, title, state) VALUES {}",
            values.join(", ")
        ));
    }
    live.load(&statements);
    live
}

/// All there is to compare of a database.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    catalog: Catalog,
    rows: BTreeMap<String, Vec<Vec<Option<String>>>>,
    journal: Vec<Vec<Option<String>>>,
}

pub(super) fn seen(live: &Live) -> Seen {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let catalog = runtime.expect("a runtime starts").block_on(async {
        let db = Db::connect(&live.url()).await.expect("connects");
        introspect(&db).await.expect("can be read").catalog
    });
    let all = |name: &String| {
        let mut rows = live.query(&format!("SELECT * FROM {name}"));
        rows.sort();
        rows
    };
    let mut tables: Vec<_> = catalog.tables.keys().map(rows::name).collect();
    if live.dialect() == DialectName::Sqlite {
        tables.push("sqlite_sequence".to_owned());
    }
    Seen {
        rows: tables.into_iter().map(|name| (name.clone(), all(&name))).collect(),
        catalog,
        journal: live.query("SELECT id, hash, step, state FROM _tablesmith_migrations ORDER BY id"),
    }
}

/// That a database is what one run in peace makes of it; says only where it is not.
#[track_caller]
pub(super) fn same(live: &Live, peace: &Seen) {
    let now = seen(live);
    assert_eq!(now.journal, peace.journal);
    assert_eq!(now.catalog, peace.catalog);
    for (table, rows) in &peace.rows {
        let found = now.rows.get(table);
        let differs = found.and_then(|found| found.iter().zip(rows).find(|(now, then)| now != then));
        assert_eq!(differs, None, "{table}");
        assert_eq!(found.map(Vec::len), Some(rows.len()), "{table}");
    }
}

/// What one run in peace leads to.
pub(super) fn in_peace(project: &Project, dialect: DialectName, users: usize) -> Seen {
    let live = filled(project, dialect, users);
    live.migrate(project.path(), &["up"]);
    let seen = seen(&live);
    assert_eq!(seen.journal.len(), 10);
    assert!(seen.rows.values().all(|rows| !rows.is_empty()), "every table has rows");
    seen
}

/// `codegen migrate up`, as a process of its own.
pub(super) fn migrator(project: &Project, live: &Live) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.args(["migrate", "up", "--json", "--url", &live.url()]);
    quiet(&mut command, project);
    command
}

pub(super) fn quiet(command: &mut Command, project: &Project) {
    command
        .current_dir(project.path())
        .env_remove("DATABASE_URL")
        .env_remove("DIRECT_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
}

/// Waits for a process that is expected to succeed.
#[track_caller]
pub(super) fn succeeds(child: Child) -> serde_json::Value {
    let output = child.wait_with_output().expect("the process ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

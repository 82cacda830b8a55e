//! The folders of each tool.

use codegen::dialect::DialectName;

use super::{catalog, import, project};

const FIRST: &str = "create table author (id integer not null primary key, name text not null);";
const SECOND: &str = "create table book (id integer not null primary key, author_id integer not null references author (id), \
                      title text not null);\ncreate index book_title_idx on book (title);";
/// What must not run.
const DOWN: &str = "drop table book;";

/// The same two migrations as each tool has them, in the folder `migrations`.
fn folders() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let drizzle = SECOND.replace(";\n", "\n--> statement-breakpoint\n");
    let journal = r#"{"version": "7", "dialect": "sqlite", "entries": [
        {"idx": 0, "version": "7", "when": 1, "tag": "0000_first", "breakpoints": true},
        {"idx": 1, "version": "7", "when": 2, "tag": "0001_second", "breakpoints": true}]}"#;
    let dbmate = |up: &str, down: &str| format!("-- migrate:up\n{up}\n\n-- migrate:down\n{down}\n");
    let goose = |up: &str, down: &str| {
        format!("-- +goose Up\n-- +goose StatementBegin\n{up}\n-- +goose StatementEnd\n-- +goose Down\n{down}\n")
    };
    let text = str::to_owned;
    vec![
        (
            "drizzle",
            vec![
                ("migrations/0000_first.sql", text(FIRST)),
                ("migrations/0001_second.sql", drizzle.clone()),
                ("migrations/meta/_journal.json", text(journal)),
                ("migrations/meta/0001_snapshot.json", text("{}")),
            ],
        ),
        (
            "drizzle",
            vec![
                ("migrations/20260101000000_first/migration.sql", text(FIRST)),
                ("migrations/20260101000000_first/snapshot.json", text("{}")),
                ("migrations/20260102000000_second/migration.sql", drizzle),
                ("migrations/20260102000000_second/snapshot.json", text("{}")),
            ],
        ),
        (
            "prisma",
            vec![
                ("migrations/20260101000000_first/migration.sql", text(FIRST)),
                ("migrations/20260102000000_second/migration.sql", text(SECOND)),
                (
                    "migrations/migration_lock.toml",
                    text("# do not edit\nprovider = \"sqlite\"\n"),
                ),
            ],
        ),
        (
            "diesel",
            vec![
                ("migrations/2026-01-01-000000_first/up.sql", text(FIRST)),
                ("migrations/2026-01-01-000000_first/down.sql", text("drop table author")),
                ("migrations/2026-01-02-000000_second/up.sql", text(SECOND)),
                ("migrations/2026-01-02-000000_second/down.sql", text(DOWN)),
                ("migrations/.diesel_lock", text("")),
            ],
        ),
        (
            "flyway",
            vec![
                ("migrations/V10__second.sql", text(SECOND)),
                ("migrations/V9__first.sql", text(FIRST)),
                ("migrations/U10__second.sql", text(DOWN)),
            ],
        ),
        (
            "dbmate",
            vec![
                (
                    "migrations/20260101000000_first.sql",
                    dbmate(FIRST, "drop table author;"),
                ),
                ("migrations/20260102000000_second.sql", dbmate(SECOND, DOWN)),
            ],
        ),
        (
            "goose",
            vec![
                ("migrations/00001_first.sql", goose(FIRST, "drop table author;")),
                ("migrations/00002_second.sql", goose(SECOND, DOWN)),
            ],
        ),
        (
            "sqlx",
            vec![
                ("migrations/9_first.up.sql", text(FIRST)),
                ("migrations/9_first.down.sql", text("drop table author;")),
                ("migrations/10_second.up.sql", text(SECOND)),
                ("migrations/10_second.down.sql", text(DOWN)),
            ],
        ),
        (
            "plain",
            vec![
                ("migrations/1.sql", text(FIRST)),
                ("migrations/2.sql", text(SECOND)),
                ("migrations/node_modules/a/3.sql", text("nonsense")),
            ],
        ),
        ("plain", vec![("migrations/dump.sql", format!("{FIRST}\n{SECOND}"))]),
    ]
}

#[test]
fn each_tool_is_recognised_and_all_make_the_same() {
    for dialect in DialectName::ALL {
        let mut first = None;
        for (layout, files) in folders() {
            let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let project = project(&files);
            if dialect == DialectName::Postgres {
                for (path, from, to) in [
                    ("migrations/meta/_journal.json", "sqlite", "postgresql"),
                    ("migrations/migration_lock.toml", "sqlite", "postgresql"),
                ] {
                    if project.path().join(path).exists() {
                        project.write(path, &project.read(path).replace(from, to));
                    }
                }
            }
            let ran = import(
                &project,
                "migrations",
                &["--dialect", dialect.as_str(), "--json", "--verify"],
            );
            let ran = ran.expect(0);
            let report = ran.json();
            assert_eq!(report["layout"], layout, "{}", ran.stderr);
            assert_eq!(report["tables"], 2, "{layout}");
            let found = catalog(&project, dialect);
            assert_eq!(*first.get_or_insert_with(|| found.clone()), found, "{layout}");
            assert_eq!(project.run(&["generate"]).expect(0).stdout, "nothing changed\n");
        }
    }
}

#[test]
fn the_layout_can_be_said() {
    let files = [
        ("migrations/1_first.sql", FIRST),
        ("migrations/2_second.up.sql", SECOND),
        ("migrations/2_second.down.sql", DOWN),
        ("migrations/3_third.js", "exports.up = null"),
    ];
    let project = project(&files);
    let ran = import(&project, "migrations", &["--layout", "knex", "--dialect", "sqlite"]).expect(0);
    for line in [
        "read migrations as SQL migrations of Knex, 2 files: 1_first.sql to 2_second.up.sql",
        "not run: 3_third.js: it is no SQL",
    ] {
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
    }
    assert!(ran.stdout.contains("wrote schema.toml: 2 tables"), "{}", ran.stdout);
}

#[test]
fn a_file_that_goes_in_no_transaction_runs_without_one() {
    let files = [
        (
            "db/1.sql",
            "create table a (id integer primary key, state text); insert into a values (1, 'x')",
        ),
        ("db/2.sql", "create index concurrently a_state_idx on a (state)"),
        (
            "db/3.sql",
            "create type state as enum ('x'); alter type state add value 'y';\n\
             alter table a alter state type state using state::state, alter state set default 'y'",
        ),
        // It counts on an open transaction.
        (
            "db/4.sql",
            "commit; create table b (id integer); begin; drop table b; create table c (id integer)",
        ),
        ("db/5.sql", "begin; create table d (id integer); commit"),
    ];
    let project = project(&files);
    import(&project, "db", &["--dialect", "postgres", "--verify"]).expect(0);
    let found = catalog(&project, DialectName::Postgres);
    let names: Vec<_> = found.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["a", "c", "d"]);
    assert_eq!(found.tables.values().next().expect("a table").indexes.len(), 1);
}

#[test]
fn a_dump_may_have_rows_owners_and_settings() {
    let dump = "--\n-- PostgreSQL database dump\n--\n\\restrict abc\n\nSET statement_timeout = 0;\nSET of_another_version = 0;\n\
                SELECT pg_catalog.set_config('search_path', '', false);\n\
                CREATE ROLE nobody_here;\nCREATE TABLE public.note (\n    id integer NOT NULL,\n    body text\n);\n\
                ALTER TABLE public.note OWNER TO nobody_here;\n\
                COPY public.note (id, body) FROM stdin;\n1\tit's; a note\n2\t\\N\n\\.\n\n\
                ALTER TABLE ONLY public.note ADD CONSTRAINT note_pkey PRIMARY KEY (id);\n\
                GRANT SELECT ON TABLE public.note TO nobody_here;\n\\unrestrict abc\n";
    let project = project(&[("dump.sql", dump)]);
    let ran = import(&project, "dump.sql", &["--verify", "--json"]).expect(0);
    let report = ran.json();
    assert_eq!(report["dialect"], "postgres");
    assert_eq!(
        report["not_run"],
        serde_json::json!([
            "CREATE ROLE nobody_here",
            "ALTER TABLE public.note OWNER TO nobody_here",
            "GRANT SELECT ON TABLE public.note TO nobody_here",
            "SET of_another_version = 0"
        ])
    );
    assert!(project.read("schema.toml").contains("[table.note.columns]"));

    let dump = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);\n\
                INSERT INTO note VALUES(1,'it''s; a note');\nDELETE FROM sqlite_sequence;\n\
                INSERT INTO sqlite_sequence VALUES('note',1);\nCOMMIT;\n";
    let project = super::project(&[("dump.sql", dump)]);
    let ran = import(&project, "dump.sql", &["--verify", "--json"]).expect(0);
    assert_eq!(ran.json()["dialect"], "sqlite");
}

//! What cannot be taken in is said, and nothing is written.

use super::{import, project};

/// Fails unless it is refused with these words and leaves every file as it is.
#[track_caller]
fn refused(files: &[(&str, &str)], path: &str, arguments: &[&str], code: i32, words: &[&str]) {
    let project = project(files);
    let before = project.files();
    let ran = import(&project, path, arguments).expect(code);
    for word in words {
        assert!(ran.stderr.contains(word), "{word}\n{}", ran.stderr);
    }
    assert_eq!(project.files(), before);
}

#[test]
fn the_statement_that_fails_is_named_with_its_place() {
    let files = [
        ("db/1.sql", "create table a (id integer);\n"),
        (
            "db/2.sql",
            "-- more\ncreate table b (id integer);\n\n\nalter table c\n  add d text;\n",
        ),
    ];
    for dialect in ["sqlite", "postgres"] {
        refused(
            &files,
            "db",
            &["--dialect", dialect],
            3,
            &["2.sql, line 5: `alter table c add d text`", "nothing was written"],
        );
    }
}

#[test]
fn folders_of_something_else_are_refused() {
    let sql = "create table a (id serial)";
    refused(
        &[("db/README.md", "")],
        "db",
        &[],
        2,
        &["db: there is no SQL file in it"],
    );
    refused(
        &[("db/1.sql", "create table a (id integer)")],
        "db",
        &[],
        2,
        &["say --dialect postgres"],
    );
    refused(&[("db/1.sql", sql)], "nowhere", &[], 2, &["nowhere"]);
    refused(
        &[("db/1.sql", sql)],
        "db",
        &["--layout", "liquibase"],
        2,
        &["drizzle, prisma"],
    );
    refused(
        &[("db/1.sql", sql)],
        "db",
        &["--layout", "diesel"],
        2,
        &["as diesel does it", "--layout drizzle|"],
    );
    refused(
        &[
            ("db/1_a/migration.sql", sql),
            ("db/migration_lock.toml", "provider = \"mysql\""),
        ],
        "db",
        &[],
        2,
        &["for mysql, which is neither PostgreSQL nor SQLite"],
    );
    refused(
        &[
            ("db/0_a.sql", sql),
            ("db/meta/_journal.json", "{\"entries\": [{\"tag\": \"1_b\"}]}"),
        ],
        "db",
        &[],
        2,
        &["db: meta/_journal.json names 1_b.sql, which is not there"],
    );
    refused(
        &[("db/0_a.sql", sql), ("db/meta/_journal.json", "{")],
        "db",
        &[],
        2,
        &["meta/_journal.json cannot be read"],
    );
    refused(
        &[("db/V1__a.sql", sql), ("db/V1.0__b.sql", sql)],
        "db",
        &[],
        2,
        &["V1.0__b.sql and V1__a.sql have the same version"],
    );
    refused(
        &[
            ("db/1.sql", sql),
            (
                "schema.toml",
                "[database]\nname = \"a\"\ndialects = [\"postgres\"]\n[table.a.columns]\nid = \"integer\"\n",
            ),
        ],
        "db",
        &[],
        2,
        &["schema.toml has tables already"],
    );
}

#[test]
fn a_binary_dump_is_told_how_to_become_sql() {
    let project = project(&[]);
    std::fs::write(project.path().join("dump.sql"), b"PGDMP\xff\xfe\x01").expect("written");
    let ran = import(&project, "dump.sql", &[]).expect(2);
    assert!(ran.stderr.contains("pg_restore --file"), "{}", ran.stderr);
}

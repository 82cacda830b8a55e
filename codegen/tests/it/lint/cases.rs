//! What is not said, and why: precision. The rules themselves are held by the examples of `docs/lints.md`.

use codegen::dialect::DialectName;
use codegen::lint::Runner;

use super::{codes, found, found_by};

const NOTHING: [&str; 0] = [];

fn postgres(text: &str) -> Vec<&'static str> {
    codes(text, DialectName::Postgres)
}

fn sqlite(text: &str) -> Vec<&'static str> {
    codes(text, DialectName::Sqlite)
}

#[test]
fn tables_of_the_same_migration_are_in_nobodys_use() {
    let text = r#"
CREATE TABLE "sales"."order" (id bigint NOT NULL, state text, total numeric(10, 2), customer_id bigint);
-- step: transaction
CREATE INDEX order_state_idx ON sales."order" (state);
CREATE INDEX order_customer_id_idx ON sales."order" (customer_id);
ALTER TABLE sales."order" ADD CONSTRAINT order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sales."order" ADD CONSTRAINT order_check CHECK (total > 0);
ALTER TABLE sales."order" ADD CONSTRAINT order_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);
ALTER TABLE sales."order" ALTER COLUMN state SET NOT NULL, ALTER COLUMN total TYPE text;
UPDATE sales."order" SET state = 'open';
DROP INDEX sales.order_state_idx;
DROP TABLE sales."order";
"#;
    assert_eq!(postgres(text), NOTHING);
    // Another table of that name is another table.
    assert_eq!(
        postgres("CREATE TABLE sales.a (id bigint PRIMARY KEY, b text);\nCREATE INDEX a_b ON a (b);"),
        ["INDEX_BLOCKS_WRITES"]
    );
    // The default namespace need not be said.
    assert_eq!(
        postgres("CREATE TABLE public.a (id bigint PRIMARY KEY, b text);\nCREATE INDEX a_b ON A (b);"),
        NOTHING
    );
}

#[test]
fn each_action_of_an_alter_table_is_looked_at() {
    let text = "ALTER TABLE a ADD COLUMN b text DEFAULT now()::text, ALTER c SET NOT NULL, \
                ADD CONSTRAINT d EXCLUDE USING gist (e WITH &&), DROP COLUMN f, SET LOGGED;";
    let findings = found(text, DialectName::Postgres);
    let seen: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code, &text[finding.at.clone()]))
        .collect();
    assert_eq!(
        seen,
        [
            ("NOT_NULL_SCANS", "ALTER c SET NOT NULL"),
            (
                "EXCLUSION_BUILDS_INDEX",
                "ADD CONSTRAINT d EXCLUDE USING gist (e WITH &&)"
            ),
            ("DROP_COLUMN", "DROP COLUMN f"),
            ("TABLE_REWRITTEN", "SET LOGGED"),
        ]
    );
}

#[test]
fn types_that_only_get_wider_rewrite_nothing() {
    let change = |before: &str, after: &str| {
        let text = format!(
            "CREATE TABLE b (id bigint PRIMARY KEY, a {before});\n-- step: transaction\nALTER TABLE b ALTER COLUMN a TYPE {after};"
        );
        // As if another migration had made it.
        let split = text.find("-- step").expect("it is there");
        let input = |text| codegen::lint::Input {
            text,
            dialect: DialectName::Postgres.dialect(),
            runner: Runner::Migrator,
            version: None,
            catalog: None,
        };
        let inputs = [input(&text[..split]), input(&text[split..])];
        let findings = codegen::lint::lint_all(&inputs, &codegen::lint::Settings::default());
        findings[1].iter().any(|finding| finding.code == "TYPE_REWRITES_TABLE")
    };
    for (before, after) in [
        ("varchar(10)", "varchar(20)"),
        ("character varying(10)", "text"),
        ("varchar", "text"),
        ("text", "varchar"),
        ("numeric(10, 2)", "numeric(12,2)"),
        ("numeric(10, 2)", "numeric"),
        ("timestamptz(3)", "timestamp with time zone"),
        ("cidr", "inet"),
        ("int", "integer"),
    ] {
        assert!(!change(before, after), "{before} to {after}");
    }
    for (before, after) in [
        ("varchar(20)", "varchar(10)"),
        ("text", "varchar(10)"),
        ("numeric(10, 2)", "numeric(12,3)"),
        ("integer", "bigint"),
        ("timestamp", "timestamptz"),
        ("text", "text[]"),
        ("text", "jsonb"),
    ] {
        assert!(change(before, after), "{before} to {after}");
    }
}

#[test]
fn defaults_of_one_value_rewrite_nothing() {
    for default in [
        "0",
        "'x'::text",
        "now()",
        "CURRENT_TIMESTAMP",
        "'{}'::jsonb",
        "lower('A')",
        "(-1)",
        "NULL",
        "ARRAY[]::text[]",
    ] {
        let text = format!("ALTER TABLE a ADD COLUMN b text DEFAULT {default};");
        assert_eq!(postgres(&text), NOTHING, "{default}");
    }
    for default in [
        "random()",
        "gen_random_uuid()",
        "clock_timestamp()",
        "my.function(1)",
        "nextval('a_seq')",
    ] {
        let text = format!("ALTER TABLE a ADD COLUMN b text DEFAULT {default};");
        assert_eq!(postgres(&text), ["COLUMN_REWRITES_TABLE"], "{default}");
    }
}

#[test]
fn an_enum_of_the_same_migration_may_be_used() {
    assert_eq!(
        postgres(
            "CREATE TYPE s AS ENUM ('a');\nALTER TYPE s ADD VALUE 'b';\nCREATE TABLE t (id bigint PRIMARY KEY, s s DEFAULT 'b');"
        ),
        NOTHING
    );
}

#[test]
fn what_runs_the_file_counts() {
    let index = "SET lock_timeout = '1s';\nCREATE INDEX CONCURRENTLY a_b ON a (b);";
    let by = |runner| {
        let findings = found_by(index, DialectName::Postgres, runner);
        findings.into_iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(by(Runner::Elsewhere), NOTHING);
    assert_eq!(by(Runner::InTransaction), ["NOT_IN_TRANSACTION"]);
    assert_eq!(by(Runner::Migrator), ["NOT_IN_TRANSACTION"]);
    let begun = format!("BEGIN;\n{index}\nCOMMIT;");
    let findings = found_by(&begun, DialectName::Postgres, Runner::Elsewhere);
    assert_eq!(
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["NOT_IN_TRANSACTION"]
    );
}

#[test]
fn a_rebuild_as_sqlite_documents_it_is_clean() {
    let text = r#"
-- step: transaction foreign_keys=off
CREATE TABLE new_post ("id" INTEGER PRIMARY KEY, "title" TEXT NOT NULL);
INSERT INTO new_post ("id", "title") SELECT "id", coalesce("title", '') FROM post;
DROP TABLE post;
ALTER TABLE new_post RENAME TO post;
CREATE INDEX post_title_idx ON post (title);
"#;
    assert_eq!(sqlite(text), NOTHING);
}

#[test]
fn a_copy_of_a_column_that_is_not_there_is_found() {
    let text = r#"
CREATE TABLE post (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE new_post (id INTEGER PRIMARY KEY, title TEXT, state TEXT);
INSERT INTO new_post (id, title, state) SELECT "id", "title", "state" FROM "post";
"#;
    let findings = found(text, DialectName::Sqlite);
    let seen: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code, &text[finding.at.clone()]))
        .collect();
    assert_eq!(seen, [("DOUBLE_QUOTED_TEXT", "\"state\"")]);
}

#[test]
fn affinities_are_those_of_sqlite() {
    for fine in [
        "INTEGER",
        "BIGINT",
        "UNSIGNED BIG INT",
        "VARCHAR(20)",
        "TEXT",
        "BLOB",
        "DOUBLE PRECISION",
        "NUMERIC(10, 2)",
        "BOOLEAN",
        "",
    ] {
        let text = format!("CREATE TABLE a (id INTEGER PRIMARY KEY, b {fine});");
        assert_eq!(sqlite(&text), NOTHING, "{fine}");
    }
    for odd in ["UUID", "JSON", "STRING", "POINT", "INTERVAL", "CITEXT_ARRAY_BYTES_X"] {
        let text = format!("CREATE TABLE a (id INTEGER PRIMARY KEY, b {odd});");
        let expected: &[&str] = if odd.contains("TEXT") { &[] } else { &["TYPE_AFFINITY"] };
        assert_eq!(sqlite(&text), expected, "{odd}");
    }
}

#[test]
fn statements_that_the_parser_lacks_are_read_by_their_words() {
    for text in [
        "ALTER TABLE a ALTER COLUMN b DROP IDENTITY;",
        "ALTER TABLE a ALTER COLUMN b DROP EXPRESSION;",
        "SET CONSTRAINTS ALL IMMEDIATE;",
        "ALTER TABLE a REPLICA IDENTITY FULL;",
        "ALTER TABLE a VALIDATE CONSTRAINT b;",
        "COMMENT ON COLUMN a.b IS 'c';",
    ] {
        assert_eq!(postgres(text), NOTHING, "{text}");
    }
    assert_eq!(
        sqlite("CREATE TABLE a (b TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"),
        NOTHING
    );
    assert_eq!(postgres("ALTER TABLE a ADD COLUMN;"), ["UNPARSED"]);
    assert_eq!(
        postgres("CREATE TABLE a (b bigint PRIMARY KEY,, c text);"),
        ["UNPARSED"]
    );
    assert_eq!(postgres("INSERT INTO a VALUES (;"), ["UNPARSED"]);
}

//! Tables that stay in use while they change.

use codegen::plan::{HazardKind, LockLevel, StepMode, Work};

use super::case::{Case, Query};

const BEFORE: &str = r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
email = "text"
name = { type = "text", nullable = true }
age = { type = "integer", nullable = true }
[[table.user.index]]
name = "user_by_name"
columns = ["name"]
[[table.user.index]]
name = "user_by_age"
columns = ["age"]
[table.post.columns]
id = { type = "bigint", primary_key = true }
author = { type = "bigint", nullable = true }
"#;

const ROWS: &str = "insert into \"user\" values (1, 'a', null, 20), (2, 'b', 'B', null), (3, 'c', null, null);\n\
                    insert into post values (1, 1), (2, null)";

#[test]
fn indexes_are_built_and_dropped_concurrently_and_replaced_without_a_gap() {
    let case = Case::new(
        BEFORE,
        r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
email = "text"
name = { type = "text", nullable = true }
age = { type = "integer", nullable = true }
[[table.user.index]]
name = "user_by_name"
columns = ["name", "email"]
[[table.user.index]]
name = "user_by_email"
columns = ["email"]
[table.post.columns]
id = { type = "bigint", primary_key = true }
author = { type = "bigint", nullable = true }
"#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: alone

    -- Builds the index user_by_email; reads and writes of user go on meanwhile.
    CREATE INDEX CONCURRENTLY "user_by_email" ON "user" ("email");

    -- step: alone

    -- Builds the index user_by_name; reads and writes of user go on meanwhile.
    CREATE INDEX CONCURRENTLY "user_by_name__new" ON "user" ("name", "email");

    -- step: transaction

    -- Drops the old index user_by_name, now that the new one is there; locks user for a moment.
    DROP INDEX "user_by_name";

    -- The new index user_by_name gets its name.
    ALTER INDEX "user_by_name__new" RENAME TO "user_by_name";

    -- step: alone

    -- Drops the index user_by_age; reads and writes of user go on.
    DROP INDEX CONCURRENTLY "user_by_age";
    "#);
    case.run(ROWS, &[Query::kept("select count(*) from \"user\"", &["3"])]);
}

#[test]
fn keys_take_over_indexes_that_were_built_concurrently() {
    let case = Case::new(
        r#"
[table.user]
primary_key = ["id"]
[table.user.columns]
id = "bigint"
tenant = "bigint"
email = { type = "text", unique = true }
[table.post.columns]
id = { type = "bigint", primary_key = true }
"#,
        r#"
[table.user]
primary_key = ["tenant", "id"]
[table.user.columns]
id = "bigint"
tenant = "bigint"
email = "text"
[[table.user.unique]]
name = "user_email_key"
columns = ["tenant", "email"]
[[table.user.unique]]
columns = ["id"]
[table.post.columns]
id = { type = "bigint", primary_key = true }
"#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: alone

    -- Builds the index of the unique constraint user_email_key; reads and writes of user go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "user_email_key__new" ON "user" ("tenant", "email");

    -- step: alone

    -- Builds the index of the unique constraint user_id_key; reads and writes of user go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "user_id_key" ON "user" ("id");

    -- step: alone

    -- Builds the index of the primary key user_pkey; reads and writes of user go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "user_pkey__new" ON "user" ("tenant", "id");

    -- step: transaction

    -- Drops the unique constraint user_email_key.
    ALTER TABLE "user" DROP CONSTRAINT "user_email_key";

    -- Turns the index into the unique constraint user_email_key; locks user for a moment.
    ALTER TABLE "user" ADD CONSTRAINT "user_email_key"
        UNIQUE USING INDEX "user_email_key__new";

    -- Turns the index into the unique constraint user_id_key; locks user for a moment.
    ALTER TABLE "user" ADD CONSTRAINT "user_id_key"
        UNIQUE USING INDEX "user_id_key";

    -- Drops the primary key user_pkey.
    ALTER TABLE "user" DROP CONSTRAINT "user_pkey";

    -- Turns the index into the primary key user_pkey; locks user for a moment.
    ALTER TABLE "user" ADD CONSTRAINT "user_pkey"
        PRIMARY KEY USING INDEX "user_pkey__new";
    "#);
    case.run(
        "insert into \"user\" values (1, 1, 'a'), (2, 1, 'b')",
        &[Query::kept(
            "select id, tenant, email from \"user\" order by id",
            &["1|1|a", "2|1|b"],
        )],
    );
}

#[test]
fn what_rows_must_obey_is_validated_apart() {
    let case = Case::new(
        BEFORE,
        r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
email = { type = "text", check = "email <> ''" }
name = { type = "text", nullable = true }
age = { type = "integer", nullable = true }
[[table.user.index]]
name = "user_by_name"
columns = ["name"]
[[table.user.index]]
name = "user_by_age"
columns = ["age"]
[table.post.columns]
id = { type = "bigint", primary_key = true }
author = { references = "user", nullable = true }
"#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check FOREIGN_KEY_ORPHANS "post has rows whose author is in no row of user, which post_author_fkey forbids"

    SELECT "child"."id", "child"."author"
    FROM "post" AS "child"
    WHERE "child"."author" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE "parent"."id" = "child"."author");

    -- step: check CHECK_VIOLATIONS "user has rows that break the check user_email_check"

    SELECT "id", "email"
    FROM "user"
    WHERE NOT (email <> '');

    -- step: alone

    -- Builds the index post_author_idx; reads and writes of post go on meanwhile.
    CREATE INDEX CONCURRENTLY "post_author_idx" ON "post" ("author");

    -- step: transaction

    -- Adds the check user_email_check for new rows; locks user for a moment.
    ALTER TABLE "user" ADD CONSTRAINT "user_email_check"
        CHECK (email <> '') NOT VALID;

    -- Adds the foreign key post_author_fkey for new rows; locks post and user for a moment.
    ALTER TABLE "post" ADD CONSTRAINT "post_author_fkey"
        FOREIGN KEY ("author") REFERENCES "user" ("id") NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against user_email_check; reads and writes go on meanwhile.
    ALTER TABLE "user" VALIDATE CONSTRAINT "user_email_check";

    -- step: transaction

    -- Checks the rows that are there against post_author_fkey; reads and writes go on meanwhile.
    ALTER TABLE "post" VALIDATE CONSTRAINT "post_author_fkey";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: transaction

    -- lossless: Drops the foreign key post_author_fkey.
    ALTER TABLE "post" DROP CONSTRAINT "post_author_fkey";

    -- lossless: Drops the check user_email_check.
    ALTER TABLE "user" DROP CONSTRAINT "user_email_check";

    -- step: alone

    -- lossless: Drops the index post_author_idx; reads and writes of post go on.
    DROP INDEX CONCURRENTLY "post_author_idx";
    "#);
    case.run(ROWS, &[Query::kept("select author from post order by id", &["1", "-"])]);
}

#[test]
fn values_come_in_batches() {
    let case = Case::new(
        BEFORE,
        r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
email = "text"
name = { type = "text", backfill = "upper(email)" }
age = { type = "integer", nullable = true }
token = { type = "uuid", default = { sql = "gen_random_uuid()" } }
kind = { type = "text", backfill = "'person'" }
[[table.user.index]]
name = "user_by_name"
columns = ["name"]
[[table.user.index]]
name = "user_by_age"
columns = ["age"]
[table.post.columns]
id = { type = "bigint", primary_key = true }
author = { type = "bigint", nullable = true }
"#,
    );
    let up = case.up();
    // Once before and once after NULLs are kept out; new rows get a token by the default.
    assert_eq!(
        up.matches("-- step: batches key=id size=1000\n").count(),
        2 + 1 + 2,
        "{up}"
    );
    assert!(up.contains("ADD COLUMN \"token\" uuid;"), "{up}");
    assert!(
        up.contains("SET \"token\" = gen_random_uuid()\nWHERE \"id\" IN (\n    SELECT \"id\" FROM \"user\"\n"),
        "{up}"
    );
    assert!(
        up.contains("    WHERE \"name\" IS NULL AND (upper(email)) IS NOT NULL\n    LIMIT 1000\n"),
        "{up}"
    );
    assert!(up.contains("    WHERE \"kind\" IS NULL\n    LIMIT 1000\n"), "{up}");
    case.run(
        ROWS,
        &[
            Query::up(
                "select name, kind from \"user\" order by id",
                &["A|person", "B|person", "C|person"],
            ),
            Query::up("select count(distinct token) from \"user\"", &["3"]),
        ],
    );
}

#[test]
fn a_key_of_several_columns_tells_rows_apart() {
    let table = |name: &str| {
        format!(
            "[table.t]\nprimary_key = [\"a\", \"b\"]\n\
             [table.t.columns]\na = \"integer\"\nb = \"integer\"\nname = {name}\n"
        )
    };
    let case = Case::new(
        &table("{ type = \"text\", nullable = true }"),
        &table("{ type = \"text\", backfill = \"'x'\" }"),
    );
    let up = case.up();
    assert!(up.contains("-- step: batches key=a key=b size=1000\n"), "{up}");
    assert!(
        up.contains("WHERE (\"a\", \"b\") IN (\n    SELECT \"a\", \"b\" FROM \"t\"\n"),
        "{up}"
    );
    case.run(
        "insert into t select n / 50, n % 50, case n when 7 then 'y' end from generate_series(1, 2500) n",
        &[Query::up(
            "select name, count(*) from t group by name order by name",
            &["x|2499", "y|1"],
        )],
    );
}

#[test]
fn without_a_key_values_come_at_once() {
    let table = |name: &str| format!("[table.t]\n[table.t.columns]\na = \"integer\"\nname = {name}\n");
    let case = Case::new(
        &table("{ type = \"text\", nullable = true }"),
        &table("{ type = \"text\", backfill = \"'x'\" }"),
    );
    let modes: Vec<_> = case.plan_up().steps.into_iter().map(|step| step.mode).collect();
    let in_batches = |mode: &StepMode| matches!(mode, StepMode::Batches { .. });
    assert!(!modes.iter().any(in_batches), "{modes:?}");
    case.run(
        "insert into t values (1, null), (2, 'y')",
        &[Query::up("select name from t order by a", &["x", "y"])],
    );
}

#[test]
fn a_key_may_have_any_name() {
    let table = |name: &str| {
        format!(
            "[table.t.columns]\nkey = {{ type = \"bigint\", primary_key = true, column = 'the \"id\"' }}\nname = {name}\n"
        )
    };
    let case = Case::new(
        &table("{ type = \"text\", nullable = true }"),
        &table("{ type = \"text\", backfill = \"'x'\" }"),
    );
    assert!(
        case.up()
            .contains("-- step: batches key=\"the \"\"id\"\"\" size=1000\n"),
        "{}",
        case.up()
    );
    case.run(
        "insert into t values (1, null), (2, 'y')",
        &[Query::up("select name from t order by 1", &["x", "y"])],
    );
}

#[test]
fn simple_plans_are_one_transaction() {
    let next = BEFORE
        .replace("email = \"text\"", "email = { type = \"text\", unique = true }")
        .replace(
            "author = { type = \"bigint\", nullable = true }",
            "author = { references = \"user\", nullable = true }",
        );
    let case = Case::new(BEFORE, &next).simple();
    let modes: Vec<_> = case.plan_up().steps.into_iter().map(|step| step.mode).collect();
    let plain = |mode: &StepMode| matches!(mode, StepMode::Check { .. } | StepMode::Transaction);
    assert!(modes.iter().all(plain), "{modes:?}");
    assert!(!case.up().contains("CONCURRENTLY") && !case.up().contains("NOT VALID"));
    case.run(ROWS, &[]);
}

#[test]
fn each_statement_says_what_it_locks() {
    let next = BEFORE
        .replace(
            "email = \"text\"",
            "mail = { type = \"text\", renamed_from = \"email\", unique = true }",
        )
        .replace(
            "age = { type = \"integer\", nullable = true }",
            "age = { type = \"bigint\", nullable = true }",
        )
        .replace(
            "author = { type = \"bigint\", nullable = true }",
            "author = { references = \"user\", nullable = true }",
        );
    let steps = Case::new(BEFORE, &next).plan_up().steps;
    let of = |template: &str| {
        let about_user = |text: &str| template != "create_index.sql" || text == "\"user\"";
        let mut found = steps.iter().filter(|step| step.statement.template == template);
        let step = found.find(|step| about_user(step.statement.view["table"].as_str().unwrap_or_default()));
        step.unwrap_or_else(|| panic!("no {template}")).impact.clone()
    };
    let locks = |template: &str| -> Vec<_> {
        let locks = of(template).locks.into_iter();
        locks.map(|lock| (lock.table.unwrap_or_default(), lock.level)).collect()
    };
    let on_user = |level| vec![("user".to_owned(), level)];
    assert_eq!(locks("create_index.sql"), on_user(LockLevel::ShareUpdateExclusive));
    assert_eq!(
        locks("add_constraint_using_index.sql"),
        on_user(LockLevel::AccessExclusive)
    );
    assert_eq!(of("add_constraint_using_index.sql").work, Work::Metadata);
    assert_eq!(locks("alter_column_type.sql"), on_user(LockLevel::AccessExclusive));
    assert_eq!(of("alter_column_type.sql").work, Work::Rewrite);
    assert_eq!(of("alter_column_type.sql").hazards[0].kind, HazardKind::Blocks);
    assert_eq!(of("rename_column.sql").hazards[0].kind, HazardKind::BreaksOlderCode);
    let both = [
        ("post".to_owned(), LockLevel::ShareRowExclusive),
        ("user".to_owned(), LockLevel::ShareRowExclusive),
    ];
    assert_eq!(locks("add_constraint.sql"), both);
    let both = [
        ("post".to_owned(), LockLevel::ShareUpdateExclusive),
        ("user".to_owned(), LockLevel::RowShare),
    ];
    assert_eq!(locks("validate_constraint.sql"), both);
}

//! Keys, uniques, checks, foreign keys, indexes.

use super::case::{Case, Query};

#[test]
fn each_constraint_comes_goes_and_changes() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = "integer"
        b = "integer"
        [[table.t.unique]]
        name = "gone"
        columns = ["a"]
        [[table.t.unique]]
        name = "altered"
        columns = ["a", "b"]
        [[table.t.check]]
        name = "tested"
        expression = "a > 0"
        [[table.t.check]]
        name = "tested_no_more"
        expression = "b > 0"
        "#,
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = "integer"
        b = "integer"
        [[table.t.unique]]
        name = "altered"
        columns = ["b", "a"]
        deferrable = "initially_immediate"
        [[table.t.unique]]
        name = "fresh"
        columns = ["b", "id"]
        renamed_from = "nothing"
        [[table.t.check]]
        name = "tested"
        expression = "a > -1"
        [[table.t.check]]
        name = "tested_now"
        expression = "a + b > 0"
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check CHECK_VIOLATIONS "t has rows that break the check tested"

    SELECT "id", "a"
    FROM "t"
    WHERE NOT (a > -1);

    -- step: check CHECK_VIOLATIONS "t has rows that break the check tested_now"

    SELECT "id", "a", "b"
    FROM "t"
    WHERE NOT (a + b > 0);

    -- step: alone

    -- Builds the index of the unique constraint altered; reads and writes of t go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "altered__new" ON "t" ("b", "a");

    -- step: alone

    -- Builds the index of the unique constraint fresh; reads and writes of t go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "fresh" ON "t" ("b", "id");

    -- step: transaction

    -- Drops the unique constraint gone.
    ALTER TABLE "t" DROP CONSTRAINT "gone";

    -- Drops the check tested.
    ALTER TABLE "t" DROP CONSTRAINT "tested";

    -- Drops the check tested_no_more.
    ALTER TABLE "t" DROP CONSTRAINT "tested_no_more";

    -- Drops the unique constraint altered.
    ALTER TABLE "t" DROP CONSTRAINT "altered";

    -- Turns the index into the unique constraint altered; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "altered"
        UNIQUE USING INDEX "altered__new" DEFERRABLE INITIALLY IMMEDIATE;

    -- Turns the index into the unique constraint fresh; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "fresh"
        UNIQUE USING INDEX "fresh";

    -- Adds the check tested for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "tested"
        CHECK (a > -1) NOT VALID;

    -- Adds the check tested_now for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "tested_now"
        CHECK (a + b > 0) NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against tested; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "tested";

    -- step: transaction

    -- Checks the rows that are there against tested_now; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "tested_now";
    "#);
    case.run(
        "insert into t values (1, 2, 3)",
        &[Query::kept("select * from t", &["1|2|3"])],
    );
}

#[test]
fn foreign_keys_give_way_when_the_key_they_point_at_changes() {
    let case = Case::new(
        r#"
        [table.parent]
        primary_key = ["a"]
        [table.parent.columns]
        a = "integer"
        b = { type = "integer", unique = true }
        c = "integer"
        [table.child.columns]
        id = { type = "integer", primary_key = true }
        parent_a = { type = "integer" }
        parent_b = { type = "integer" }
        [[table.child.foreign_key]]
        columns = ["parent_a"]
        references = { table = "parent", columns = ["a"] }
        [[table.child.foreign_key]]
        columns = ["parent_b"]
        references = { table = "parent", columns = ["b"] }
        "#,
        r#"
        [table.parent]
        primary_key = ["b"]
        [table.parent.columns]
        a = { type = "integer", unique = true }
        b = "integer"
        c = "integer"
        [table.child.columns]
        id = { type = "integer", primary_key = true }
        parent_a = { type = "integer" }
        parent_b = { type = "integer" }
        [[table.child.foreign_key]]
        columns = ["parent_a"]
        references = { table = "parent", columns = ["a"] }
        [[table.child.foreign_key]]
        columns = ["parent_b"]
        references = { table = "parent", columns = ["b"] }
        on_delete = "cascade"
        deferrable = "initially_deferred"
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: alone

    -- Builds the index of the unique constraint parent_a_key; reads and writes of parent go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "parent_a_key" ON "parent" ("a");

    -- step: alone

    -- Builds the index of the primary key parent_pkey; reads and writes of parent go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "parent_pkey__new" ON "parent" ("b");

    -- step: transaction

    -- Takes the foreign key child_parent_a_fkey away for now: the key it points at changes.
    ALTER TABLE "child" DROP CONSTRAINT "child_parent_a_fkey";

    -- Drops the foreign key child_parent_b_fkey.
    ALTER TABLE "child" DROP CONSTRAINT "child_parent_b_fkey";

    -- Drops the unique constraint parent_b_key.
    ALTER TABLE "parent" DROP CONSTRAINT "parent_b_key";

    -- Turns the index into the unique constraint parent_a_key; locks parent for a moment.
    ALTER TABLE "parent" ADD CONSTRAINT "parent_a_key"
        UNIQUE USING INDEX "parent_a_key";

    -- Drops the primary key parent_pkey.
    ALTER TABLE "parent" DROP CONSTRAINT "parent_pkey";

    -- Turns the index into the primary key parent_pkey; locks parent for a moment.
    ALTER TABLE "parent" ADD CONSTRAINT "parent_pkey"
        PRIMARY KEY USING INDEX "parent_pkey__new";

    -- Puts back the foreign key child_parent_a_fkey for new rows; locks child and parent for a moment.
    ALTER TABLE "child" ADD CONSTRAINT "child_parent_a_fkey"
        FOREIGN KEY ("parent_a") REFERENCES "parent" ("a") NOT VALID;

    -- Adds the foreign key child_parent_b_fkey for new rows; locks child and parent for a moment.
    ALTER TABLE "child" ADD CONSTRAINT "child_parent_b_fkey"
        FOREIGN KEY ("parent_b") REFERENCES "parent" ("b") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against child_parent_a_fkey; reads and writes go on meanwhile.
    ALTER TABLE "child" VALIDATE CONSTRAINT "child_parent_a_fkey";

    -- step: transaction

    -- Checks the rows that are there against child_parent_b_fkey; reads and writes go on meanwhile.
    ALTER TABLE "child" VALIDATE CONSTRAINT "child_parent_b_fkey";
    "#);
    case.run(
        "insert into parent values (1, 2, 3); insert into child values (1, 1, 2)",
        &[Query::kept("select * from child", &["1|1|2"])],
    );
}

#[test]
fn tables_in_a_circle_come_and_go() {
    let case = Case::new(
        "",
        r#"
        [table.a.columns]
        id = { type = "integer", primary_key = true }
        b_id = { references = "b", nullable = true }
        [table.b.columns]
        id = { type = "integer", primary_key = true }
        a_id = { references = "a" }
        own_id = { references = "b", nullable = true }
        [table.c.columns]
        id = { type = "integer", primary_key = true }
        a_id = { references = "a" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- Creates the table a.
    CREATE TABLE "a" (
        "id" integer NOT NULL,
        "b_id" integer,
        CONSTRAINT "a_pkey" PRIMARY KEY ("id")
    );

    CREATE INDEX "a_b_id_idx" ON "a" ("b_id");

    -- Creates the table b.
    CREATE TABLE "b" (
        "id" integer NOT NULL,
        "a_id" integer NOT NULL,
        "own_id" integer,
        CONSTRAINT "b_pkey" PRIMARY KEY ("id")
    );

    CREATE INDEX "b_a_id_idx" ON "b" ("a_id");

    CREATE INDEX "b_own_id_idx" ON "b" ("own_id");

    -- Creates the table c.
    CREATE TABLE "c" (
        "id" integer NOT NULL,
        "a_id" integer NOT NULL,
        CONSTRAINT "c_pkey" PRIMARY KEY ("id")
    );

    CREATE INDEX "c_a_id_idx" ON "c" ("a_id");

    ALTER TABLE "a" ADD CONSTRAINT "a_b_id_fkey"
        FOREIGN KEY ("b_id") REFERENCES "b" ("id");

    ALTER TABLE "b" ADD CONSTRAINT "b_a_id_fkey"
        FOREIGN KEY ("a_id") REFERENCES "a" ("id");

    ALTER TABLE "b" ADD CONSTRAINT "b_own_id_fkey"
        FOREIGN KEY ("own_id") REFERENCES "b" ("id");

    ALTER TABLE "c" ADD CONSTRAINT "c_a_id_fkey"
        FOREIGN KEY ("a_id") REFERENCES "a" ("id");
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- lossless: Takes the foreign key a_b_id_fkey away for now: the tables that go point at each other.
    ALTER TABLE "a" DROP CONSTRAINT "a_b_id_fkey";

    -- lossless: Takes the foreign key b_a_id_fkey away for now: the tables that go point at each other.
    ALTER TABLE "b" DROP CONSTRAINT "b_a_id_fkey";

    -- lossy: Drops the table c and all of its rows.
    -- Careful: code that uses c fails from here on
    DROP TABLE "c";

    -- lossy: Drops the table a and all of its rows.
    -- Careful: code that uses a fails from here on
    DROP TABLE "a";

    -- lossy: Drops the table b and all of its rows.
    -- Careful: code that uses b fails from here on
    DROP TABLE "b";
    "#);
    case.run("", &[]);
}

#[test]
fn a_deferred_foreign_key_is_checked_before_its_table_is_altered_further() {
    let schema = |bio: &str| {
        format!(
            r#"
            [table.parent.columns]
            id = {{ type = "integer", primary_key = true }}
            [table.child.columns]
            id = {{ type = "integer", primary_key = true }}
            {bio}
            [[table.child.foreign_key]]
            columns = ["parent_id"]
            references = {{ table = "parent", columns = ["id"] }}
            deferrable = "initially_deferred"
            "#
        )
    };
    let case = Case::new(
        &schema("parent_id = { type = \"integer\", nullable = true }"),
        &schema("parent_id = { type = \"integer\", backfill = \"1\" }"),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check FOREIGN_KEY_ORPHANS "child has rows whose parent_id is in no row of parent, which child_parent_id_fkey forbids"

    SELECT "child"."id", "child"."parent_id"
    FROM (SELECT "id", CAST(coalesce("parent_id", (1)) AS integer) AS "parent_id" FROM "child") AS "child"
    WHERE "child"."parent_id" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "parent" AS "parent" WHERE "parent"."id" = "child"."parent_id");

    -- step: batches key=id size=1000

    -- Fills the gaps of child.parent_id, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "child" SET "parent_id" = 1
    WHERE "id" IN (
        SELECT "id" FROM "child"
        WHERE "parent_id" IS NULL
        LIMIT 1000
    ) AND "parent_id" IS NULL;

    -- step: transaction

    -- No NULL comes into child.parent_id from here on; locks child for a moment.
    -- Careful: code that writes no value into child.parent_id fails from here on
    ALTER TABLE "child" ADD CONSTRAINT "parent_id__not_null"
        CHECK ("parent_id" IS NOT NULL) NOT VALID;

    -- step: batches key=id size=1000

    -- Fills what came meanwhile: child.parent_id, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "child" SET "parent_id" = 1
    WHERE "id" IN (
        SELECT "id" FROM "child"
        WHERE "parent_id" IS NULL
        LIMIT 1000
    ) AND "parent_id" IS NULL;

    -- step: transaction

    -- Looks for NULLs in child.parent_id; reads and writes go on meanwhile.
    ALTER TABLE "child" VALIDATE CONSTRAINT "parent_id__not_null";

    -- step: transaction

    -- child.parent_id must have a value, as the check has shown; locks child for a moment.
    ALTER TABLE "child" ALTER COLUMN "parent_id" SET NOT NULL;

    -- The check has served.
    ALTER TABLE "child" DROP CONSTRAINT "parent_id__not_null";
    "#);
    case.run(
        "insert into parent values (1); insert into child values (1, null)",
        &[Query::up("select * from child", &["1|1"])],
    );
}

#[test]
fn indexes_come_go_and_change() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = "text"
        b = { type = "jsonb", default = { value = {} } }
        [[table.t.index]]
        name = "gone"
        columns = ["a"]
        [[table.t.index]]
        name = "altered"
        columns = ["a", "id"]
        [[table.t.index]]
        name = "old_name"
        columns = ["id", "a"]
        "#,
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = "text"
        b = { type = "jsonb", default = { value = {} } }
        [[table.t.index]]
        name = "altered"
        columns = ["a desc", { column = "id", nulls = "first" }]
        unique = true
        where = "a <> ''"
        [[table.t.index]]
        name = "new_name"
        columns = ["id", "a"]
        renamed_from = "old_name"
        [[table.t.index]]
        name = "fresh"
        columns = [{ column = "b", opclass = "jsonb_path_ops" }]
        method = "gin"
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: alone

    -- Builds the index altered; reads and writes of t go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "altered__new" ON "t" ("a" DESC, "id" NULLS FIRST)
        WHERE (a <> '');

    -- step: alone

    -- Builds the index fresh; reads and writes of t go on meanwhile.
    CREATE INDEX CONCURRENTLY "fresh" ON "t" USING "gin" ("b" jsonb_path_ops);

    -- step: transaction

    -- Renames index old_name to new_name; no row is touched.
    ALTER INDEX "old_name" RENAME TO "new_name";

    -- Drops the old index altered, now that the new one is there; locks t for a moment.
    DROP INDEX "altered";

    -- The new index altered gets its name.
    ALTER INDEX "altered__new" RENAME TO "altered";

    -- step: alone

    -- Drops the index gone; reads and writes of t go on.
    DROP INDEX CONCURRENTLY "gone";
    "#);
    case.run(
        "insert into t values (1, 'a')",
        &[Query::kept("select id, a from t", &["1|a"])],
    );
}

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
    -- Drops the unique constraint altered.
    ALTER TABLE "t" DROP CONSTRAINT "altered";

    -- Drops the unique constraint gone.
    ALTER TABLE "t" DROP CONSTRAINT "gone";

    -- Drops the check tested.
    ALTER TABLE "t" DROP CONSTRAINT "tested";

    -- Drops the check tested_no_more.
    ALTER TABLE "t" DROP CONSTRAINT "tested_no_more";

    -- Adds the unique constraint altered: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "altered"
        UNIQUE ("b", "a") DEFERRABLE INITIALLY IMMEDIATE;

    -- Adds the unique constraint fresh: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "fresh"
        UNIQUE ("b", "id");

    -- Adds the check tested: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "tested"
        CHECK (a > -1);

    -- Adds the check tested_now: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "tested_now"
        CHECK (a + b > 0);
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
    -- Takes the foreign key child_parent_a_fkey away for now: the key it points at changes.
    ALTER TABLE "child" DROP CONSTRAINT "child_parent_a_fkey";

    -- Drops the foreign key child_parent_b_fkey.
    ALTER TABLE "child" DROP CONSTRAINT "child_parent_b_fkey";

    -- Drops the unique constraint parent_b_key.
    ALTER TABLE "parent" DROP CONSTRAINT "parent_b_key";

    -- Drops the primary key parent_pkey.
    ALTER TABLE "parent" DROP CONSTRAINT "parent_pkey";

    -- Adds the unique constraint parent_a_key: builds its index while parent is locked.
    ALTER TABLE "parent" ADD CONSTRAINT "parent_a_key"
        UNIQUE ("a");

    -- Adds the primary key parent_pkey: builds its index while parent is locked.
    ALTER TABLE "parent" ADD CONSTRAINT "parent_pkey"
        PRIMARY KEY ("b");

    -- Puts the foreign key child_parent_a_fkey back: checks every row, and writes to child and parent wait meanwhile.
    ALTER TABLE "child" ADD CONSTRAINT "child_parent_a_fkey"
        FOREIGN KEY ("parent_a") REFERENCES "parent" ("a");

    -- Adds the foreign key child_parent_b_fkey: checks every row, and writes to child and parent wait meanwhile.
    ALTER TABLE "child" ADD CONSTRAINT "child_parent_b_fkey"
        FOREIGN KEY ("parent_b") REFERENCES "parent" ("b") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
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
    DROP TABLE "c";

    -- lossy: Drops the table a and all of its rows.
    DROP TABLE "a";

    -- lossy: Drops the table b and all of its rows.
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
    -- Fills the gaps of child.parent_id; the rows it writes are locked until the end.
    UPDATE "child" SET "parent_id" = 1
    WHERE "parent_id" IS NULL;

    -- The deferred constraints of child are checked before it is altered further.
    SET CONSTRAINTS ALL IMMEDIATE;

    -- child.parent_id must have a value; reads every row of child while it is locked.
    ALTER TABLE "child" ALTER COLUMN "parent_id" SET NOT NULL;
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
    -- Renames index old_name to new_name; no row is touched.
    ALTER INDEX "old_name" RENAME TO "new_name";

    -- Drops the index altered.
    DROP INDEX "altered";

    -- Drops the index gone.
    DROP INDEX "gone";

    -- Builds an index on t; writes to it wait meanwhile.
    CREATE UNIQUE INDEX "altered" ON "t" ("a" DESC, "id" NULLS FIRST)
        WHERE (a <> '');

    -- Builds an index on t; writes to it wait meanwhile.
    CREATE INDEX "fresh" ON "t" USING "gin" ("b" jsonb_path_ops);
    "#);
    case.run(
        "insert into t values (1, 'a')",
        &[Query::kept("select id, a from t", &["1|a"])],
    );
}

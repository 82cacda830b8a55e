//! Renames, swaps, and names that pass from one thing to another.

use super::case::{Case, Query};

#[test]
fn a_table_a_column_and_all_that_is_named_after_them() {
    let case = Case::new(
        r#"
        [table.user.columns]
        id = { type = "text", primary_key = true }
        email = { type = "text", unique = true, check = "email <> ''" }
        manager_id = { references = "user", nullable = true }
        "#,
        r#"
        [table.member]
        renamed_from = "user"
        [table.member.columns]
        id = { type = "text", primary_key = true }
        address = { type = "text", unique = true, check = "address <> ''", renamed_from = "email" }
        manager_id = { references = "member", nullable = true }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- Renames table user to member; no row is touched.
    -- Careful: code that knows it as user fails from here on
    ALTER TABLE "user" RENAME TO "member";

    -- Renames column member.email to address; no row is touched.
    -- Careful: code that knows it as email fails from here on
    ALTER TABLE "member" RENAME COLUMN "email" TO "address";

    -- Renames constraint user_email_check of member to member_address_check; no row is touched.
    ALTER TABLE "member" RENAME CONSTRAINT "user_email_check" TO "member_address_check";

    -- Renames constraint user_email_key of member to member_address_key; no row is touched.
    ALTER TABLE "member" RENAME CONSTRAINT "user_email_key" TO "member_address_key";

    -- Renames constraint user_manager_id_fkey of member to member_manager_id_fkey; no row is touched.
    ALTER TABLE "member" RENAME CONSTRAINT "user_manager_id_fkey" TO "member_manager_id_fkey";

    -- Renames constraint user_pkey of member to member_pkey; no row is touched.
    ALTER TABLE "member" RENAME CONSTRAINT "user_pkey" TO "member_pkey";

    -- Renames index user_manager_id_idx to member_manager_id_idx; no row is touched.
    ALTER INDEX "user_manager_id_idx" RENAME TO "member_manager_id_idx";
    "#);
    case.run(
        r#"insert into "user" values ('a', 'a@b', null), ('b', 'b@b', 'a')"#,
        &[Query::moved(
            r#"select id, email, manager_id from "user" order by id"#,
            "select id, address, manager_id from member order by id",
            &["a|a@b|-", "b|b@b|a"],
        )],
    );
}

#[test]
fn two_columns_swap_their_names() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = { type = "text", unique = true }
        b = { type = "text", unique = true }
        "#,
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        b = { type = "text", unique = true, renamed_from = "a" }
        a = { type = "text", unique = true, renamed_from = "b" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- Moves column t.a out of the way: its name is taken over below.
    ALTER TABLE "t" RENAME COLUMN "a" TO "a__moving_0";

    -- Renames column t.b to a; no row is touched.
    -- Careful: code that knows it as b fails from here on
    ALTER TABLE "t" RENAME COLUMN "b" TO "a";

    -- Renames column t.a__moving_0 to b; no row is touched.
    -- Careful: code that knows it as a fails from here on
    ALTER TABLE "t" RENAME COLUMN "a__moving_0" TO "b";

    -- Moves constraint t_a_key of t out of the way: its name is taken over below.
    ALTER TABLE "t" RENAME CONSTRAINT "t_a_key" TO "t_a_key__moving_3";

    -- Renames constraint t_b_key of t to t_a_key; no row is touched.
    ALTER TABLE "t" RENAME CONSTRAINT "t_b_key" TO "t_a_key";

    -- Renames constraint t_a_key__moving_3 of t to t_b_key; no row is touched.
    ALTER TABLE "t" RENAME CONSTRAINT "t_a_key__moving_3" TO "t_b_key";
    "#);
    case.run(
        "insert into t values (1, 'one', 'two')",
        &[Query::moved("select a, b from t", "select b, a from t", &["one|two"])],
    );
}

#[test]
fn three_tables_go_in_a_circle() {
    let table = |name: &str, from: &str| {
        format!("[table.{name}]\n{from}\n[table.{name}.columns]\nid = {{ type = \"text\", primary_key = true }}\n")
    };
    let previous = [table("a", ""), table("b", ""), table("c", "")].concat();
    let next = [
        table("b", "renamed_from = \"a\""),
        table("c", "renamed_from = \"b\""),
        table("a", "renamed_from = \"c\""),
    ]
    .concat();
    let case = Case::new(&previous, &next);
    insta::assert_snapshot!(case.up(), @r#"
    -- Moves table a out of the way: its name is taken over below.
    ALTER TABLE "a" RENAME TO "a__moving_0";

    -- Renames table c to a; no row is touched.
    -- Careful: code that knows it as c fails from here on
    ALTER TABLE "c" RENAME TO "a";

    -- Renames table b to c; no row is touched.
    -- Careful: code that knows it as b fails from here on
    ALTER TABLE "b" RENAME TO "c";

    -- Renames table a__moving_0 to b; no row is touched.
    -- Careful: code that knows it as a fails from here on
    ALTER TABLE "a__moving_0" RENAME TO "b";

    -- Moves constraint c_pkey of a out of the way: its name is taken over below.
    ALTER TABLE "a" RENAME CONSTRAINT "c_pkey" TO "c_pkey__moving_4";

    -- Renames constraint b_pkey of c to c_pkey; no row is touched.
    ALTER TABLE "c" RENAME CONSTRAINT "b_pkey" TO "c_pkey";

    -- Renames constraint a_pkey of b to b_pkey; no row is touched.
    ALTER TABLE "b" RENAME CONSTRAINT "a_pkey" TO "b_pkey";

    -- Renames constraint c_pkey__moving_4 of a to a_pkey; no row is touched.
    ALTER TABLE "a" RENAME CONSTRAINT "c_pkey__moving_4" TO "a_pkey";
    "#);
    case.run(
        "insert into a values ('a'); insert into b values ('b'); insert into c values ('c')",
        &[Query::moved(
            "select a.id, b.id, c.id from a, b, c",
            "select b.id, c.id, a.id from a, b, c",
            &["a|b|c"],
        )],
    );
}

#[test]
fn the_name_of_what_is_dropped_is_taken_over() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        a = { type = "text", unique = true, index = true, check = "a <> ''" }
        b = { type = "text", unique = true, index = true, check = "b <> ''" }
        "#,
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        b = { type = "text", unique = true, index = true, check = "b <> ''", renamed_from = "a" }
        c = { type = "text", renamed_from = "b" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check CHECK_VIOLATIONS "t has rows that break the check t_b_check"

    SELECT "id", "b"
    FROM (SELECT "id", ("a") AS "b" FROM "t") AS "t"
    WHERE NOT (b <> '');

    -- step: transaction

    -- Renames column t.b to c; no row is touched.
    -- Careful: code that knows it as b fails from here on
    ALTER TABLE "t" RENAME COLUMN "b" TO "c";

    -- Renames column t.a to b; no row is touched.
    -- Careful: code that knows it as a fails from here on
    ALTER TABLE "t" RENAME COLUMN "a" TO "b";

    -- Drops the check t_a_check.
    ALTER TABLE "t" DROP CONSTRAINT "t_a_check";

    -- Drops the unique constraint t_a_key.
    ALTER TABLE "t" DROP CONSTRAINT "t_a_key";

    -- Drops the check t_b_check.
    ALTER TABLE "t" DROP CONSTRAINT "t_b_check";

    -- Adds the check t_b_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_b_check"
        CHECK (b <> '') NOT VALID;

    -- step: alone

    -- Builds the index of the unique constraint t_b_key; reads and writes of t go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "t_b_key__new" ON "t" ("b");

    -- step: alone

    -- Builds the index t_b_idx; reads and writes of t go on meanwhile.
    CREATE INDEX CONCURRENTLY "t_b_idx__new" ON "t" ("b");

    -- step: transaction

    -- Checks the rows that are there against t_b_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_b_check";

    -- step: transaction

    -- Drops the unique constraint t_b_key.
    ALTER TABLE "t" DROP CONSTRAINT "t_b_key";

    -- Turns the index into the unique constraint t_b_key; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_b_key"
        UNIQUE USING INDEX "t_b_key__new";

    -- Drops the old index t_b_idx, now that the new one is there; locks t for a moment.
    DROP INDEX "t_b_idx";

    -- The new index t_b_idx gets its name.
    ALTER INDEX "t_b_idx__new" RENAME TO "t_b_idx";

    -- step: alone

    -- Drops the index t_a_idx; reads and writes of t go on.
    DROP INDEX CONCURRENTLY "t_a_idx";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: check UNIQUE_DUPLICATES "t has rows that are alike in b, which t_b_key forbids"

    SELECT "c", count(*) AS "rows"
    FROM "t"
    WHERE "c" IS NOT NULL
    GROUP BY "c"
    HAVING count(*) > 1;

    -- step: check CHECK_VIOLATIONS "t has rows that break the check t_b_check"

    SELECT "id", "b"
    FROM (SELECT "id", ("c") AS "b" FROM "t") AS "t"
    WHERE NOT (b <> '');

    -- step: transaction

    -- lossless: Renames column t.b to a; no row is touched.
    -- Careful: code that knows it as b fails from here on
    ALTER TABLE "t" RENAME COLUMN "b" TO "a";

    -- lossless: Renames column t.c to b; no row is touched.
    -- Careful: code that knows it as c fails from here on
    ALTER TABLE "t" RENAME COLUMN "c" TO "b";

    -- lossless: Renames constraint t_b_check of t to t_a_check; no row is touched.
    ALTER TABLE "t" RENAME CONSTRAINT "t_b_check" TO "t_a_check";

    -- lossless: Renames constraint t_b_key of t to t_a_key; no row is touched.
    ALTER TABLE "t" RENAME CONSTRAINT "t_b_key" TO "t_a_key";

    -- lossless: Renames index t_b_idx to t_a_idx; no row is touched.
    ALTER INDEX "t_b_idx" RENAME TO "t_a_idx";

    -- lossless: Adds the check t_b_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_b_check"
        CHECK (b <> '') NOT VALID;

    -- step: transaction

    -- lossless: Checks the rows that are there against t_b_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_b_check";

    -- step: alone

    -- lossless: Builds the index of the unique constraint t_b_key; reads and writes of t go on meanwhile.
    CREATE UNIQUE INDEX CONCURRENTLY "t_b_key" ON "t" ("b");

    -- step: alone

    -- lossless: Builds the index t_b_idx; reads and writes of t go on meanwhile.
    CREATE INDEX CONCURRENTLY "t_b_idx" ON "t" ("b");

    -- step: transaction

    -- lossless: Turns the index into the unique constraint t_b_key; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_b_key"
        UNIQUE USING INDEX "t_b_key";
    "#);
    case.run(
        "insert into t values (1, 'a', 'b')",
        &[Query::moved("select a, b from t", "select b, c from t", &["a|b"])],
    );
}

#[test]
fn a_table_moves_to_another_namespace() {
    let case = Case::new(
        r#"
        [enum.kind]
        values = ["x"]
        [table.item.columns]
        id = { type = "bigint", identity = true, primary_key = true }
        kind = "kind"
        code = { type = "text", index = true }
        "#,
        r#"
        [enum.kind]
        values = ["x"]
        [table.item]
        schema = "sales"
        table = "items"
        [table.item.columns]
        id = { type = "bigint", identity = true, primary_key = true }
        kind = "kind"
        code = { type = "text", index = true }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- Creates the namespace sales.
    CREATE SCHEMA "sales";

    -- Renames table item to sales.items; no row is touched.
    ALTER TABLE "item" SET SCHEMA "sales";

    -- Renames table item to sales.items; no row is touched.
    -- Careful: code that knows it as item fails from here on
    ALTER TABLE "sales"."item" RENAME TO "items";

    -- Renames constraint item_pkey of sales.items to items_pkey; no row is touched.
    ALTER TABLE "sales"."items" RENAME CONSTRAINT "item_pkey" TO "items_pkey";

    -- Renames index sales.item_code_idx to items_code_idx; no row is touched.
    ALTER INDEX "sales"."item_code_idx" RENAME TO "items_code_idx";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- lossless: Renames table sales.items to item; no row is touched.
    ALTER TABLE "sales"."items" SET SCHEMA "public";

    -- lossless: Renames table sales.items to item; no row is touched.
    -- Careful: code that knows it as sales.items fails from here on
    ALTER TABLE "items" RENAME TO "item";

    -- lossless: Renames constraint items_pkey of item to item_pkey; no row is touched.
    ALTER TABLE "item" RENAME CONSTRAINT "items_pkey" TO "item_pkey";

    -- lossless: Renames index items_code_idx to item_code_idx; no row is touched.
    ALTER INDEX "items_code_idx" RENAME TO "item_code_idx";

    -- lossless: Drops the namespace sales; refused unless it is empty by now.
    DROP SCHEMA "sales";
    "#);
    case.run(
        "insert into item (kind, code) values ('x', 'c')",
        &[Query::moved(
            "select id, kind, code from item",
            "select id, kind, code from sales.items",
            &["1|x|c"],
        )],
    );
}

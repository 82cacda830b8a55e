//! Columns that come, go and change.

use super::case::{Case, Query};

pub(super) fn table(columns: &str) -> String {
    format!("[table.t.columns]\nid = {{ type = \"integer\", primary_key = true }}\n{columns}")
}

pub(super) fn case(previous: &str, next: &str) -> Case {
    Case::new(&table(previous), &table(next))
}

pub(super) const ROWS: &str = "insert into t (id) select generate_series(1, 3)";

#[test]
fn columns_are_added() {
    let case = case(
        "first = { type = \"text\", default = \"f\" }\nlast = { type = \"text\", default = \"l\" }",
        r#"
        whole = { type = "text", backfill = "first || ' ' || last", comment = "Both." }
        slug = { type = "text", default = "x", backfill = "lower(whole)" }
        note = { type = "text", nullable = true }
        rank = { type = "integer", default = 0 }
        number = { type = "bigint", identity = true }
        twice = { type = "integer", generated = "rank * 2" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check NULL_VALUES "the backfill of t.whole has no value for some of the rows"

    SELECT "id", "whole"
    FROM (SELECT "id", CAST(first || ' ' || last AS text) AS "whole" FROM "t") AS "t"
    WHERE "whole" IS NULL;

    -- step: transaction

    -- Adds the column t.whole, empty at first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "whole" text;

    -- Adds the column t.slug, empty at first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "slug" text;

    -- New rows get this in t.slug; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "slug" SET DEFAULT 'x';

    -- Adds the column t.note; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "note" text;

    -- Adds the column t.rank; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "rank" integer DEFAULT 0 NOT NULL;

    -- Adds the column t.number; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "number" bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

    -- Adds the column t.twice; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "twice" integer GENERATED ALWAYS AS (rank * 2) STORED NOT NULL;

    -- step: batches key=id size=1000

    -- Fills t.whole, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "t" SET "whole" = first || ' ' || last
    WHERE "id" IN (
        SELECT "id" FROM "t"
        WHERE "whole" IS NULL AND (first || ' ' || last) IS NOT NULL
        LIMIT 1000
    ) AND "whole" IS NULL AND (first || ' ' || last) IS NOT NULL;

    -- step: transaction

    -- No NULL comes into t.whole from here on; locks t for a moment.
    -- Careful: code that writes no value into t.whole fails from here on
    ALTER TABLE "t" ADD CONSTRAINT "whole__not_null"
        CHECK ("whole" IS NOT NULL) NOT VALID;

    -- step: batches key=id size=1000

    -- Fills what came meanwhile: t.whole, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "t" SET "whole" = first || ' ' || last
    WHERE "id" IN (
        SELECT "id" FROM "t"
        WHERE "whole" IS NULL AND (first || ' ' || last) IS NOT NULL
        LIMIT 1000
    ) AND "whole" IS NULL AND (first || ' ' || last) IS NOT NULL;

    -- step: transaction

    -- Looks for NULLs in t.whole; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "whole__not_null";

    -- step: transaction

    -- t.whole must have a value, as the check has shown; locks t for a moment.
    ALTER TABLE "t" ALTER COLUMN "whole" SET NOT NULL;

    -- The check has served.
    ALTER TABLE "t" DROP CONSTRAINT "whole__not_null";

    COMMENT ON COLUMN "t"."whole" IS 'Both.';

    -- Drops the column t.first and its values; locks t for a moment.
    -- Careful: code that uses t.first fails from here on
    ALTER TABLE "t" DROP COLUMN "first";

    -- Drops the column t.last and its values; locks t for a moment.
    -- Careful: code that uses t.last fails from here on
    ALTER TABLE "t" DROP COLUMN "last";

    -- step: batches key=id size=1000

    -- Fills t.slug, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "t" SET "slug" = lower(whole)
    WHERE "id" IN (
        SELECT "id" FROM "t"
        WHERE "slug" IS NULL AND (lower(whole)) IS NOT NULL
        LIMIT 1000
    ) AND "slug" IS NULL AND (lower(whole)) IS NOT NULL;

    -- step: transaction

    -- No NULL comes into t.slug from here on; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "slug__not_null"
        CHECK ("slug" IS NOT NULL) NOT VALID;

    -- step: transaction

    -- Looks for NULLs in t.slug; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "slug__not_null";

    -- step: transaction

    -- t.slug must have a value, as the check has shown; locks t for a moment.
    ALTER TABLE "t" ALTER COLUMN "slug" SET NOT NULL;

    -- The check has served.
    ALTER TABLE "t" DROP CONSTRAINT "slug__not_null";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- impossible (what was in it does not come back): Adds the column t.first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "first" text DEFAULT 'f' NOT NULL;

    -- impossible (what was in it does not come back): Adds the column t.last; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "last" text DEFAULT 'l' NOT NULL;

    -- lossy: Drops the column t.note and its values; locks t for a moment.
    -- Careful: code that uses t.note fails from here on
    ALTER TABLE "t" DROP COLUMN "note";

    -- lossy: Drops the column t.number and its values; locks t for a moment.
    -- Careful: code that uses t.number fails from here on
    ALTER TABLE "t" DROP COLUMN "number";

    -- lossless: Drops the column t.twice and its values; locks t for a moment.
    -- Careful: code that uses t.twice fails from here on
    ALTER TABLE "t" DROP COLUMN "twice";

    -- lossy: Drops the column t.rank and its values; locks t for a moment.
    -- Careful: code that uses t.rank fails from here on
    ALTER TABLE "t" DROP COLUMN "rank";

    -- lossy: Drops the column t.slug and its values; locks t for a moment.
    -- Careful: code that uses t.slug fails from here on
    ALTER TABLE "t" DROP COLUMN "slug";

    -- lossy: Drops the column t.whole and its values; locks t for a moment.
    -- Careful: code that uses t.whole fails from here on
    ALTER TABLE "t" DROP COLUMN "whole";
    "#);
    case.run(
        ROWS,
        &[Query::up(
            "select whole, slug, note, rank, number, twice from t where id = 2",
            &["f l|f l|-|0|2|0"],
        )],
    );
}

#[test]
fn a_column_without_value_cannot_be_added_to_rows() {
    let case = case("", "name = \"text\"");
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check COLUMN_NEEDS_VALUE "t has rows, and its new column name has no value for them: give it a default or a backfill"

    SELECT "id"
    FROM "t";

    -- step: transaction

    -- Adds the column t.name; locks t for a moment.
    -- Careful: t.name has neither default nor backfill: this fails if t has rows
    ALTER TABLE "t" ADD COLUMN "name" text NOT NULL;
    "#);
    case.run("", &[]);
}

#[test]
fn nullability() {
    let case = case(
        "a = { type = \"text\", nullable = true }\nb = \"text\"",
        "a = { type = \"text\", backfill = \"'none'\" }\nb = { type = \"text\", nullable = true }",
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: batches key=id size=1000

    -- Fills the gaps of t.a, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "t" SET "a" = 'none'
    WHERE "id" IN (
        SELECT "id" FROM "t"
        WHERE "a" IS NULL
        LIMIT 1000
    ) AND "a" IS NULL;

    -- step: transaction

    -- No NULL comes into t.a from here on; locks t for a moment.
    -- Careful: code that writes no value into t.a fails from here on
    ALTER TABLE "t" ADD CONSTRAINT "a__not_null"
        CHECK ("a" IS NOT NULL) NOT VALID;

    -- t.b may be NULL; locks "t" for a moment.
    ALTER TABLE "t" ALTER COLUMN "b" DROP NOT NULL;

    -- step: batches key=id size=1000

    -- Fills what came meanwhile: t.a, 1000 rows at a time; each batch locks the rows that it writes.
    UPDATE "t" SET "a" = 'none'
    WHERE "id" IN (
        SELECT "id" FROM "t"
        WHERE "a" IS NULL
        LIMIT 1000
    ) AND "a" IS NULL;

    -- step: transaction

    -- Looks for NULLs in t.a; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "a__not_null";

    -- step: transaction

    -- t.a must have a value, as the check has shown; locks t for a moment.
    ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL;

    -- The check has served.
    ALTER TABLE "t" DROP CONSTRAINT "a__not_null";
    "#);
    case.run(
        "insert into t values (1, null, 'b'), (2, 'a', 'b')",
        &[Query::up("select a, b from t order by id", &["none|b", "a|b"])],
    );
}

#[test]
fn defaults_and_comments() {
    let case = case(
        "a = { type = \"integer\", default = 1 }\nb = \"integer\"\nc = { type = \"text\", default = \"x\", comment = \"Old.\" }",
        "a = \"integer\"\nb = { type = \"integer\", default = 2 }\nc = { type = \"text\", default = { sql = \"upper('y') || 'z'\" }, comment = \"It's new.\\nTwo lines.\" }",
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- t.a has no default any more.
    ALTER TABLE "t" ALTER COLUMN "a" DROP DEFAULT;

    -- New rows get this in t.b; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "b" SET DEFAULT 2;

    -- New rows get this in t.c; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "c" SET DEFAULT (upper('y') || 'z');

    COMMENT ON COLUMN "t"."c" IS 'It''s new.
    Two lines.';
    "#);
    case.run(
        "insert into t (id, b) values (1, 1)",
        &[Query::kept("select * from t", &["1|1|1|x"])],
    );
}

#[test]
fn generated_columns() {
    let previous = r#"
        a = { type = "integer", default = 2 }
        computed = { type = "integer", generated = "a * 2" }
        frozen = { type = "integer", generated = "a * 3" }
        changed = { type = "integer", generated = "a * 4", check = "changed > 0", comment = "Changes." }
        [[table.t.unique]]
        columns = ["changed", "id"]
    "#;
    let next = r#"
        a = { type = "integer", default = 2 }
        computed = { type = "integer", generated = "a * 2" }
        frozen = "integer"
        changed = { type = "integer", generated = "a * 5", check = "changed > 0", comment = "Changes." }
        [[table.t.unique]]
        columns = ["changed", "id"]
    "#;
    let since_14 = case(previous, next);
    insta::assert_snapshot!(since_14.up(), @r#"
    -- step: transaction

    -- Takes the check t_changed_check away for now: it depends on a column that changes.
    ALTER TABLE "t" DROP CONSTRAINT "t_changed_check";

    -- Takes the unique constraint t_changed_id_key away for now: it depends on a column that changes.
    ALTER TABLE "t" DROP CONSTRAINT "t_changed_id_key";

    -- Drops the generated column t.changed, to add it again as it is to be.
    ALTER TABLE "t" DROP COLUMN "changed";

    -- Adds t.changed again; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "changed" integer GENERATED ALWAYS AS (a * 5) STORED NOT NULL;

    COMMENT ON COLUMN "t"."changed" IS 'Changes.';

    -- t.frozen is not computed any more; its values stay.
    ALTER TABLE "t" ALTER COLUMN "frozen" DROP EXPRESSION;

    -- Puts back the check t_changed_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_check"
        CHECK (changed > 0) NOT VALID;

    -- Puts the unique constraint t_changed_id_key back: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_id_key"
        UNIQUE ("changed", "id");

    -- step: transaction

    -- Checks the rows that are there against t_changed_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_changed_check";
    "#);
    insta::assert_snapshot!(since_14.down(), @r#"
    -- step: transaction

    -- lossless: Takes the check t_changed_check away for now: it depends on a column that changes.
    ALTER TABLE "t" DROP CONSTRAINT "t_changed_check";

    -- lossless: Takes the unique constraint t_changed_id_key away for now: it depends on a column that changes.
    ALTER TABLE "t" DROP CONSTRAINT "t_changed_id_key";

    -- lossless: Drops the generated column t.changed, to add it again as it is to be.
    ALTER TABLE "t" DROP COLUMN "changed";

    -- lossless: Adds t.changed again; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "changed" integer GENERATED ALWAYS AS (a * 4) STORED NOT NULL;

    -- lossless
    COMMENT ON COLUMN "t"."changed" IS 'Changes.';

    -- lossy: Drops t.frozen, to add it again as a generated column.
    ALTER TABLE "t" DROP COLUMN "frozen";

    -- lossless: Adds t.frozen again; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "frozen" integer GENERATED ALWAYS AS (a * 3) STORED NOT NULL;

    -- lossless: Puts back the check t_changed_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_check"
        CHECK (changed > 0) NOT VALID;

    -- lossless: Puts the unique constraint t_changed_id_key back: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_id_key"
        UNIQUE ("changed", "id");

    -- step: transaction

    -- lossless: Checks the rows that are there against t_changed_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_changed_check";
    "#);
    since_14.run(
        ROWS,
        &[Query::up(
            "select a, computed, frozen, changed from t where id = 1",
            &["2|4|6|10"],
        )],
    );
    insta::assert_snapshot!(case(previous, next).since(17).up(), @r#"
    -- Computes t.changed anew; rewrites t while it is locked.
    ALTER TABLE "t" ALTER COLUMN "changed" SET EXPRESSION AS (a * 5);

    -- t.frozen is not computed any more; its values stay.
    ALTER TABLE "t" ALTER COLUMN "frozen" DROP EXPRESSION;
    "#);
}

#[test]
fn identity() {
    let case = Case::new(
        r#"
        [table.t.columns]
        id = { type = "integer", primary_key = true }
        n = { type = "bigint", identity = true }
        m = { type = "integer", identity = true }
        "#,
        r#"
        [table.t.columns]
        id = { type = "integer", identity = "by_default", primary_key = true }
        n = { type = "bigint", identity = "by_default" }
        m = "bigint"
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- The server numbers t.id; locks t for a moment.
    ALTER TABLE "t" ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY;

    -- Numbers of t.id go on after the highest that is there.
    SELECT setval(
        pg_get_serial_sequence('"t"', 'id'),
        coalesce(max("id"), 1),
        max("id") IS NOT NULL
    ) FROM "t";

    -- t.m is not numbered any more.
    ALTER TABLE "t" ALTER COLUMN "m" DROP IDENTITY;

    -- t.m becomes bigint; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "m" TYPE bigint;

    -- Whether t.n takes a value that is given; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "n" SET GENERATED BY DEFAULT;
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: check VALUE_DOES_NOT_FIT "t.m has values that its new type does not hold: say with `using` what becomes of them"

    SELECT "id", "m"
    FROM "t"
    WHERE "m" NOT BETWEEN -2147483648 AND 2147483647;

    -- step: transaction

    -- lossless: t.id is not numbered any more.
    ALTER TABLE "t" ALTER COLUMN "id" DROP IDENTITY;

    -- lossy: t.m becomes integer; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "m" TYPE integer;

    -- lossless: The server numbers t.m; locks t for a moment.
    ALTER TABLE "t" ALTER COLUMN "m" ADD GENERATED ALWAYS AS IDENTITY;

    -- lossless: Numbers of t.m go on after the highest that is there.
    SELECT setval(
        pg_get_serial_sequence('"t"', 'm'),
        coalesce(max("m"), 1),
        max("m") IS NOT NULL
    ) FROM "t";

    -- lossless: Whether t.n takes a value that is given; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "n" SET GENERATED ALWAYS;
    "#);
    case.run(
        "insert into t (id) values (7), (41)",
        &[
            Query::kept(
                "select id, n, m from t where id in (7, 41) order by id",
                &["7|1|1", "41|2|2"],
            ),
            Query::up("insert into t (m) values (9) returning id, n", &["42|3"]),
        ],
    );
}

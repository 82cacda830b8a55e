//! Columns that come, go and change.

use super::case::{Case, Query};

fn table(columns: &str) -> String {
    format!("[table.t.columns]\nid = {{ type = \"integer\", primary_key = true }}\n{columns}")
}

fn case(previous: &str, next: &str) -> Case {
    Case::new(&table(previous), &table(next))
}

const ROWS: &str = "insert into t (id) select generate_series(1, 3)";

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
    -- Adds the column t.whole, empty at first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "whole" text;

    -- Fills t.whole; the rows it writes are locked until the end.
    UPDATE "t" SET "whole" = first || ' ' || last;

    -- t.whole must have a value; reads every row of t while it is locked.
    ALTER TABLE "t" ALTER COLUMN "whole" SET NOT NULL;

    COMMENT ON COLUMN "t"."whole" IS 'Both.';

    -- Adds the column t.slug, empty at first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "slug" text;

    -- Fills t.slug; the rows it writes are locked until the end.
    UPDATE "t" SET "slug" = lower(whole);

    ALTER TABLE "t" ALTER COLUMN "slug" SET DEFAULT 'x';

    -- t.slug must have a value; reads every row of t while it is locked.
    ALTER TABLE "t" ALTER COLUMN "slug" SET NOT NULL;

    -- Adds the column t.note; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "note" text;

    -- Adds the column t.rank; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "rank" integer DEFAULT 0 NOT NULL;

    -- Adds the column t.number; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "number" bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

    -- Adds the column t.twice; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "twice" integer GENERATED ALWAYS AS (rank * 2) STORED NOT NULL;

    -- Drops the column t.first and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "first";

    -- Drops the column t.last and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "last";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- impossible (what was in it does not come back): Adds the column t.first; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "first" text DEFAULT 'f' NOT NULL;

    -- impossible (what was in it does not come back): Adds the column t.last; locks t for a moment.
    ALTER TABLE "t" ADD COLUMN "last" text DEFAULT 'l' NOT NULL;

    -- lossy: Drops the column t.note and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "note";

    -- lossy: Drops the column t.number and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "number";

    -- lossless: Drops the column t.twice and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "twice";

    -- lossy: Drops the column t.rank and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "rank";

    -- lossy: Drops the column t.slug and its values; locks t for a moment.
    ALTER TABLE "t" DROP COLUMN "slug";

    -- lossy: Drops the column t.whole and its values; locks t for a moment.
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
    -- Fills the gaps of t.a; the rows it writes are locked until the end.
    UPDATE "t" SET "a" = 'none'
    WHERE "a" IS NULL;

    -- t.a must have a value; reads every row of t while it is locked.
    ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL;

    -- t.b may be NULL; locks "t" for a moment.
    ALTER TABLE "t" ALTER COLUMN "b" DROP NOT NULL;
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
fn types_that_convert_by_themselves_and_types_that_do_not() {
    let case = case(
        r#"
        widened = { type = "varchar(10)", default = "w" }
        counted = { type = "text", default = "12", using = "counted::text" }
        flag = { type = "boolean", default = true }
        sum = { type = "integer", default = 3, check = "sum > 0" }
        "#,
        r#"
        widened = { type = "varchar(20)", default = "w" }
        counted = { type = "integer", default = 12 }
        flag = { type = "bigint", default = 1, using = "flag::integer" }
        sum = { type = "text", default = "3", check = "sum <> ''" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- Drops the check t_sum_check.
    ALTER TABLE "t" DROP CONSTRAINT "t_sum_check";

    -- The default of t.counted is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "counted" DROP DEFAULT;

    -- t.counted becomes integer; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "counted" TYPE integer
        USING "counted"::integer;

    -- New rows get this in t.counted; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "counted" SET DEFAULT 12;

    -- The default of t.flag is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "flag" DROP DEFAULT;

    -- t.flag becomes bigint; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "flag" TYPE bigint
        USING flag::integer;

    -- New rows get this in t.flag; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "flag" SET DEFAULT 1;

    -- The default of t.sum is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "sum" DROP DEFAULT;

    -- t.sum becomes text; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "sum" TYPE text;

    -- New rows get this in t.sum; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "sum" SET DEFAULT '3';

    -- t.widened becomes character varying(20); t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "widened" TYPE character varying(20);

    -- Adds the check t_sum_check: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_sum_check"
        CHECK (sum <> '');
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- lossless: Drops the check t_sum_check.
    ALTER TABLE "t" DROP CONSTRAINT "t_sum_check";

    -- lossless: The default of t.counted is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "counted" DROP DEFAULT;

    -- lossless: t.counted becomes text; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "counted" TYPE text;

    -- lossless: New rows get this in t.counted; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "counted" SET DEFAULT '12';

    -- lossless: The default of t.flag is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "flag" DROP DEFAULT;

    -- lossy: t.flag becomes boolean; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "flag" TYPE boolean
        USING "flag" <> 0;

    -- lossless: New rows get this in t.flag; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "flag" SET DEFAULT true;

    -- lossless: The default of t.sum is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "sum" DROP DEFAULT;

    -- lossy: t.sum becomes integer; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "sum" TYPE integer
        USING "sum"::integer;

    -- lossless: New rows get this in t.sum; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "sum" SET DEFAULT 3;

    -- lossy: t.widened becomes character varying(10); t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "widened" TYPE character varying(10);

    -- lossless: Adds the check t_sum_check: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_sum_check"
        CHECK (sum > 0);
    "#);
    case.run(
        ROWS,
        &[Query::kept(
            "select widened, counted, sum from t where id = 1",
            &["w|12|3"],
        )],
    );
}

#[test]
fn what_depends_on_a_column_gives_way_when_its_type_changes() {
    let of = |kind: &str, more: &str| {
        table(&format!(
            r#"
            a = {{ type = "{kind}", unique = true{more} }}
            doubled = {{ type = "text", generated = "a::text || a::text" }}
            [[table.t.index]]
            columns = ["a", "id"]
            [[table.t.index]]
            name = "expression"
            columns = [{{ expression = "abs(a::bigint)" }}]
            [[table.t.index]]
            name = "computed"
            columns = ["doubled"]
            [[table.t.check]]
            name = "positive"
            expression = "a::bigint > 0"
            [table.u.columns]
            id = {{ type = "integer", primary_key = true }}
            a = {{ type = "{kind}"{more} }}
            [[table.u.foreign_key]]
            columns = ["a"]
            references = {{ table = "t", columns = ["a"] }}
            "#
        ))
    };
    let case = Case::new(&of("integer", ""), &of("text", ""));
    insta::assert_snapshot!(case.up(), @r#"
    -- Takes the check positive away for now: it depends on a column that changes.
    ALTER TABLE "t" DROP CONSTRAINT "positive";

    -- Drops the index computed for now: it depends on a column that changes.
    DROP INDEX "computed";

    -- Drops the index expression for now: it depends on a column that changes.
    DROP INDEX "expression";

    -- Drops the generated column t.doubled, to add it again as it is to be.
    ALTER TABLE "t" DROP COLUMN "doubled";

    -- Takes the foreign key u_a_fkey away for now: it depends on a column that changes.
    ALTER TABLE "u" DROP CONSTRAINT "u_a_fkey";

    -- t.a becomes text; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "a" TYPE text;

    -- Adds t.doubled again; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "doubled" text GENERATED ALWAYS AS (a::text || a::text) STORED NOT NULL;

    -- Puts the check positive back: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "positive"
        CHECK (a::bigint > 0);

    -- Builds the index computed again; writes to t wait meanwhile.
    CREATE INDEX "computed" ON "t" ("doubled");

    -- Builds the index expression again; writes to t wait meanwhile.
    CREATE INDEX "expression" ON "t" ((abs(a::bigint)));

    -- u.a becomes text; u is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "u" ALTER COLUMN "a" TYPE text;

    -- Puts the foreign key u_a_fkey back: checks every row, and writes to u and t wait meanwhile.
    ALTER TABLE "u" ADD CONSTRAINT "u_a_fkey"
        FOREIGN KEY ("a") REFERENCES "t" ("a");
    "#);
    case.run(
        "insert into t values (1, 10); insert into u values (1, 10)",
        &[Query::kept(
            "select t.a, u.a, doubled from t join u on t.a = u.a",
            &["10|10|1010"],
        )],
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

    -- Puts the check t_changed_check back: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_check"
        CHECK (changed > 0);

    -- Puts the unique constraint t_changed_id_key back: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_id_key"
        UNIQUE ("changed", "id");
    "#);
    insta::assert_snapshot!(since_14.down(), @r#"
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

    -- lossless: Puts the check t_changed_check back: reads every row of t while it is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_check"
        CHECK (changed > 0);

    -- lossless: Puts the unique constraint t_changed_id_key back: builds its index while t is locked.
    ALTER TABLE "t" ADD CONSTRAINT "t_changed_id_key"
        UNIQUE ("changed", "id");
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

    -- t.m becomes bigint; t is locked meanwhile, and rewritten unless the values stay as they are.
    ALTER TABLE "t" ALTER COLUMN "m" TYPE bigint;

    -- Whether t.n takes a value that is given; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "n" SET GENERATED BY DEFAULT;
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- lossless: t.id is not numbered any more.
    ALTER TABLE "t" ALTER COLUMN "id" DROP IDENTITY;

    -- lossy: t.m becomes integer; t is locked meanwhile, and rewritten unless the values stay as they are.
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

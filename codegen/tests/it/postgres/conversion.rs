//! Columns whose type changes, and what gives way to that.

use super::case::{Case, Query};
use super::column::{ROWS, case, table};

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
    -- step: check VALUE_DOES_NOT_FIT "t.counted has values that its new type does not hold: say with `using` what becomes of them"

    SELECT "id", "counted"
    FROM "t"
    WHERE "counted" !~ '^\s*[-+]?[0-9]+\s*$';

    -- step: check CHECK_VIOLATIONS "t has rows that break the check t_sum_check"

    SELECT "id", "sum"
    FROM (SELECT "id", (CAST("sum" AS text)) AS "sum" FROM "t") AS "t"
    WHERE NOT (sum <> '');

    -- step: transaction

    -- Drops the check t_sum_check.
    ALTER TABLE "t" DROP CONSTRAINT "t_sum_check";

    -- The default of t.counted is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "counted" DROP DEFAULT;

    -- t.counted becomes integer; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "counted" TYPE integer
        USING "counted"::integer;

    -- New rows get this in t.counted; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "counted" SET DEFAULT 12;

    -- The default of t.flag is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "flag" DROP DEFAULT;

    -- t.flag becomes bigint; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "flag" TYPE bigint
        USING flag::integer;

    -- New rows get this in t.flag; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "flag" SET DEFAULT 1;

    -- The default of t.sum is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "sum" DROP DEFAULT;

    -- t.sum becomes text; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "sum" TYPE text;

    -- New rows get this in t.sum; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "sum" SET DEFAULT '3';

    -- t.widened becomes character varying(20); t is locked for a moment; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "widened" TYPE character varying(20);

    -- Adds the check t_sum_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_sum_check"
        CHECK (sum <> '') NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against t_sum_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_sum_check";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: check VALUE_DOES_NOT_FIT "t.sum has values that its new type does not hold: say with `using` what becomes of them"

    SELECT "id", "sum"
    FROM "t"
    WHERE "sum" !~ '^\s*[-+]?[0-9]+\s*$';

    -- step: check VALUE_DOES_NOT_FIT "t.widened has values that its new type does not hold: say with `using` what becomes of them"

    SELECT "id", "widened"
    FROM "t"
    WHERE char_length(rtrim("widened", ' ')) > 10;

    -- step: check CHECK_VIOLATIONS "t has rows that break the check t_sum_check"

    SELECT "id", "sum"
    FROM (SELECT "id", (CASE WHEN "sum" !~ '^\s*[-+]?[0-9]+\s*$' THEN NULL ELSE CAST("sum"::integer AS integer) END) AS "sum" FROM "t") AS "t"
    WHERE NOT (sum > 0);

    -- step: transaction

    -- lossy: Drops the check t_sum_check.
    -- Careful: what the values of t.counted lost on the way up does not come back
    -- Careful: what `using` made of the values of t.flag need not go back to what they were
    ALTER TABLE "t" DROP CONSTRAINT "t_sum_check";

    -- lossless: The default of t.counted is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "counted" DROP DEFAULT;

    -- lossless: t.counted becomes text; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "counted" TYPE text;

    -- lossless: New rows get this in t.counted; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "counted" SET DEFAULT '12';

    -- lossless: The default of t.flag is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "flag" DROP DEFAULT;

    -- lossy: t.flag becomes boolean; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "flag" TYPE boolean
        USING "flag" <> 0;

    -- lossless: New rows get this in t.flag; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "flag" SET DEFAULT true;

    -- lossless: The default of t.sum is of the old type; it is set again below.
    ALTER TABLE "t" ALTER COLUMN "sum" DROP DEFAULT;

    -- lossy: t.sum becomes integer; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "sum" TYPE integer
        USING "sum"::integer;

    -- lossless: New rows get this in t.sum; no row is touched.
    ALTER TABLE "t" ALTER COLUMN "sum" SET DEFAULT 3;

    -- lossy: t.widened becomes character varying(10); t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "widened" TYPE character varying(10);

    -- lossless: Adds the check t_sum_check for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "t_sum_check"
        CHECK (sum > 0) NOT VALID;

    -- step: transaction

    -- lossless: Checks the rows that are there against t_sum_check; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "t_sum_check";
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
    -- step: transaction

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

    -- t.a becomes text; t is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes t meanwhile, which takes as long as it has rows
    ALTER TABLE "t" ALTER COLUMN "a" TYPE text;

    -- Adds t.doubled again; rewrites t while it is locked.
    ALTER TABLE "t" ADD COLUMN "doubled" text GENERATED ALWAYS AS (a::text || a::text) STORED NOT NULL;

    -- Puts back the check positive for new rows; locks t for a moment.
    ALTER TABLE "t" ADD CONSTRAINT "positive"
        CHECK (a::bigint > 0) NOT VALID;

    -- Builds the index computed again; writes to t wait meanwhile.
    CREATE INDEX "computed" ON "t" ("doubled");

    -- Builds the index expression again; writes to t wait meanwhile.
    CREATE INDEX "expression" ON "t" ((abs(a::bigint)));

    -- u.a becomes text; u is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes u meanwhile, which takes as long as it has rows
    ALTER TABLE "u" ALTER COLUMN "a" TYPE text;

    -- Puts back the foreign key u_a_fkey for new rows; locks u and t for a moment.
    ALTER TABLE "u" ADD CONSTRAINT "u_a_fkey"
        FOREIGN KEY ("a") REFERENCES "t" ("a") NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against positive; reads and writes go on meanwhile.
    ALTER TABLE "t" VALIDATE CONSTRAINT "positive";

    -- step: transaction

    -- Checks the rows that are there against u_a_fkey; reads and writes go on meanwhile.
    ALTER TABLE "u" VALIDATE CONSTRAINT "u_a_fkey";
    "#);
    case.run(
        "insert into t values (1, 10); insert into u values (1, 10)",
        &[Query::kept(
            "select t.a, u.a, doubled from t join u on t.a = u.a",
            &["10|10|1010"],
        )],
    );
}

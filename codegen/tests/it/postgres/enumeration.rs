//! Enums: values that come, go, move and change their names.

use super::case::{Case, Query};

pub(super) fn schema(values: &str, more: &str, column: &str) -> String {
    format!(
        r#"
        [enum.state]
        comment = "How far it is."
        values = {values}
        {more}
        [table.job.columns]
        id = {{ type = "integer", primary_key = true }}
        {column}
        "#
    )
}

#[test]
fn values_are_added_at_their_places_before_they_are_used() {
    let case = Case::new(
        &schema(
            r#"["open", "done"]"#,
            "",
            r#"state = { type = "state", default = "open" }"#,
        ),
        &schema(
            r#"["new", "open", "running", "paused", "done", "lost"]"#,
            "",
            "state = { type = \"state\", default = \"new\", check = \"state <> 'lost'\" }\nwas = { type = \"state\", default = \"paused\" }",
        ),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: alone

    -- Adds the value new to state, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

    -- step: alone

    -- Adds the value running to state, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'running' AFTER 'open';

    -- step: alone

    -- Adds the value paused to state, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'paused' AFTER 'running';

    -- step: alone

    -- Adds the value lost to state, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'lost';

    -- step: transaction

    -- Adds the column job.was; locks job for a moment.
    ALTER TABLE "job" ADD COLUMN "was" "state" DEFAULT 'paused' NOT NULL;

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'new';

    -- Adds the check job_state_check for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "job_state_check"
        CHECK (state <> 'lost') NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against job_state_check; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "job_state_check";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: check ENUM_VALUE_USED "job.state has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "state"
    FROM "job"
    WHERE "state" IN ('new', 'running', 'paused', 'lost');

    -- step: transaction

    -- lossless: No value can be taken from state or moved in it: a new type takes its place.
    ALTER TYPE "state" RENAME TO "state__old";

    -- lossless
    CREATE TYPE "state" AS ENUM (
        'open',
        'done'
    );

    -- lossless
    COMMENT ON TYPE "state" IS 'How far it is.';

    -- lossless: Drops the check job_state_check.
    ALTER TABLE "job" DROP CONSTRAINT "job_state_check";

    -- lossless: The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- lossless: job.state becomes "state"; job is locked while all of its rows are written anew. No row has new or running or paused or lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.state is new or running or paused or lost stop it
    ALTER TABLE "job" ALTER COLUMN "state" TYPE "state"
        USING "state"::text::"state";

    -- lossless: New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';

    -- lossy: Drops the column job.was and its values; locks job for a moment.
    -- Careful: code that uses job.was fails from here on
    ALTER TABLE "job" DROP COLUMN "was";

    -- lossless: No column has the old state any more.
    DROP TYPE "state__old";
    "#);
    case.run(
        "insert into job values (1, 'open'), (2, 'done')",
        &[
            Query::kept("select id, state from job order by id", &["1|open", "2|done"]),
            Query::up("select distinct was from job", &["paused"]),
            Query::up(
                "select enum_range(null::state)",
                &["{new,open,running,paused,done,lost}"],
            ),
        ],
    );
}

#[test]
fn values_change_their_names_and_swap_them() {
    let case = Case::new(
        &schema(r#"["a", "b", "c"]"#, "", r#"state = { type = "state", default = "a" }"#),
        &schema(
            r#"[{ name = "b", renamed_from = "a" }, { name = "a", renamed_from = "b" }, { name = "d", renamed_from = "c" }, "c"]"#,
            "",
            r#"state = { type = "state", default = "b" }"#,
        ),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: transaction

    -- Renames the value c of state to d; no row is touched.
    ALTER TYPE "state" RENAME VALUE 'c' TO 'd';

    -- Moves the value a of state out of the way.
    ALTER TYPE "state" RENAME VALUE 'a' TO 'moving 0';

    -- Renames the value b of state to a; no row is touched.
    ALTER TYPE "state" RENAME VALUE 'b' TO 'a';

    -- Gives it its new name b.
    ALTER TYPE "state" RENAME VALUE 'moving 0' TO 'b';

    -- step: alone

    -- Adds the value c to state, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'c';

    -- step: transaction

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'b';
    "#);
    case.run(
        "insert into job values (1, 'a'), (2, 'b'), (3, 'c')",
        &[Query::up(
            "select id, state from job order by id",
            &["1|b", "2|a", "3|d"],
        )],
    );
}

#[test]
fn values_go_and_move() {
    let columns = |default: &str| {
        format!(
            r#"
            state = {{ type = "state", default = "{default}" }}
            maybe = {{ type = "state", nullable = true }}
            many = {{ type = "state[]", default = [] }}
            shown = {{ type = "boolean", generated = "state = '{default}'" }}
            [[table.job.index]]
            name = "some"
            columns = ["id"]
            where = "state <> '{default}'"
            [[table.job.check]]
            name = "sane"
            expression = "maybe is null or maybe <> '{default}'"
            [[table.job.index]]
            name = "plain"
            columns = ["state"]
            "#
        )
    };
    let case = Case::new(
        &schema(r#"["open", "stuck", "done", "lost"]"#, "", &columns("open")),
        &schema(
            r#"["done", { name = "waiting", renamed_from = "stuck" }, "open"]"#,
            r#"replaced = { lost = "done" }"#,
            &columns("open"),
        ),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check CHECK_VIOLATIONS "job has rows that break the check sane"

    SELECT "id", "maybe"
    FROM (SELECT "id", (CASE CAST("maybe" AS text) WHEN 'stuck' THEN 'waiting' WHEN 'lost' THEN 'done' ELSE CAST("maybe" AS text) END) AS "maybe" FROM "job") AS "job"
    WHERE NOT (maybe is null or maybe <> 'open');

    -- step: transaction

    -- No value can be taken from state or moved in it: a new type takes its place.
    ALTER TYPE "state" RENAME TO "state__old";

    CREATE TYPE "state" AS ENUM (
        'done',
        'waiting',
        'open'
    );

    COMMENT ON TYPE "state" IS 'How far it is.';

    -- Takes the check sane away for now: it depends on a column that changes.
    ALTER TABLE "job" DROP CONSTRAINT "sane";

    -- Drops the index some for now: it depends on a column that changes.
    DROP INDEX "some";

    -- The default of job.many is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "many" DROP DEFAULT;

    -- job.many becomes "state"[]; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "many" TYPE "state"[]
        USING array_replace(array_replace("many"::text[], 'stuck', 'waiting'), 'lost', 'done')::"state"[];

    -- New rows get this in job.many; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "many" SET DEFAULT '{}';

    -- job.maybe becomes "state"; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "maybe" TYPE "state"
        USING (CASE "maybe"::text WHEN 'stuck' THEN 'waiting' WHEN 'lost' THEN 'done' ELSE "maybe"::text END)::"state";

    -- Drops the generated column job.shown, to add it again as it is to be.
    ALTER TABLE "job" DROP COLUMN "shown";

    -- The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- job.state becomes "state"; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "state" TYPE "state"
        USING (CASE "state"::text WHEN 'stuck' THEN 'waiting' WHEN 'lost' THEN 'done' ELSE "state"::text END)::"state";

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';

    -- No column has the old state any more.
    DROP TYPE "state__old";

    -- Adds job.shown again; rewrites job while it is locked.
    ALTER TABLE "job" ADD COLUMN "shown" boolean GENERATED ALWAYS AS (state = 'open') STORED NOT NULL;

    -- Puts back the check sane for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "sane"
        CHECK (maybe is null or maybe <> 'open') NOT VALID;

    -- Builds the index some again; writes to job wait meanwhile.
    CREATE INDEX "some" ON "job" ("id")
        WHERE (state <> 'open');

    -- step: transaction

    -- Checks the rows that are there against sane; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "sane";
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: transaction

    -- lossless: No value can be taken from state or moved in it: a new type takes its place.
    ALTER TYPE "state" RENAME TO "state__old";

    -- lossless
    CREATE TYPE "state" AS ENUM (
        'open',
        'stuck',
        'done',
        'lost'
    );

    -- lossless
    COMMENT ON TYPE "state" IS 'How far it is.';

    -- lossy: Takes the check sane away for now: it depends on a column that changes.
    -- Careful: values of state do not all come back: `lost` stays `done`
    ALTER TABLE "job" DROP CONSTRAINT "sane";

    -- lossless: Drops the index some for now: it depends on a column that changes.
    DROP INDEX "some";

    -- lossless: The default of job.many is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "many" DROP DEFAULT;

    -- lossless: job.many becomes "state"[]; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "many" TYPE "state"[]
        USING array_replace("many"::text[], 'waiting', 'stuck')::"state"[];

    -- lossless: New rows get this in job.many; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "many" SET DEFAULT '{}';

    -- lossless: job.maybe becomes "state"; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "maybe" TYPE "state"
        USING (CASE "maybe"::text WHEN 'waiting' THEN 'stuck' ELSE "maybe"::text END)::"state";

    -- lossless: Drops the generated column job.shown, to add it again as it is to be.
    ALTER TABLE "job" DROP COLUMN "shown";

    -- lossless: The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- lossless: job.state becomes "state"; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "state" TYPE "state"
        USING (CASE "state"::text WHEN 'waiting' THEN 'stuck' ELSE "state"::text END)::"state";

    -- lossless: New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';

    -- lossless: No column has the old state any more.
    DROP TYPE "state__old";

    -- lossless: Adds job.shown again; rewrites job while it is locked.
    ALTER TABLE "job" ADD COLUMN "shown" boolean GENERATED ALWAYS AS (state = 'open') STORED NOT NULL;

    -- lossless: Puts back the check sane for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "sane"
        CHECK (maybe is null or maybe <> 'open') NOT VALID;

    -- lossless: Builds the index some again; writes to job wait meanwhile.
    CREATE INDEX "some" ON "job" ("id")
        WHERE (state <> 'open');

    -- step: transaction

    -- lossless: Checks the rows that are there against sane; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "sane";
    "#);
    case.run(
        "insert into job (id, state, maybe, many) values \
         (1, 'open', null, '{lost,stuck,open}'), (2, 'stuck', 'lost', '{}'), (3, 'lost', 'done', '{lost}')",
        &[
            Query::up(
                "select id, state, maybe, many, shown from job order by id",
                &[
                    "1|open|-|{done,waiting,open}|t",
                    "2|waiting|done|{}|f",
                    "3|done|done|{done}|f",
                ],
            ),
            Query::kept("select count(*) from job", &["3"]),
        ],
    );
}

#[test]
fn a_value_without_a_place_to_go_goes_where_no_row_has_it() {
    let case = Case::new(
        &schema(
            r#"["open", "lost"]"#,
            "",
            "state = { type = \"state\", default = \"open\" }\nmaybe = { type = \"state\", nullable = true }\nmany = \"state[]\"",
        ),
        &schema(
            r#"["open"]"#,
            "",
            "state = { type = \"state\", default = \"open\" }\nmaybe = { type = \"state\", nullable = true }\nmany = \"state[]\"",
        ),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check ENUM_VALUE_USED "job.state has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "state"
    FROM "job"
    WHERE "state" IN ('lost');

    -- step: check ENUM_VALUE_USED "job.maybe has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "maybe"
    FROM "job"
    WHERE "maybe" IN ('lost');

    -- step: check ENUM_VALUE_USED "job.many has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "many"
    FROM "job"
    WHERE CAST("many" AS text[]) && ARRAY['lost'];

    -- step: transaction

    -- No value can be taken from state or moved in it: a new type takes its place.
    ALTER TYPE "state" RENAME TO "state__old";

    CREATE TYPE "state" AS ENUM (
        'open'
    );

    COMMENT ON TYPE "state" IS 'How far it is.';

    -- job.many becomes "state"[]; job is locked while all of its rows are written anew. No row has lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.many is lost stop it
    ALTER TABLE "job" ALTER COLUMN "many" TYPE "state"[]
        USING "many"::text[]::"state"[];

    -- job.maybe becomes "state"; job is locked while all of its rows are written anew. No row has lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.maybe is lost stop it
    ALTER TABLE "job" ALTER COLUMN "maybe" TYPE "state"
        USING "maybe"::text::"state";

    -- The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- job.state becomes "state"; job is locked while all of its rows are written anew. No row has lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.state is lost stop it
    ALTER TABLE "job" ALTER COLUMN "state" TYPE "state"
        USING "state"::text::"state";

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';

    -- No column has the old state any more.
    DROP TYPE "state__old";
    "#);
    case.run(
        "insert into job values (1, 'open', null, '{open}')",
        &[Query::kept("select * from job", &["1|open|-|{open}"])],
    );
}

#[test]
fn an_enum_gets_another_name_and_namespace() {
    let case = Case::new(
        &schema(r#"["open"]"#, "", r#"state = { type = "state", default = "open" }"#),
        r#"
        [enum.phase]
        comment = "How far it is."
        values = ["open", "done"]
        renamed_from = "state"
        schema = "work"
        [table.job.columns]
        id = { type = "integer", primary_key = true }
        state = { type = "phase", default = "open" }
        "#,
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: transaction

    -- Creates the namespace work.
    CREATE SCHEMA "work";

    -- Renames type state to work.phase; no row is touched.
    ALTER TYPE "state" SET SCHEMA "work";

    -- Renames type state to work.phase; no row is touched.
    ALTER TYPE "work"."state" RENAME TO "phase";

    -- step: alone

    -- Adds the value done to work.phase, by itself: a transaction cannot use what it adds here.
    ALTER TYPE "work"."phase" ADD VALUE IF NOT EXISTS 'done';
    "#);
    case.run(
        "insert into job values (1, 'open')",
        &[Query::kept("select * from job", &["1|open"])],
    );
}

//! Enums that are kept as text, become a type, or text again.

use super::case::{Case, Query};
use super::enumeration::schema;

#[test]
fn an_enum_becomes_text_and_text_an_enum() {
    let text = schema(
        r#"["open", "done"]"#,
        "storage = \"text\"",
        "state = { type = \"state\", default = \"open\" }\nmany = { type = \"state[]\", default = [] }",
    );
    let native = schema(
        r#"["open", "done", "lost"]"#,
        "storage = \"native\"",
        "state = { type = \"state\", default = \"open\" }\nmany = { type = \"state[]\", default = [] }",
    );
    let case = Case::new(&text, &native);
    insta::assert_snapshot!(case.up(), @r#"
    -- step: check VALUE_DOES_NOT_FIT "job.state has values that state does not have: say with `using` what becomes of them"

    SELECT "id", "state"
    FROM "job"
    WHERE CAST("state" AS text) NOT IN ('open', 'done', 'lost');

    -- step: transaction

    -- Creates the type state.
    CREATE TYPE "state" AS ENUM (
        'open',
        'done',
        'lost'
    );

    COMMENT ON TYPE "state" IS 'How far it is.';

    -- Drops the check job_many_check.
    ALTER TABLE "job" DROP CONSTRAINT "job_many_check";

    -- Drops the check job_state_check.
    ALTER TABLE "job" DROP CONSTRAINT "job_state_check";

    -- The default of job.many is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "many" DROP DEFAULT;

    -- job.many becomes "state"[]; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "many" TYPE "state"[]
        USING "many"::text[]::"state"[];

    -- New rows get this in job.many; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "many" SET DEFAULT '{}';

    -- The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- job.state becomes "state"; job is locked while all of its rows are written anew.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    ALTER TABLE "job" ALTER COLUMN "state" TYPE "state"
        USING "state"::"state";

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- step: check ENUM_VALUE_USED "job.state has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "state"
    FROM "job"
    WHERE "state" IN ('lost');

    -- step: check ENUM_VALUE_USED "job.many has values that go from state: say with `replaced` what becomes of them"

    SELECT "id", "many"
    FROM "job"
    WHERE CAST("many" AS text[]) && ARRAY['lost'];

    -- step: transaction

    -- lossless: The default of job.many is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "many" DROP DEFAULT;

    -- lossless: job.many becomes text[]; job is locked while all of its rows are written anew. No row has lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.many is lost stop it
    ALTER TABLE "job" ALTER COLUMN "many" TYPE text[]
        USING "many"::text[]::text[];

    -- lossless: New rows get this in job.many; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "many" SET DEFAULT '{}';

    -- lossless: The default of job.state is of the old type; it is set again below.
    ALTER TABLE "job" ALTER COLUMN "state" DROP DEFAULT;

    -- lossless: job.state becomes text; job is locked while all of its rows are written anew. No row has lost, as the check has shown.
    -- Careful: nobody reads or writes job meanwhile, which takes as long as it has rows
    -- Careful: rows whose job.state is lost stop it
    ALTER TABLE "job" ALTER COLUMN "state" TYPE text
        USING "state"::text::text;

    -- lossless: New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'open';

    -- lossless: Drops the type state, which no column has any more.
    DROP TYPE "state";

    -- lossless: Adds the check job_many_check for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "job_many_check"
        CHECK ("many" <@ array['open', 'done']::text[]) NOT VALID;

    -- lossless: Adds the check job_state_check for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "job_state_check"
        CHECK ("state" in ('open', 'done')) NOT VALID;

    -- step: transaction

    -- lossless: Checks the rows that are there against job_many_check; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "job_many_check";

    -- step: transaction

    -- lossless: Checks the rows that are there against job_state_check; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "job_state_check";
    "#);
    case.run(
        "insert into job values (1, 'done', '{open,done}')",
        &[Query::kept("select * from job", &["1|done|{open,done}"])],
    );
}

#[test]
fn values_of_an_enum_that_is_kept_as_text() {
    let case = Case::new(
        &schema(
            r#"["open", "lost", "done"]"#,
            "storage = \"text\"",
            "state = { type = \"state\", default = \"open\" }\nmany = { type = \"state[]\", default = [] }",
        ),
        &schema(
            r#"[{ name = "started", renamed_from = "open" }, "done"]"#,
            "storage = \"text\"\nreplaced = { lost = \"done\" }",
            "state = { type = \"state\", default = \"started\" }\nmany = { type = \"state[]\", default = [] }",
        ),
    );
    insta::assert_snapshot!(case.up(), @r#"
    -- step: transaction

    -- Drops the check job_many_check.
    ALTER TABLE "job" DROP CONSTRAINT "job_many_check";

    -- Drops the check job_state_check.
    ALTER TABLE "job" DROP CONSTRAINT "job_state_check";

    -- Moves the values of job.many; the rows it writes are locked until the end.
    UPDATE "job" SET "many" = array_replace(array_replace("many", 'open', 'started'), 'lost', 'done')
    WHERE "many" && ARRAY['open', 'lost'];

    -- Moves the values of job.state; the rows it writes are locked until the end.
    UPDATE "job" SET "state" = CASE "state" WHEN 'open' THEN 'started' WHEN 'lost' THEN 'done' ELSE "state" END
    WHERE "state" IN ('open', 'lost');

    -- New rows get this in job.state; no row is touched.
    ALTER TABLE "job" ALTER COLUMN "state" SET DEFAULT 'started';

    -- Adds the check job_many_check for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "job_many_check"
        CHECK ("many" <@ array['started', 'done']::text[]) NOT VALID;

    -- Adds the check job_state_check for new rows; locks job for a moment.
    ALTER TABLE "job" ADD CONSTRAINT "job_state_check"
        CHECK ("state" in ('started', 'done')) NOT VALID;

    -- step: transaction

    -- Checks the rows that are there against job_many_check; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "job_many_check";

    -- step: transaction

    -- Checks the rows that are there against job_state_check; reads and writes go on meanwhile.
    ALTER TABLE "job" VALIDATE CONSTRAINT "job_state_check";
    "#);
    case.run(
        "insert into job values (1, 'open', '{open,lost}'), (2, 'lost', '{}')",
        &[Query::up(
            "select * from job order by id",
            &["1|started|{started,done}", "2|done|{}"],
        )],
    );
}

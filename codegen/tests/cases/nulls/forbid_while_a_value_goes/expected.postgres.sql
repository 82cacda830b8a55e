-- step: check REWRITE_TOO_LARGE allow=rewrite:note.state "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.state`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check NULL_VALUES "note.mood is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "mood"
FROM "note"
WHERE "mood" IS NULL;

-- step: check NULL_VALUES "note.state is NULL in some rows, and is to have a value: give it a backfill"

SELECT "id", "state"
FROM "note"
WHERE "state" IS NULL;

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (CASE "state"::text WHEN 'lost' THEN 'open' ELSE "state"::text END)::"state";

-- No NULL comes into note.state from here on; locks note for a moment.
-- Careful: code that writes no value into note.state fails from here on
ALTER TABLE "note" ADD CONSTRAINT "state__not_null"
    CHECK ("state" IS NOT NULL) NOT VALID;

-- Drops the check note_mood_check.
ALTER TABLE "note" DROP CONSTRAINT "note_mood_check";

-- Moves the values of note.mood; the rows it writes are locked until the end.
UPDATE "note" SET "mood" = CASE "mood" WHEN 'bad' THEN 'good' ELSE "mood" END
WHERE "mood" IN ('bad');

-- No NULL comes into note.mood from here on; locks note for a moment.
-- Careful: code that writes NULL into note.mood fails from here on
ALTER TABLE "note" ADD CONSTRAINT "mood__not_null"
    CHECK ("mood" IS NOT NULL) NOT VALID;

-- step: transaction

-- Looks for NULLs in note.state; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "state__not_null";

-- step: transaction

-- Looks for NULLs in note.mood; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "mood__not_null";

-- step: transaction

-- note.state must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "state" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "state__not_null";

-- No column has the old state any more.
DROP TYPE "state__old";

-- note.mood must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "mood" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "mood__not_null";

-- Adds the check note_mood_check for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_mood_check"
    CHECK ("mood" in ('good')) NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_mood_check; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_mood_check";

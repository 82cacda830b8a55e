-- step: check REWRITE_TOO_LARGE allow=rewrite:note.past "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for past: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.past`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check ENUM_VALUE_USED "note.past has values that go from state: say with `replaced` what becomes of them"

SELECT "id", "past"
FROM "note"
WHERE CAST("past" AS text[]) && ARRAY['lost'];

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- The default of note.past is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "past" DROP DEFAULT;

-- note.past becomes "state"[]; note is locked while all of its rows are written anew. No row has lost, as the check has shown.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
-- Careful: rows whose note.past is lost stop it
ALTER TABLE "note" ALTER COLUMN "past" TYPE "state"[]
    USING "past"::text[]::"state"[];

-- New rows get this in note.past; no row is touched.
ALTER TABLE "note" ALTER COLUMN "past" SET DEFAULT '{}';

-- No column has the old state any more.
DROP TYPE "state__old";

-- step: check REWRITE_TOO_LARGE allow=rewrite:note.states "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for states: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.states`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- The default of note.states is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "states" DROP DEFAULT;

-- note.states becomes "state"[]; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "states" TYPE "state"[]
    USING array_replace("states"::text[], 'lost', 'paid')::"state"[];

-- New rows get this in note.states; no row is touched.
ALTER TABLE "note" ALTER COLUMN "states" SET DEFAULT '{}';

-- No column has the old state any more.
DROP TYPE "state__old";

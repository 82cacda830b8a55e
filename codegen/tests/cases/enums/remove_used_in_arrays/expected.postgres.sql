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

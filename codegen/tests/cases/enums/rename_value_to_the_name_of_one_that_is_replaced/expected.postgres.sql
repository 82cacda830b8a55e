-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- The default of note.past is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "past" DROP DEFAULT;

-- note.past becomes "state"[]; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "past" TYPE "state"[]
    USING array_replace(array_replace(array_replace(array_replace("past"::text[], 'paid', 'moving to another value: paid'), 'lost', 'moving to another value: lost'), 'moving to another value: paid', 'open'), 'moving to another value: lost', 'paid')::"state"[];

-- New rows get this in note.past; no row is touched.
ALTER TABLE "note" ALTER COLUMN "past" SET DEFAULT '{}';

-- The default of note.state is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "state" DROP DEFAULT;

-- note.state becomes "state"; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "state" TYPE "state"
    USING (CASE "state"::text WHEN 'paid' THEN 'open' WHEN 'lost' THEN 'paid' ELSE "state"::text END)::"state";

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'open';

-- No column has the old state any more.
DROP TYPE "state__old";

-- No value can be taken from state or moved in it: a new type takes its place.
ALTER TYPE "state" RENAME TO "state__old";

CREATE TYPE "state" AS ENUM (
    'open',
    'paid'
);

-- Drops the index bill_id_idx for now: it depends on a column that changes.
DROP INDEX "bill_id_idx";

-- The default of bill.past is of the old type; it is set again below.
ALTER TABLE "bill" ALTER COLUMN "past" DROP DEFAULT;

-- bill.past becomes "state"[]; bill is locked while all of its rows are written anew.
-- Careful: nobody reads or writes bill meanwhile, which takes as long as it has rows
ALTER TABLE "bill" ALTER COLUMN "past" TYPE "state"[]
    USING array_replace("past"::text[], 'lost', 'open')::"state"[];

-- New rows get this in bill.past; no row is touched.
ALTER TABLE "bill" ALTER COLUMN "past" SET DEFAULT '{}';

-- The default of bill.state is of the old type; it is set again below.
ALTER TABLE "bill" ALTER COLUMN "state" DROP DEFAULT;

-- bill.state becomes "state"; bill is locked while all of its rows are written anew.
-- Careful: nobody reads or writes bill meanwhile, which takes as long as it has rows
ALTER TABLE "bill" ALTER COLUMN "state" TYPE "state"
    USING (CASE "state"::text WHEN 'lost' THEN 'open' ELSE "state"::text END)::"state";

-- New rows get this in bill.state; no row is touched.
ALTER TABLE "bill" ALTER COLUMN "state" SET DEFAULT 'open';

-- No column has the old state any more.
DROP TYPE "state__old";

-- Builds the index bill_id_idx again; writes to bill wait meanwhile.
CREATE INDEX "bill_id_idx" ON "bill" ("id")
    WHERE (state = 'open');

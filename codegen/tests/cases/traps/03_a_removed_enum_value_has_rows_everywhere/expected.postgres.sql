-- step: check REWRITE_TOO_LARGE allow=rewrite:bill.past "bill has more than 100000 rows, and nobody could read or write it while all of them are written anew for past: make the change with `generate --phased`, or allow this way with `--allow rewrite:bill.past`"

SELECT 'more than 100000' AS "rows"
FROM "bill"
LIMIT 1 OFFSET 100000;

-- step: check REWRITE_TOO_LARGE allow=rewrite:bill.state "bill has more than 100000 rows, and nobody could read or write it while all of them are written anew for state: make the change with `generate --phased`, or allow this way with `--allow rewrite:bill.state`"

SELECT 'more than 100000' AS "rows"
FROM "bill"
LIMIT 1 OFFSET 100000;

-- step: transaction

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

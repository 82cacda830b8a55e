-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: transaction

-- New rows get this in bill.state; no row is touched.
ALTER TABLE "bill" ALTER COLUMN "state" SET DEFAULT 'new';

-- step: batches key=id size=1000

-- Fills the gaps of bill.state, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "bill" SET "state" = 'new'
WHERE "id" IN (
    SELECT "id" FROM "bill"
    WHERE "state" IS NULL
    LIMIT 1000
) AND "state" IS NULL;

-- step: transaction

-- No NULL comes into bill.state from here on; locks bill for a moment.
-- Careful: code that writes NULL into bill.state fails from here on
ALTER TABLE "bill" ADD CONSTRAINT "state__not_null"
    CHECK ("state" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: bill.state, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "bill" SET "state" = 'new'
WHERE "id" IN (
    SELECT "id" FROM "bill"
    WHERE "state" IS NULL
    LIMIT 1000
) AND "state" IS NULL;

-- step: transaction

-- Looks for NULLs in bill.state; reads and writes go on meanwhile.
ALTER TABLE "bill" VALIDATE CONSTRAINT "state__not_null";

-- step: transaction

-- bill.state must have a value, as the check has shown; locks bill for a moment.
ALTER TABLE "bill" ALTER COLUMN "state" SET NOT NULL;

-- The check has served.
ALTER TABLE "bill" DROP CONSTRAINT "state__not_null";

-- step: alone

-- Builds the index bill_id_idx; reads and writes of bill go on meanwhile.
CREATE INDEX CONCURRENTLY "bill_id_idx" ON "bill" ("id")
    WHERE (state = 'new');

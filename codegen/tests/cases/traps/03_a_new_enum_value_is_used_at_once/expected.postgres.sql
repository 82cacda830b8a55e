-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: transaction

-- Fills the gaps of bill.state; the rows it writes are locked until the end.
UPDATE "bill" SET "state" = 'new'
WHERE "state" IS NULL;

-- bill.state must have a value; reads every row of bill while it is locked.
ALTER TABLE "bill" ALTER COLUMN "state" SET NOT NULL;

-- New rows get this in bill.state; no row is touched.
ALTER TABLE "bill" ALTER COLUMN "state" SET DEFAULT 'new';

-- Builds an index on bill; writes to it wait meanwhile.
CREATE INDEX "bill_id_idx" ON "bill" ("id")
    WHERE (state = 'new');

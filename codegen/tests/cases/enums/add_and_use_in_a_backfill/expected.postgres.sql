-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: transaction

-- Fills the gaps of note.last; the rows it writes are locked until the end.
UPDATE "note" SET "last" = 'new'
WHERE "last" IS NULL;

-- note.last must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "last" SET NOT NULL;

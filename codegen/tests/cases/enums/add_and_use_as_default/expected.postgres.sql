-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: transaction

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'new';

-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent';

-- step: transaction

-- Adds the check not_sent for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "not_sent"
    CHECK (status <> 'sent' or body <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against not_sent; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "not_sent";

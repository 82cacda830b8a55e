-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent';

-- step: transaction

-- Adds the check not_sent: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "not_sent"
    CHECK (state <> 'sent' or body <> '');

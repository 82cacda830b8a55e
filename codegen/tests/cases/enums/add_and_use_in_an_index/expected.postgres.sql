-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent';

-- step: transaction

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_body_idx" ON "note" ("body")
    WHERE (state = 'sent');

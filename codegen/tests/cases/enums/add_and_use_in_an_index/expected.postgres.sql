-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent';

-- step: alone

-- Builds the index note_body_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_body_idx" ON "note" ("body")
    WHERE (state = 'sent');

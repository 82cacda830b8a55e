-- step: transaction

-- Adds the column note.c; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "c" text DEFAULT 'x' NOT NULL;

-- step: alone

-- Builds the index note_c_a_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_c_a_idx" ON "note" ("c", "a");

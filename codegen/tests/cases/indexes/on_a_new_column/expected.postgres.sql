-- Adds the column note.c; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "c" text DEFAULT 'x' NOT NULL;

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_c_a_idx" ON "note" ("c", "a");

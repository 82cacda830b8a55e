-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_owner_idx" ON "note" ("owner");

-- Adds the foreign key note_owner_fkey: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "person" ("id");

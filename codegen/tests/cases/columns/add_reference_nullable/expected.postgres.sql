-- Adds the column note.parent; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "parent" bigint;

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_parent_idx" ON "note" ("parent");

-- Adds the foreign key note_parent_fkey: checks every row, and writes to note and note wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_parent_fkey"
    FOREIGN KEY ("parent") REFERENCES "note" ("id");

-- step: transaction

-- Adds the column note.parent; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "parent" bigint;

-- Adds the foreign key note_parent_fkey for new rows; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_parent_fkey"
    FOREIGN KEY ("parent") REFERENCES "note" ("id") NOT VALID;

-- step: alone

-- Builds the index note_parent_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_parent_idx" ON "note" ("parent");

-- step: transaction

-- Checks the rows that are there against note_parent_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_parent_fkey";

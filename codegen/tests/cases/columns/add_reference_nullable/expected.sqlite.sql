-- Add column parent to note.
ALTER TABLE "note" ADD COLUMN "parent" INTEGER CONSTRAINT "note_parent_fkey" REFERENCES "note" ("id");

-- Index of note.
CREATE INDEX "note_parent_idx" ON "note" ("parent");

-- Add column editor to note.
ALTER TABLE "note" ADD COLUMN "editor" INTEGER CONSTRAINT "note_editor_fkey" REFERENCES "person" ("id") ON DELETE SET NULL;

-- Index of note.
CREATE INDEX "note_editor_idx" ON "note" ("editor");

-- Adds the column note.editor; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "editor" bigint;

-- Builds an index on note; writes to it wait meanwhile.
CREATE INDEX "note_editor_idx" ON "note" ("editor");

-- Adds the foreign key note_editor_fkey: checks every row, and writes to note and person wait meanwhile.
ALTER TABLE "note" ADD CONSTRAINT "note_editor_fkey"
    FOREIGN KEY ("editor") REFERENCES "person" ("id") ON DELETE SET NULL;

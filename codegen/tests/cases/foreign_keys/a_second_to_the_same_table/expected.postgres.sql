-- step: transaction

-- Adds the column note.editor; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "editor" bigint;

-- Adds the foreign key note_editor_fkey for new rows; locks note and person for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_editor_fkey"
    FOREIGN KEY ("editor") REFERENCES "person" ("id") ON DELETE SET NULL NOT VALID;

-- step: alone

-- Builds the index note_editor_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_editor_idx" ON "note" ("editor");

-- step: transaction

-- Checks the rows that are there against note_editor_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_editor_fkey";

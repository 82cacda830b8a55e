-- step: transaction

-- Adds the column note.code; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "code" text;

-- step: alone

-- Builds the index of the unique constraint note_code_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_code_key" ON "note" ("code");

-- step: transaction

-- Turns the index into the unique constraint note_code_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE USING INDEX "note_code_key";

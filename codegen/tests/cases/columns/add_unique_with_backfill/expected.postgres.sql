-- Adds the column note.code, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "code" text;

-- Fills note.code; the rows it writes are locked until the end.
UPDATE "note" SET "code" = 'c' || id;

-- note.code must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "code" SET NOT NULL;

-- Adds the unique constraint note_code_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE ("code");

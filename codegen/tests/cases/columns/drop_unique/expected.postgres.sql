-- Drops the unique constraint note_code_key.
ALTER TABLE "note" DROP CONSTRAINT "note_code_key";

-- Drops the column note.code and its values; locks note for a moment.
-- Careful: code that uses note.code fails from here on
ALTER TABLE "note" DROP COLUMN "code";

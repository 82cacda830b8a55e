-- Drops the index note_body_idx; locks note for a moment.
DROP INDEX "note_body_idx";

-- Drops the column note.done and its values; locks note for a moment.
-- Careful: code that uses note.done fails from here on
ALTER TABLE "note" DROP COLUMN "done";

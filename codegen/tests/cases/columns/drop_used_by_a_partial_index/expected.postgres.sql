-- Drops the index note_body_idx.
DROP INDEX "note_body_idx";

-- Drops the column note.done and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "done";

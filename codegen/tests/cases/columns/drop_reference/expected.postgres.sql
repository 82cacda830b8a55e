-- Drops the foreign key note_parent_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_parent_fkey";

-- Drops the index note_parent_idx; locks note for a moment.
DROP INDEX "note_parent_idx";

-- Drops the column note.parent and its values; locks note for a moment.
-- Careful: code that uses note.parent fails from here on
ALTER TABLE "note" DROP COLUMN "parent";

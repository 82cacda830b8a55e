-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

-- Drops the index note_owner_idx.
DROP INDEX "note_owner_idx";

-- step: transaction

-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

-- step: alone

-- Drops the index note_owner_idx; reads and writes of note go on.
DROP INDEX CONCURRENTLY "note_owner_idx";

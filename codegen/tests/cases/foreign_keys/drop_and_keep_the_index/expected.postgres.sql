-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

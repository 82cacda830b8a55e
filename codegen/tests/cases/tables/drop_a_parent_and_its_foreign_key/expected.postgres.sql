-- Drops the foreign key note_author_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- Drops the table person and all of its rows.
DROP TABLE "person";

-- Drops the index note_author_idx.
DROP INDEX "note_author_idx";

-- step: transaction

-- Drops the foreign key note_author_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_author_fkey";

-- Drops the table person and all of its rows.
-- Careful: code that uses person fails from here on
DROP TABLE "person";

-- step: alone

-- Drops the index note_author_idx; reads and writes of note go on.
DROP INDEX CONCURRENTLY "note_author_idx";

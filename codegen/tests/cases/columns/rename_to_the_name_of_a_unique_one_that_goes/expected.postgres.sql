-- step: transaction

-- Renames column note.name to name_dropped; no row is touched.
-- Careful: code that knows it as name fails from here on
ALTER TABLE "note" RENAME COLUMN "name" TO "name_dropped";

-- Renames column note.title to name; no row is touched.
-- Careful: code that knows it as title fails from here on
ALTER TABLE "note" RENAME COLUMN "title" TO "name";

-- Drops the unique constraint note_title_key.
ALTER TABLE "note" DROP CONSTRAINT "note_title_key";

-- step: alone

-- Builds the index of the unique constraint note_name_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_name_key__new" ON "note" ("name");

-- step: transaction

-- Drops the unique constraint note_name_key.
ALTER TABLE "note" DROP CONSTRAINT "note_name_key";

-- Drops the column note.name_dropped and its values; locks note for a moment.
-- Careful: code that uses note.name_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "name_dropped";

-- Turns the index into the unique constraint note_name_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_name_key"
    UNIQUE USING INDEX "note_name_key__new";

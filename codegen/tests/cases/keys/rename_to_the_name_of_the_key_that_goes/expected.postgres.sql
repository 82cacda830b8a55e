-- step: transaction

-- Renames column note.id to id_dropped; no row is touched.
-- Careful: code that knows it as id fails from here on
ALTER TABLE "note" RENAME COLUMN "id" TO "id_dropped";

-- Renames column note.number to id; no row is touched.
-- Careful: code that knows it as number fails from here on
ALTER TABLE "note" RENAME COLUMN "number" TO "id";

-- Drops the unique constraint note_number_key.
ALTER TABLE "note" DROP CONSTRAINT "note_number_key";

-- step: alone

-- Builds the index of the primary key note_pkey; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_pkey__new" ON "note" ("id");

-- step: transaction

-- Drops the primary key note_pkey.
ALTER TABLE "note" DROP CONSTRAINT "note_pkey";

-- Drops the column note.id_dropped and its values; locks note for a moment.
-- Careful: code that uses note.id_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "id_dropped";

-- Turns the index into the primary key note_pkey; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_pkey"
    PRIMARY KEY USING INDEX "note_pkey__new";

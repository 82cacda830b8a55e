-- note.The "Title" may be NULL; locks "note" for a moment.
ALTER TABLE "note" ALTER COLUMN "The ""Title""" DROP NOT NULL;

-- The default of note.größe is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "größe" DROP DEFAULT;

-- note.größe becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "größe" TYPE bigint;

-- New rows get this in note.größe; no row is touched.
ALTER TABLE "note" ALTER COLUMN "größe" SET DEFAULT 2;

-- Adds the unique constraint note_order_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_order_key"
    UNIQUE ("order");

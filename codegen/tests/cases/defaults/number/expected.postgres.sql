-- New rows get this in note.price; no row is touched.
ALTER TABLE "note" ALTER COLUMN "price" SET DEFAULT 0;

-- New rows get this in note.rate; no row is touched.
ALTER TABLE "note" ALTER COLUMN "rate" SET DEFAULT 10000000000.0;

-- New rows get this in note.size; no row is touched.
ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT -2;

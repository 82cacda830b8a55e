-- New rows get this in note.value; no row is touched.
ALTER TABLE "note" ALTER COLUMN "value" SET DEFAULT 'x';

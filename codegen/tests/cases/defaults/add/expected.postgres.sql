-- New rows get this in note.body; no row is touched.
ALTER TABLE "note" ALTER COLUMN "body" SET DEFAULT 'x';

-- New rows get this in note.code; no row is touched.
ALTER TABLE "note" ALTER COLUMN "code" SET DEFAULT upper('a');

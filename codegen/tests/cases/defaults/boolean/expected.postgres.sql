-- New rows get this in note.done; no row is touched.
ALTER TABLE "note" ALTER COLUMN "done" SET DEFAULT true;

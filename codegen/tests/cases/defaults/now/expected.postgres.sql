-- New rows get this in note.at; no row is touched.
ALTER TABLE "note" ALTER COLUMN "at" SET DEFAULT now();

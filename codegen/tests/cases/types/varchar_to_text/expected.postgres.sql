-- note.value becomes text; note is locked for a moment; no row is touched.
ALTER TABLE "note" ALTER COLUMN "value" TYPE text;

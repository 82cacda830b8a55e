-- note.value becomes numeric(30,2); note is locked for a moment; no row is touched.
ALTER TABLE "note" ALTER COLUMN "value" TYPE numeric(30,2);

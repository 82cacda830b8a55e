-- Drops the index note_lower_idx for now: it depends on a column that changes.
DROP INDEX "note_lower_idx";

-- note.value becomes text; note is locked for a moment; no row is touched.
ALTER TABLE "note" ALTER COLUMN "value" TYPE text;

-- Builds the index note_lower_idx again; writes to note wait meanwhile.
CREATE INDEX "note_lower_idx" ON "note" ((lower(value)));

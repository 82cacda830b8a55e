-- Drops the index note_body_idx for now: it depends on a column that changes.
DROP INDEX "note_body_idx";

-- note.value becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE bigint;

-- Builds the index note_body_idx again; writes to note wait meanwhile.
CREATE INDEX "note_body_idx" ON "note" ("body")
    WHERE (value > 1);

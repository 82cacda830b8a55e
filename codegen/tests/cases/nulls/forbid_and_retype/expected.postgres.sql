-- note.size becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "size" TYPE bigint;

-- Fills the gaps of note.size; the rows it writes are locked until the end.
UPDATE "note" SET "size" = 0
WHERE "size" IS NULL;

-- note.size must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "size" SET NOT NULL;

-- note.value becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE text
    USING 'no. ' || value;

-- Fills the gaps of note.value; the rows it writes are locked until the end.
UPDATE "note" SET "value" = 'none'
WHERE "value" IS NULL;

-- note.value must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "value" SET NOT NULL;

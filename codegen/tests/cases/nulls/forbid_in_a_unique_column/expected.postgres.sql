-- Fills the gaps of note.code; the rows it writes are locked until the end.
UPDATE "note" SET "code" = 'c' || id
WHERE "code" IS NULL;

-- note.code must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "code" SET NOT NULL;

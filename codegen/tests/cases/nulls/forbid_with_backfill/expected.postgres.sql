-- Fills the gaps of note.body; the rows it writes are locked until the end.
UPDATE "note" SET "body" = 'none, of ' || id
WHERE "body" IS NULL;

-- note.body must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

-- Fills the gaps of note.body; the rows it writes are locked until the end.
UPDATE "note" SET "body" = 'y'
WHERE "body" IS NULL;

-- note.body must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

-- New rows get this in note.body; no row is touched.
ALTER TABLE "note" ALTER COLUMN "body" SET DEFAULT 'x';

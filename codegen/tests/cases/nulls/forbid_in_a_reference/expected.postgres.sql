-- Fills the gaps of note.owner; the rows it writes are locked until the end.
UPDATE "note" SET "owner" = (select min(id) from person)
WHERE "owner" IS NULL;

-- note.owner must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "owner" SET NOT NULL;

-- Renames column note.size to amount; no row is touched.
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- Fills the gaps of note.amount; the rows it writes are locked until the end.
UPDATE "note" SET "amount" = 0
WHERE "amount" IS NULL;

-- note.amount must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "amount" SET NOT NULL;

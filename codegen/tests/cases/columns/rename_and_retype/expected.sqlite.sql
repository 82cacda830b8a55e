-- Rename column size of note to amount.
-- Careful: code that names size fails
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

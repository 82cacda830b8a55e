-- Rename column size of note to amount.
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

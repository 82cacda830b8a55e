-- Add column size to note.
ALTER TABLE "note" ADD COLUMN "size" INTEGER NOT NULL DEFAULT 0;

-- Fill column size of the rows that are there.
UPDATE "note" SET "size" = (length(body));

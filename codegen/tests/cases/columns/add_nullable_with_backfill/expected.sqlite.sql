-- Add column slug to note.
ALTER TABLE "note" ADD COLUMN "slug" TEXT;

-- Fill column slug of the rows that are there.
UPDATE "note" SET "slug" = (lower(body));

-- step: transaction

-- Adds the column note.slug, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "slug" text;

-- step: batches key=id size=1000

-- Fills note.slug, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "slug" = lower(body)
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "slug" IS NULL AND (lower(body)) IS NOT NULL
    LIMIT 1000
) AND "slug" IS NULL AND (lower(body)) IS NOT NULL;

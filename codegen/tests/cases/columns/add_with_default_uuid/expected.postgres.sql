-- step: transaction

-- Adds the column note.mark, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "mark" uuid;

-- New rows get this in note.mark; no row is touched.
ALTER TABLE "note" ALTER COLUMN "mark" SET DEFAULT gen_random_uuid();

-- step: batches key=id size=1000

-- Fills note.mark, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "mark" = gen_random_uuid()
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "mark" IS NULL AND (gen_random_uuid()) IS NOT NULL
    LIMIT 1000
) AND "mark" IS NULL AND (gen_random_uuid()) IS NOT NULL;

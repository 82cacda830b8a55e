-- step: check NULL_VALUES "the backfill of note.size has no value for some of the rows"

SELECT "id", "size"
FROM (SELECT "id", CAST(length(body) AS INTEGER) AS "size" FROM "note") AS "note"
WHERE "size" IS NULL;

-- step: transaction

-- Add column size to note.
ALTER TABLE "note" ADD COLUMN "size" INTEGER NOT NULL DEFAULT 0;

-- Fill column size of the rows that are there.
UPDATE "note" SET "size" = (length(body));

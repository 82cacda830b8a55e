-- step: check FOREIGN_KEY_ORPHANS "note has rows whose owner is in no row of person, which note_owner_fkey forbids"

SELECT "child"."id", "child"."owner"
FROM (SELECT "id", CAST(coalesce("owner", (1)) AS bigint) AS "owner" FROM "note") AS "child"
WHERE "child"."owner" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "person" AS "parent" WHERE "parent"."id" = "child"."owner");

-- step: batches key=id size=1000

-- Fills the gaps of note.owner, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "owner" = 1
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "owner" IS NULL
    LIMIT 1000
) AND "owner" IS NULL;

-- step: transaction

-- No NULL comes into note.owner from here on; locks note for a moment.
-- Careful: code that writes no value into note.owner fails from here on
ALTER TABLE "note" ADD CONSTRAINT "owner__not_null"
    CHECK ("owner" IS NOT NULL) NOT VALID;

-- step: batches key=id size=1000

-- Fills what came meanwhile: note.owner, 1000 rows at a time; each batch locks the rows that it writes.
UPDATE "note" SET "owner" = 1
WHERE "id" IN (
    SELECT "id" FROM "note"
    WHERE "owner" IS NULL
    LIMIT 1000
) AND "owner" IS NULL;

-- step: transaction

-- Looks for NULLs in note.owner; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "owner__not_null";

-- step: transaction

-- note.owner must have a value, as the check has shown; locks note for a moment.
ALTER TABLE "note" ALTER COLUMN "owner" SET NOT NULL;

-- The check has served.
ALTER TABLE "note" DROP CONSTRAINT "owner__not_null";

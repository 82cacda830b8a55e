-- step: check FOREIGN_KEY_ORPHANS "note has rows whose owner is in no row of firm, which note_owner_fkey forbids"

SELECT "child"."id", "child"."owner"
FROM "note" AS "child"
WHERE "child"."owner" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "firm" AS "parent" WHERE "parent"."id" = "child"."owner");

-- step: transaction

-- Drops the foreign key note_owner_fkey.
ALTER TABLE "note" DROP CONSTRAINT "note_owner_fkey";

-- Adds the foreign key note_owner_fkey for new rows; locks note and firm for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "firm" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_owner_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_owner_fkey";

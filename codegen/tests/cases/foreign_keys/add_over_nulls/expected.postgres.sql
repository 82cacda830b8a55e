-- step: check FOREIGN_KEY_ORPHANS "note has rows whose owner is in no row of person, which note_owner_fkey forbids"

SELECT "child"."id", "child"."owner"
FROM "note" AS "child"
WHERE "child"."owner" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "person" AS "parent" WHERE "parent"."id" = "child"."owner");

-- step: alone

-- Builds the index note_owner_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_owner_idx" ON "note" ("owner");

-- step: transaction

-- Adds the foreign key note_owner_fkey for new rows; locks note and person for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_owner_fkey"
    FOREIGN KEY ("owner") REFERENCES "person" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against note_owner_fkey; reads and writes go on meanwhile.
ALTER TABLE "note" VALIDATE CONSTRAINT "note_owner_fkey";

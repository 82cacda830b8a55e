-- step: check FOREIGN_KEY_ORPHANS "mark has rows whose doc, nr is in no row of line, which mark_doc_nr_fkey forbids"

SELECT "child"."id", "child"."doc", "child"."nr"
FROM "mark" AS "child"
WHERE "child"."doc" IS NOT NULL
  AND "child"."nr" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "line" AS "parent" WHERE "parent"."doc" = "child"."doc" AND "parent"."nr" = "child"."nr");

-- step: alone

-- Builds the index mark_doc_nr_idx; reads and writes of mark go on meanwhile.
CREATE INDEX CONCURRENTLY "mark_doc_nr_idx" ON "mark" ("doc", "nr");

-- step: transaction

-- Adds the foreign key mark_doc_nr_fkey for new rows; locks mark and line for a moment.
ALTER TABLE "mark" ADD CONSTRAINT "mark_doc_nr_fkey"
    FOREIGN KEY ("doc", "nr") REFERENCES "line" ("doc", "nr") ON DELETE CASCADE NOT VALID;

-- step: transaction

-- Checks the rows that are there against mark_doc_nr_fkey; reads and writes go on meanwhile.
ALTER TABLE "mark" VALIDATE CONSTRAINT "mark_doc_nr_fkey";

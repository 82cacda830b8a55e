-- step: check FOREIGN_KEY_ORPHANS "hen has rows whose egg is in no row of egg, which hen_egg_fkey forbids"

SELECT "child"."id", "child"."egg"
FROM "hen" AS "child"
WHERE "child"."egg" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "egg" AS "parent" WHERE "parent"."id" = "child"."egg");

-- step: alone

-- Builds the index hen_egg_idx; reads and writes of hen go on meanwhile.
CREATE INDEX CONCURRENTLY "hen_egg_idx" ON "hen" ("egg");

-- step: transaction

-- Adds the foreign key hen_egg_fkey for new rows; locks hen and egg for a moment.
ALTER TABLE "hen" ADD CONSTRAINT "hen_egg_fkey"
    FOREIGN KEY ("egg") REFERENCES "egg" ("id") NOT VALID;

-- step: transaction

-- Checks the rows that are there against hen_egg_fkey; reads and writes go on meanwhile.
ALTER TABLE "hen" VALIDATE CONSTRAINT "hen_egg_fkey";

-- step: check REWRITE_TOO_LARGE allow=rewrite:visit.id "visit has more than 100000 rows, and nobody could read or write it while all of them are written anew for id: make the change with `generate --phased`, or allow this way with `--allow rewrite:visit.id`"

SELECT 'more than 100000' AS "rows"
FROM "visit"
LIMIT 1 OFFSET 100000;

-- step: transaction

-- Adds the column visit.id; rewrites visit while it is locked.
ALTER TABLE "visit" ADD COLUMN "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

-- step: alone

-- Builds the index of the primary key visit_pkey; reads and writes of visit go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "visit_pkey" ON "visit" ("id");

-- step: transaction

-- Turns the index into the primary key visit_pkey; locks visit for a moment.
ALTER TABLE "visit" ADD CONSTRAINT "visit_pkey"
    PRIMARY KEY USING INDEX "visit_pkey";

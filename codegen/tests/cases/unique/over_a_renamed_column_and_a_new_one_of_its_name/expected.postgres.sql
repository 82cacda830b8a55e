-- step: check UNIQUE_DUPLICATES "note has rows that are alike in former, state, which note_former_state_key forbids"

SELECT "former", "state", count(*) AS "rows"
FROM (SELECT "id", ("state") AS "former", CAST('new' AS text) AS "state" FROM "note") AS "note"
WHERE "former" IS NOT NULL AND "state" IS NOT NULL
GROUP BY "former", "state"
HAVING count(*) > 1;

-- step: transaction

-- Renames column note.state to former; no row is touched.
-- Careful: code that knows it as state fails from here on
ALTER TABLE "note" RENAME COLUMN "state" TO "former";

-- Adds the column note.state; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "state" text DEFAULT 'new' NOT NULL;

-- step: alone

-- Builds the index of the unique constraint note_former_state_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_former_state_key" ON "note" ("former", "state");

-- step: transaction

-- Turns the index into the unique constraint note_former_state_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_former_state_key"
    UNIQUE USING INDEX "note_former_state_key";

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in code, which note_code_key forbids"

SELECT "code", count(*) AS "rows"
FROM "note"
WHERE "code" IS NOT NULL
GROUP BY "code"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the unique constraint note_code_key; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_code_key" ON "note" ("code");

-- step: alone

-- Builds the index note_body_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_body_idx" ON "note" ("body");

-- step: transaction

-- Creates the table tag.
CREATE TABLE "tag" (
    "id" bigint NOT NULL,
    CONSTRAINT "tag_pkey" PRIMARY KEY ("id")
);

-- Adds the column note.extra; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "extra" text DEFAULT 'x' NOT NULL;

-- Turns the index into the unique constraint note_code_key; locks note for a moment.
ALTER TABLE "note" ADD CONSTRAINT "note_code_key"
    UNIQUE USING INDEX "note_code_key";

-- step: alone

-- Builds the index note_extra_idx; reads and writes of note go on meanwhile.
CREATE INDEX CONCURRENTLY "note_extra_idx" ON "note" ("extra");

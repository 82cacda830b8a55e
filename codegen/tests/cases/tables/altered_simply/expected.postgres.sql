-- step: check UNIQUE_DUPLICATES "note has rows that are alike in value, which note_value_key forbids"

SELECT "value", count(*) AS "rows"
FROM "note"
WHERE "value" IS NOT NULL
GROUP BY "value"
HAVING count(*) > 1;

-- step: transaction

-- note.value becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "value" TYPE bigint;

-- Fills the gaps of note.value; the rows it writes are locked until the end.
UPDATE "note" SET "value" = 0
WHERE "value" IS NULL;

-- note.value must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "value" SET NOT NULL;

-- Adds the check note_value_check: reads every row of note while it is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_value_check"
    CHECK (value < 1000);

-- Adds the unique constraint note_value_key: builds its index while note is locked.
ALTER TABLE "note" ADD CONSTRAINT "note_value_key"
    UNIQUE ("value");

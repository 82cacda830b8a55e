-- step: check REWRITE_TOO_LARGE allow=rewrite:reading.amount "reading has more than 100000 rows, and nobody could read or write it while all of them are written anew for amount: make the change with `generate --phased`, or allow this way with `--allow rewrite:reading.amount`"

SELECT 'more than 100000' AS "rows"
FROM "reading"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "reading has rows that are alike in taken_at, amount, which reading_taken_at_amount_key forbids"

SELECT "taken_at", "value", count(*) AS "rows"
FROM "reading"
WHERE "taken_at" IS NOT NULL AND "value" IS NOT NULL
GROUP BY "taken_at", "value"
HAVING count(*) > 1;

-- step: check CHECK_VIOLATIONS "reading has rows that break the check reading_amount_check"

SELECT "id", "taken_at", "amount"
FROM (SELECT "id", "taken_at", (CAST("value" AS bigint)) AS "amount" FROM "reading") AS "reading"
WHERE NOT (amount > -5);

-- step: transaction

-- Renames column reading.value to amount; no row is touched.
-- Careful: code that knows it as value fails from here on
ALTER TABLE "reading" RENAME COLUMN "value" TO "amount";

-- Renames index reading_2028_value_idx to reading_2028_amount_idx; no row is touched.
ALTER INDEX "reading_2028_value_idx" RENAME TO "reading_2028_amount_idx";

-- Drops the primary key reading_pkey.
ALTER TABLE "reading" DROP CONSTRAINT "reading_pkey";

-- Adds the column reading.note; locks reading for a moment.
ALTER TABLE "reading" ADD COLUMN "note" text DEFAULT 'none' NOT NULL;

-- Adds the column reading.sensor; locks reading for a moment.
ALTER TABLE "reading" ADD COLUMN "sensor" bigint;

-- Takes the check high away for now: it depends on a column that changes.
ALTER TABLE "reading_2028" DROP CONSTRAINT "high";

-- reading.amount becomes bigint; reading is locked while all of its rows are written anew.
-- Careful: nobody reads or writes reading meanwhile, which takes as long as it has rows
ALTER TABLE "reading" ALTER COLUMN "amount" TYPE bigint;

-- Adds the check reading_amount_check for new rows; locks reading for a moment.
ALTER TABLE "reading" ADD CONSTRAINT "reading_amount_check"
    CHECK (amount > -5) NOT VALID;

-- Adds the primary key reading_pkey: builds its index while reading is locked.
ALTER TABLE "reading" ADD CONSTRAINT "reading_pkey"
    PRIMARY KEY ("taken_at", "id");

-- Adds the unique constraint reading_taken_at_amount_key: builds its index while reading is locked.
ALTER TABLE "reading" ADD CONSTRAINT "reading_taken_at_amount_key"
    UNIQUE ("taken_at", "amount");

-- Builds an index on reading; writes to it wait meanwhile.
CREATE INDEX "reading_note_idx" ON "reading" ("note");

-- Builds an index on reading; writes to it wait meanwhile.
CREATE INDEX "reading_sensor_idx" ON "reading" ("sensor");

-- Puts back the check high for new rows; locks reading_2028 for a moment.
ALTER TABLE "reading_2028" ADD CONSTRAINT "high"
    CHECK (amount > 1) NOT VALID;

-- Adds the foreign key reading_sensor_fkey: checks every row, and writes to reading and sensor wait meanwhile.
ALTER TABLE "reading" ADD CONSTRAINT "reading_sensor_fkey"
    FOREIGN KEY ("sensor") REFERENCES "sensor" ("id");

-- step: transaction

-- Checks the rows that are there against reading_amount_check; reads and writes go on meanwhile.
ALTER TABLE "reading" VALIDATE CONSTRAINT "reading_amount_check";

-- step: transaction

-- Checks the rows that are there against high; reads and writes go on meanwhile.
ALTER TABLE "reading_2028" VALIDATE CONSTRAINT "high";

-- step: transaction

-- Takes the trigger stamp on reading away for now: it stands on what changes.
DROP TRIGGER "stamp" ON reading;

-- Takes the view latest away for now: it stands on what changes.
DROP VIEW "latest";

-- Takes the foreign key pointing_reading_taken_at_fkey away for now: the key it points at changes.
ALTER TABLE "pointing" DROP CONSTRAINT "pointing_reading_taken_at_fkey";

-- Moves reading aside, to make it anew.
-- Careful: reading cannot be read or written until its rows are copied, which takes as long as they are many
CREATE SCHEMA "reading__aside";
ALTER TABLE "reading" SET SCHEMA "reading__aside";

-- Creates the table reading.
CREATE TABLE "reading" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "taken_at" date NOT NULL,
    "value" integer,
    CONSTRAINT "reading_pkey" PRIMARY KEY ("id", "taken_at")
) PARTITION BY RANGE ("taken_at");

-- Creates the partition reading_2026 of reading.
CREATE TABLE "reading_2026" PARTITION OF "reading" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- Creates the partition reading_2027 of reading.
CREATE TABLE "reading_2027" PARTITION OF "reading" FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- Creates the partition reading_rest of reading.
CREATE TABLE "reading_rest" PARTITION OF "reading" DEFAULT;

-- Copies the rows of reading into what it is now.
INSERT INTO "reading" ("id", "taken_at", "value") OVERRIDING SYSTEM VALUE
SELECT "id", "taken_at", "value" FROM ONLY "reading__aside"."reading";

-- Numbers of reading.id go on after the highest that is there.
SELECT setval(
    pg_get_serial_sequence('"reading"', 'id'),
    coalesce(max("id"), 1),
    max("id") IS NOT NULL
) FROM "reading";

-- Drops what reading was: its rows are in the new table.
DROP TABLE "reading__aside"."reading";
DROP SCHEMA "reading__aside";

CREATE INDEX "reading_value_idx" ON "reading" ("value");

-- Puts back the foreign key pointing_reading_taken_at_fkey for new rows; locks pointing and reading for a moment.
ALTER TABLE "pointing" ADD CONSTRAINT "pointing_reading_taken_at_fkey"
    FOREIGN KEY ("reading", "taken_at") REFERENCES "reading" ("id", "taken_at") NOT VALID;

-- Puts the trigger stamp on reading back.
CREATE TRIGGER stamp BEFORE UPDATE ON reading FOR EACH ROW EXECUTE FUNCTION stamp();

-- Puts the view latest back.
CREATE VIEW latest AS SELECT max(taken_at) AS taken_at FROM reading;

-- step: transaction

-- Checks the rows that are there against pointing_reading_taken_at_fkey; reads and writes go on meanwhile.
ALTER TABLE "pointing" VALIDATE CONSTRAINT "pointing_reading_taken_at_fkey";

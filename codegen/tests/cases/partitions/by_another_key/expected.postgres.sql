-- Moves reading aside, to make it anew.
-- Careful: reading cannot be read or written until its rows are copied, which takes as long as they are many
CREATE SCHEMA "reading__aside";
ALTER TABLE "reading" SET SCHEMA "reading__aside";
ALTER TABLE "reading_2026" SET SCHEMA "reading__aside";
ALTER TABLE "reading_2027" SET SCHEMA "reading__aside";
ALTER TABLE "reading_rest" SET SCHEMA "reading__aside";

-- Creates the table reading.
CREATE TABLE "reading" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "taken_at" date NOT NULL,
    "value" integer,
    CONSTRAINT "reading_pkey" PRIMARY KEY ("id", "taken_at")
) PARTITION BY HASH ("id");

-- Creates the partition reading_0 of reading.
CREATE TABLE "reading_0" PARTITION OF "reading" FOR VALUES WITH (modulus 2, remainder 0);

-- Creates the partition reading_rest of reading.
CREATE TABLE "reading_rest" PARTITION OF "reading" FOR VALUES WITH (modulus 2, remainder 1);

-- Copies the rows of reading into what it is now.
INSERT INTO "reading" ("id", "taken_at", "value") OVERRIDING SYSTEM VALUE
SELECT "id", "taken_at", "value" FROM "reading__aside"."reading";

-- Numbers of reading.id go on after the highest that is there.
SELECT setval(
    pg_get_serial_sequence('"reading"', 'id'),
    coalesce(max("id"), 1),
    max("id") IS NOT NULL
) FROM "reading";

-- Drops what reading was: its rows are in the new table.
DROP TABLE "reading__aside"."reading";
DROP SCHEMA "reading__aside";

-- Takes reading_2026 out of reading; locks both for a moment.
ALTER TABLE "reading" DETACH PARTITION "reading_2026";

-- Moves reading_2026 aside, to make it anew.
-- Careful: reading_2026 cannot be read or written until its rows are copied, which takes as long as they are many
CREATE SCHEMA "reading_2026__aside";
ALTER TABLE "reading_2026" SET SCHEMA "reading_2026__aside";

-- Creates the partition reading_2026 of reading.
CREATE TABLE "reading_2026" PARTITION OF "reading" FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');

-- Copies the rows of reading_2026 into what it is now.
INSERT INTO "reading_2026" ("id", "taken_at", "value") OVERRIDING SYSTEM VALUE
SELECT "id", "taken_at", "value" FROM ONLY "reading_2026__aside"."reading_2026";

-- Drops what reading_2026 was: its rows are in the new table.
DROP TABLE "reading_2026__aside"."reading_2026";
DROP SCHEMA "reading_2026__aside";

-- Takes reading_2027 out of reading; locks both for a moment.
ALTER TABLE "reading" DETACH PARTITION "reading_2027";

-- Moves reading_2027 aside, to make it anew.
-- Careful: reading_2027 cannot be read or written until its rows are copied, which takes as long as they are many
CREATE SCHEMA "reading_2027__aside";
ALTER TABLE "reading_2027" SET SCHEMA "reading_2027__aside";

-- Creates the table reading_2027.
CREATE TABLE "reading_2027" (
    "id" bigint NOT NULL,
    "taken_at" date NOT NULL,
    "value" integer,
    CONSTRAINT "reading_2027_pkey" PRIMARY KEY ("id", "taken_at")
);

-- Copies the rows of reading_2027 into what it is now.
INSERT INTO "reading_2027" ("id", "taken_at", "value") OVERRIDING SYSTEM VALUE
SELECT "id", "taken_at", "value" FROM ONLY "reading_2027__aside"."reading_2027";

-- Drops what reading_2027 was: its rows are in the new table.
DROP TABLE "reading_2027__aside"."reading_2027";
DROP SCHEMA "reading_2027__aside";

-- step: check NULL_VALUES "the backfill of seat.floor has no value for some of the rows"

SELECT "room", "floor"
FROM (SELECT "room", CAST(room / 100 AS integer) AS "floor" FROM "seat") AS "seat"
WHERE "floor" IS NULL;

-- step: check UNIQUE_DUPLICATES "seat has rows that are alike in room, floor, which seat_pkey forbids"

SELECT "room", "floor", count(*) AS "rows"
FROM (SELECT "room", CAST(room / 100 AS integer) AS "floor" FROM "seat") AS "seat"
WHERE "room" IS NOT NULL AND "floor" IS NOT NULL
GROUP BY "room", "floor"
HAVING count(*) > 1;

-- step: transaction

-- Adds the column seat.floor, empty at first; locks seat for a moment.
ALTER TABLE "seat" ADD COLUMN "floor" integer;

-- step: transaction

-- Fills seat.floor at once, since no key tells rows apart all the time; they are locked until the end.
UPDATE "seat" SET "floor" = room / 100
WHERE "floor" IS NULL AND (room / 100) IS NOT NULL;

-- step: transaction

-- No NULL comes into seat.floor from here on; locks seat for a moment.
-- Careful: code that writes no value into seat.floor fails from here on
ALTER TABLE "seat" ADD CONSTRAINT "floor__not_null"
    CHECK ("floor" IS NOT NULL) NOT VALID;

-- step: transaction

-- Fills what came meanwhile: seat.floor at once, since no key tells rows apart all the time; they are locked until the end.
UPDATE "seat" SET "floor" = room / 100
WHERE "floor" IS NULL AND (room / 100) IS NOT NULL;

-- step: transaction

-- Looks for NULLs in seat.floor; reads and writes go on meanwhile.
ALTER TABLE "seat" VALIDATE CONSTRAINT "floor__not_null";

-- step: transaction

-- seat.floor must have a value, as the check has shown; locks seat for a moment.
ALTER TABLE "seat" ALTER COLUMN "floor" SET NOT NULL;

-- The check has served.
ALTER TABLE "seat" DROP CONSTRAINT "floor__not_null";

-- step: alone

-- Builds the index of the primary key seat_pkey; reads and writes of seat go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "seat_pkey__new" ON "seat" ("room", "floor");

-- step: transaction

-- Drops the primary key seat_pkey.
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey";

-- Turns the index into the primary key seat_pkey; locks seat for a moment.
ALTER TABLE "seat" ADD CONSTRAINT "seat_pkey"
    PRIMARY KEY USING INDEX "seat_pkey__new";

-- step: check NULL_VALUES "the backfill of seat.floor has no value for some of the rows"

SELECT "room", "floor"
FROM (SELECT "room", CAST(room / 100 AS INTEGER) AS "floor" FROM "seat") AS "seat"
WHERE "floor" IS NULL;

-- step: check UNIQUE_DUPLICATES "seat has rows that are alike in room, floor, which seat_pkey forbids"

SELECT "room", "floor", count(*) AS "rows"
FROM (SELECT "room", CAST(room / 100 AS INTEGER) AS "floor" FROM "seat") AS "seat"
WHERE "room" IS NOT NULL AND "floor" IS NOT NULL
GROUP BY "room", "floor"
HAVING count(*) > 1;

-- step: transaction foreign_keys=off

-- Rebuild seat: new column floor is NOT NULL without a default, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_seat" (
    "room" INTEGER NOT NULL,
    "floor" INTEGER NOT NULL,
    CONSTRAINT "seat_pkey" PRIMARY KEY ("room", "floor")
);

-- The rows of seat come over.
-- Careful: code that inserts without floor fails
-- Careful: rows that are alike in room, floor stop it
INSERT INTO "_tablesmith_new_seat" (rowid, "room", "floor")
SELECT
    rowid,
    "room",
    (room / 100)
FROM "seat";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of seat was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "seat") = (SELECT count(*) FROM "_tablesmith_new_seat");
DROP TABLE temp."_tablesmith_assert";

-- The new seat takes the place of the old one, whose rows it has.
DROP TABLE "seat";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_seat" RENAME TO "seat";
PRAGMA legacy_alter_table = 0;

-- step: check UNIQUE_DUPLICATES "seat has rows that are alike in room, which seat_pkey forbids"

SELECT "room", count(*) AS "rows"
FROM "seat"
WHERE "room" IS NOT NULL
GROUP BY "room"
HAVING count(*) > 1;

-- step: alone

-- Builds the index of the primary key seat_pkey; reads and writes of seat go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "seat_pkey" ON "seat" ("room");

-- step: transaction

-- Turns the index into the primary key seat_pkey; locks seat for a moment.
ALTER TABLE "seat" ADD CONSTRAINT "seat_pkey"
    PRIMARY KEY USING INDEX "seat_pkey";

-- step: alone

-- Builds the index of the primary key seat_pkey; reads and writes of seat go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "seat_pkey__new" ON "seat" ("number", "room");

-- step: transaction

-- Drops the primary key seat_pkey.
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey";

-- Turns the index into the primary key seat_pkey; locks seat for a moment.
ALTER TABLE "seat" ADD CONSTRAINT "seat_pkey"
    PRIMARY KEY USING INDEX "seat_pkey__new";

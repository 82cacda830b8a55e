-- Drops the primary key seat_pkey.
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey";

-- Adds the column seat.floor, empty at first; locks seat for a moment.
ALTER TABLE "seat" ADD COLUMN "floor" integer;

-- Fills seat.floor; the rows it writes are locked until the end.
UPDATE "seat" SET "floor" = room / 100;

-- seat.floor must have a value; reads every row of seat while it is locked.
ALTER TABLE "seat" ALTER COLUMN "floor" SET NOT NULL;

-- Adds the primary key seat_pkey: builds its index while seat is locked.
ALTER TABLE "seat" ADD CONSTRAINT "seat_pkey"
    PRIMARY KEY ("room", "floor");

-- Adds the primary key seat_pkey: builds its index while seat is locked.
ALTER TABLE "seat" ADD CONSTRAINT "seat_pkey"
    PRIMARY KEY ("room");

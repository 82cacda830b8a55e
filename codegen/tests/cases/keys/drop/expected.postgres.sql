-- Drops the primary key seat_pkey.
ALTER TABLE "seat" DROP CONSTRAINT "seat_pkey";

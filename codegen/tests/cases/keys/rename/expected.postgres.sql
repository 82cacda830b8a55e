-- Renames constraint seat_pkey of seat to seat_key; no row is touched.
ALTER TABLE "seat" RENAME CONSTRAINT "seat_pkey" TO "seat_key";

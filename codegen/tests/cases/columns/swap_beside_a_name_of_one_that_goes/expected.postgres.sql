-- Renames column note.d to d_dropped; no row is touched.
-- Careful: code that knows it as d fails from here on
ALTER TABLE "note" RENAME COLUMN "d" TO "d_dropped";

-- Renames column note.c to d; no row is touched.
-- Careful: code that knows it as c fails from here on
ALTER TABLE "note" RENAME COLUMN "c" TO "d";

-- Moves column note.a out of the way: its name is taken over below.
ALTER TABLE "note" RENAME COLUMN "a" TO "a__moving_2";

-- Renames column note.b to a; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "note" RENAME COLUMN "b" TO "a";

-- Renames column note.a__moving_2 to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "note" RENAME COLUMN "a__moving_2" TO "b";

-- Drops the column note.d_dropped and its values; locks note for a moment.
-- Careful: code that uses note.d_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "d_dropped";

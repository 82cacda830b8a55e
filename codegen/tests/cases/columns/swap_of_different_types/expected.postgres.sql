-- Moves column note.a out of the way: its name is taken over below.
ALTER TABLE "note" RENAME COLUMN "a" TO "a__moving_0";

-- Renames column note.b to a; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "note" RENAME COLUMN "b" TO "a";

-- Renames column note.a__moving_0 to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "note" RENAME COLUMN "a__moving_0" TO "b";

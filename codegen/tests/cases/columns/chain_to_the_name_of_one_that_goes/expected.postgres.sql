-- Renames column note.c to c_dropped; no row is touched.
-- Careful: code that knows it as c fails from here on
ALTER TABLE "note" RENAME COLUMN "c" TO "c_dropped";

-- Renames column note.b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Renames column note.a to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "note" RENAME COLUMN "a" TO "b";

-- Drops the column note.c_dropped and its values; locks note for a moment.
-- Careful: code that uses note.c_dropped fails from here on
ALTER TABLE "note" DROP COLUMN "c_dropped";

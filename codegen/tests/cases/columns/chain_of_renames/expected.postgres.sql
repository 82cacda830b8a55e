-- Renames column note.b to c; no row is touched.
-- Careful: code that knows it as b fails from here on
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Renames column note.a to b; no row is touched.
-- Careful: code that knows it as a fails from here on
ALTER TABLE "note" RENAME COLUMN "a" TO "b";

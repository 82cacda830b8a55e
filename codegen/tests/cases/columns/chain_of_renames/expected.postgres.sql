-- Renames column note.b to c; no row is touched.
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Renames column note.a to b; no row is touched.
ALTER TABLE "note" RENAME COLUMN "a" TO "b";

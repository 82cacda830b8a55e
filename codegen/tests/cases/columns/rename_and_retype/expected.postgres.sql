-- Renames column note.size to amount; no row is touched.
-- Careful: code that knows it as size fails from here on
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- note.amount becomes bigint; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "amount" TYPE bigint;

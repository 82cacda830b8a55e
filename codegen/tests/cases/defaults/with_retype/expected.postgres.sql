-- The default of note.size is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "size" DROP DEFAULT;

-- note.size becomes text; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "size" TYPE text;

-- New rows get this in note.size; no row is touched.
ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT 'one';

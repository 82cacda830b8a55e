-- The default of note.size is of the old type; it is set again below.
ALTER TABLE "note" ALTER COLUMN "size" DROP DEFAULT;

-- note.size becomes text; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "size" TYPE text;

-- New rows get this in note.size; no row is touched.
ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT 'one';

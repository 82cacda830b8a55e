-- Renames type kind to kind_dropped; no row is touched.
ALTER TYPE "kind" RENAME TO "kind_dropped";

-- Renames type sort to kind; no row is touched.
ALTER TYPE "sort" RENAME TO "kind";

-- Drops the column note.kind and its values; locks note for a moment.
-- Careful: code that uses note.kind fails from here on
ALTER TABLE "note" DROP COLUMN "kind";

-- Drops the type kind_dropped, which no column has any more.
DROP TYPE "kind_dropped";

-- Renames table note to select; no row is touched.
-- Careful: code that knows it as note fails from here on
ALTER TABLE "note" RENAME TO "select";

-- Renames column select.body to order; no row is touched.
-- Careful: code that knows it as body fails from here on
ALTER TABLE "select" RENAME COLUMN "body" TO "order";

-- Renames constraint note_pkey of select to select_pkey; no row is touched.
ALTER TABLE "select" RENAME CONSTRAINT "note_pkey" TO "select_pkey";

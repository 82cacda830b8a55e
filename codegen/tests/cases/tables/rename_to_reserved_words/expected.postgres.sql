-- Renames table note to select; no row is touched.
ALTER TABLE "note" RENAME TO "select";

-- Renames column select.body to order; no row is touched.
ALTER TABLE "select" RENAME COLUMN "body" TO "order";

-- Renames constraint note_pkey of select to select_pkey; no row is touched.
ALTER TABLE "select" RENAME CONSTRAINT "note_pkey" TO "select_pkey";

-- Renames table note to Note; no row is touched.
-- Careful: code that knows it as note fails from here on
ALTER TABLE "note" RENAME TO "Note";

-- Renames constraint note_pkey of Note to Note_pkey; no row is touched.
ALTER TABLE "Note" RENAME CONSTRAINT "note_pkey" TO "Note_pkey";

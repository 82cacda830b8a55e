-- Renames table visit to call; no row is touched.
-- Careful: code that knows it as visit fails from here on
ALTER TABLE "visit" RENAME TO "call";

-- Renames constraint visit_pkey of call to call_pkey; no row is touched.
ALTER TABLE "call" RENAME CONSTRAINT "visit_pkey" TO "call_pkey";

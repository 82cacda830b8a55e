-- Renames table note to "; drop table note; --; no row is touched.
-- Careful: code that knows it as note fails from here on
ALTER TABLE "note" RENAME TO """; drop table note; --";

-- Renames constraint note_pkey of "; drop table note; -- to "; drop table note; --_pkey; no row is touched.
ALTER TABLE """; drop table note; --" RENAME CONSTRAINT "note_pkey" TO """; drop table note; --_pkey";

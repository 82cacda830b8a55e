-- Rename column b of note to c.
-- Careful: code that names b fails
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Rename column a of note to b.
-- Careful: code that names a fails
ALTER TABLE "note" RENAME COLUMN "a" TO "b";

-- Rename column a of note to _tablesmith_renamed_a.
-- Careful: code that names a fails
ALTER TABLE "note" RENAME COLUMN "a" TO "_tablesmith_renamed_a";

-- Rename column b of note to a.
-- Careful: code that names b fails
ALTER TABLE "note" RENAME COLUMN "b" TO "a";

-- Rename column _tablesmith_renamed_a of note to b.
ALTER TABLE "note" RENAME COLUMN "_tablesmith_renamed_a" TO "b";

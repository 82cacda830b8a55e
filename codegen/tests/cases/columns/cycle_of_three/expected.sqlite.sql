-- Rename column a of note to _tablesmith_renamed_a.
ALTER TABLE "note" RENAME COLUMN "a" TO "_tablesmith_renamed_a";

-- Rename column c of note to a.
ALTER TABLE "note" RENAME COLUMN "c" TO "a";

-- Rename column b of note to c.
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Rename column _tablesmith_renamed_a of note to b.
ALTER TABLE "note" RENAME COLUMN "_tablesmith_renamed_a" TO "b";

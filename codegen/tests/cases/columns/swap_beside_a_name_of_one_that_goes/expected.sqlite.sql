-- Rename column a of note to _tablesmith_renamed_a.
-- Careful: code that names a fails
ALTER TABLE "note" RENAME COLUMN "a" TO "_tablesmith_renamed_a";

-- Rename column b of note to a.
-- Careful: code that names b fails
ALTER TABLE "note" RENAME COLUMN "b" TO "a";

-- Rename column _tablesmith_renamed_a of note to b.
ALTER TABLE "note" RENAME COLUMN "_tablesmith_renamed_a" TO "b";

-- Rename column d of note to d_dropped.
-- Careful: code that names d fails
ALTER TABLE "note" RENAME COLUMN "d" TO "d_dropped";

-- Rename column c of note to d.
-- Careful: code that names c fails
ALTER TABLE "note" RENAME COLUMN "c" TO "d";

-- Drop column d_dropped of note.
-- Careful: the values of d_dropped are lost
-- Careful: code that names d_dropped fails
ALTER TABLE "note" DROP COLUMN "d_dropped";

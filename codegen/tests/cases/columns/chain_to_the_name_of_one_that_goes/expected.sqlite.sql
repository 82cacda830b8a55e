-- Rename column c of note to c_dropped.
-- Careful: code that names c fails
ALTER TABLE "note" RENAME COLUMN "c" TO "c_dropped";

-- Rename column b of note to c.
-- Careful: code that names b fails
ALTER TABLE "note" RENAME COLUMN "b" TO "c";

-- Rename column a of note to b.
-- Careful: code that names a fails
ALTER TABLE "note" RENAME COLUMN "a" TO "b";

-- Drop column c_dropped of note.
-- Careful: the values of c_dropped are lost
-- Careful: code that names c_dropped fails
ALTER TABLE "note" DROP COLUMN "c_dropped";

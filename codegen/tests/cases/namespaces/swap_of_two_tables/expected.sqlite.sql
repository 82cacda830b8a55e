-- Rename table a_one to b_one; what points at it follows.
-- Careful: code that names a_one fails
ALTER TABLE "a_one" RENAME TO "b_one";

-- Rename table b_two to a_two; what points at it follows.
-- Careful: code that names b_two fails
ALTER TABLE "b_two" RENAME TO "a_two";

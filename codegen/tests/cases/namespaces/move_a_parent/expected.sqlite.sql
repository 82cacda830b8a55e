-- Rename table person to people_person; what points at it follows.
-- Careful: code that names person fails
ALTER TABLE "person" RENAME TO "people_person";

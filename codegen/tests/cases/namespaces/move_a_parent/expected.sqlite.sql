-- Rename table person to people_person; what points at it follows.
ALTER TABLE "person" RENAME TO "people_person";

-- Rename column body of note to _tablesmith_renamed_body.
-- Careful: code that names body fails
ALTER TABLE "note" RENAME COLUMN "body" TO "_tablesmith_renamed_body";

-- Rename column _tablesmith_renamed_body of note to Body.
ALTER TABLE "note" RENAME COLUMN "_tablesmith_renamed_body" TO "Body";

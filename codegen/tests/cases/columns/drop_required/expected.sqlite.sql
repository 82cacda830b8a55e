-- Drop column more of note and its values.
ALTER TABLE "note" DROP COLUMN "more";

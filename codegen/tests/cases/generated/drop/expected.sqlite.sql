-- Drop column shout of note and its values.
ALTER TABLE "note" DROP COLUMN "shout";

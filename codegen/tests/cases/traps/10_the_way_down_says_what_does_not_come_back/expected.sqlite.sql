-- Drop column body of note and its values.
ALTER TABLE "note" DROP COLUMN "body";

-- Drop table tag and its rows.
DROP TABLE "tag";

-- Drop column a of note and its values.
ALTER TABLE "note" DROP COLUMN "a";

-- Drop column b of note and its values.
ALTER TABLE "note" DROP COLUMN "b";

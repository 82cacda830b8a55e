-- Drops the table tag and all of its rows.
DROP TABLE "tag";

-- note.size becomes integer; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "size" TYPE integer;

-- Drops the column note.body and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "body";

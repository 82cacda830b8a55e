-- Drops the check ordered.
ALTER TABLE "note" DROP CONSTRAINT "ordered";

-- Drops the column note.low and its values; locks note for a moment.
-- Careful: code that uses note.low fails from here on
ALTER TABLE "note" DROP COLUMN "low";

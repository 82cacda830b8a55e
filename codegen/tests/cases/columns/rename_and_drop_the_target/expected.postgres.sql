-- note.text must have a value; reads every row of note while it is locked.
-- Careful: note.text has no backfill: this fails if it is NULL in any row
ALTER TABLE "note" ALTER COLUMN "text" SET NOT NULL;

-- Drops the column note.body and its values; locks note for a moment.
ALTER TABLE "note" DROP COLUMN "body";

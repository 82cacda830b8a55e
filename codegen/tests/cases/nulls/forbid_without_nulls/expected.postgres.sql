-- note.body must have a value; reads every row of note while it is locked.
-- Careful: note.body has no backfill: this fails if it is NULL in any row
ALTER TABLE "note" ALTER COLUMN "body" SET NOT NULL;

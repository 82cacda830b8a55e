-- Add column more to note.
ALTER TABLE "note" ADD COLUMN "more" TEXT;

-- Add column middle to note.
ALTER TABLE "note" ADD COLUMN "middle" TEXT;

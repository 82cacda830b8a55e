-- Add column mark to note.
ALTER TABLE "note" ADD COLUMN "mark" TEXT;

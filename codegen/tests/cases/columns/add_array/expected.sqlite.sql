-- Add column tags to note.
ALTER TABLE "note" ADD COLUMN "tags" TEXT NOT NULL DEFAULT '["a","b"]';

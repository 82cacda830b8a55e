-- Add column blob to note.
ALTER TABLE "note" ADD COLUMN "blob" BLOB;

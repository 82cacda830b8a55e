-- Add column size to note.
ALTER TABLE "note" ADD COLUMN "size" INTEGER NOT NULL DEFAULT 0 CONSTRAINT "note_size_check" CHECK (size > 0);

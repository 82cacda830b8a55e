-- Add column done to note.
ALTER TABLE "note" ADD COLUMN "done" INTEGER NOT NULL DEFAULT 0 CONSTRAINT "note_done_check" CHECK ("done" in (0, 1));

-- Add column state to note.
ALTER TABLE "note" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'open' CONSTRAINT "note_state_check" CHECK ("state" in ('open', 'paid', 'lost'));

-- Adds the column note.mark; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "mark" uuid DEFAULT gen_random_uuid();

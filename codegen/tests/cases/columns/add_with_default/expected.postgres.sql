-- Adds the column note.kind; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "kind" text DEFAULT 'it''s new' NOT NULL;

-- Add column kind to note.
ALTER TABLE "note" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'it''s new';

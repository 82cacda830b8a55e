-- Add column price to note.
ALTER TABLE "note" ADD COLUMN "price" NUMERIC NOT NULL DEFAULT 9.90;

-- Add column rate to note.
ALTER TABLE "note" ADD COLUMN "rate" TEXT NOT NULL DEFAULT '0.5';

-- note.mood becomes "mood"; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "mood" TYPE "mood"
    USING "mood"::text::"mood";

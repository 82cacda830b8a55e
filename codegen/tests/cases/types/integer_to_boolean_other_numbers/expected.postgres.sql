-- note.value becomes boolean; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE boolean
    USING "value"::boolean;

-- note.value becomes numeric(30,2); note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE numeric(30,2);

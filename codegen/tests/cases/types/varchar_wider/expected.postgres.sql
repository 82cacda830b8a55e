-- note.value becomes character varying(40); note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE character varying(40);

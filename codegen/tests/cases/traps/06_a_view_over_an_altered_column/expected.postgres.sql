-- note.body becomes character varying(100); note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "body" TYPE character varying(100);

-- note.value becomes character varying(5); note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "value" TYPE character varying(5)
    USING substr(value, 1, 5);

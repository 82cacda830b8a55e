-- note.value becomes character varying(40); note is locked for a moment; no row is touched.
ALTER TABLE "note" ALTER COLUMN "value" TYPE character varying(40);

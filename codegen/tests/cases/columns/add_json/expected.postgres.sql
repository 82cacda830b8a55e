-- Adds the column note.meta; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "meta" jsonb DEFAULT '{"a":[true,"x"],"b":1}' NOT NULL;

-- Add column meta to note.
ALTER TABLE "note" ADD COLUMN "meta" TEXT NOT NULL DEFAULT '{"a":[true,"x"],"b":1}';

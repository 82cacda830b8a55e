-- Adds the column note.size, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "size" integer;

-- Fills note.size; the rows it writes are locked until the end.
UPDATE "note" SET "size" = length(body);

ALTER TABLE "note" ALTER COLUMN "size" SET DEFAULT 0;

-- note.size must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "size" SET NOT NULL;

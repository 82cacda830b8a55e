-- Adds the column note.a; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "a" integer DEFAULT 1 NOT NULL;

-- Adds the column note.b; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "b" text;

-- Adds the column note.c; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "c" boolean DEFAULT true NOT NULL;

-- Adds the column note.d, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "d" text;

-- Fills note.d; the rows it writes are locked until the end.
UPDATE "note" SET "d" = body;

-- note.d must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "d" SET NOT NULL;

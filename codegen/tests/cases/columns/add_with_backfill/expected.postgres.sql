-- Adds the column note.slug, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "slug" text;

-- Fills note.slug; the rows it writes are locked until the end.
UPDATE "note" SET "slug" = lower(body);

-- note.slug must have a value; reads every row of note while it is locked.
ALTER TABLE "note" ALTER COLUMN "slug" SET NOT NULL;

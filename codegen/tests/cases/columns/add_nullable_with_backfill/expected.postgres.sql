-- Adds the column note.slug, empty at first; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "slug" text;

-- Fills note.slug; the rows it writes are locked until the end.
UPDATE "note" SET "slug" = lower(body);

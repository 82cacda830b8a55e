-- note.body may be NULL; locks "note" for a moment.
ALTER TABLE "note" ALTER COLUMN "body" DROP NOT NULL;

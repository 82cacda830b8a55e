-- note.body has no default any more.
ALTER TABLE "note" ALTER COLUMN "body" DROP DEFAULT;

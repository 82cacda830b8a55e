-- visit.id is not numbered any more.
ALTER TABLE "visit" ALTER COLUMN "id" DROP IDENTITY;

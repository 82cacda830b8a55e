-- visit.id is not numbered any more.
ALTER TABLE "visit" ALTER COLUMN "id" DROP IDENTITY;

-- visit.id becomes text; visit is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "visit" ALTER COLUMN "id" TYPE text;

-- visit.id is not numbered any more.
ALTER TABLE "visit" ALTER COLUMN "id" DROP IDENTITY;

-- visit.id becomes text; visit is locked while all of its rows are written anew.
-- Careful: nobody reads or writes visit meanwhile, which takes as long as it has rows
ALTER TABLE "visit" ALTER COLUMN "id" TYPE text;

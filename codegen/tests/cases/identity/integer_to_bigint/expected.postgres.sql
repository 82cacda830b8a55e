-- visit.id becomes bigint; visit is locked while all of its rows are written anew.
-- Careful: nobody reads or writes visit meanwhile, which takes as long as it has rows
ALTER TABLE "visit" ALTER COLUMN "id" TYPE bigint;

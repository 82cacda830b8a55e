-- visit.id becomes bigint; visit is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "visit" ALTER COLUMN "id" TYPE bigint;

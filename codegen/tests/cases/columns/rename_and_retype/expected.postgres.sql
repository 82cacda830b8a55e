-- Renames column note.size to amount; no row is touched.
ALTER TABLE "note" RENAME COLUMN "size" TO "amount";

-- note.amount becomes bigint; note is locked meanwhile, and rewritten unless the values stay as they are.
ALTER TABLE "note" ALTER COLUMN "amount" TYPE bigint;

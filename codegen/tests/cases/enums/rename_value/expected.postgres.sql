-- Renames the value open of state to new; no row is touched.
ALTER TYPE "state" RENAME VALUE 'open' TO 'new';

-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'new';

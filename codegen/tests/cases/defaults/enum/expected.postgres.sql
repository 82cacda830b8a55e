-- New rows get this in note.state; no row is touched.
ALTER TABLE "note" ALTER COLUMN "state" SET DEFAULT 'paid';

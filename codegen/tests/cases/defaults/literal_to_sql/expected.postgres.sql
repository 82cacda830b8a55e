-- New rows get this in note.due; no row is touched.
ALTER TABLE "note" ALTER COLUMN "due" SET DEFAULT current_date;

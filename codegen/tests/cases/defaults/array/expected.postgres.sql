-- New rows get this in note.tags; no row is touched.
ALTER TABLE "note" ALTER COLUMN "tags" SET DEFAULT '{"a","it''s, \"b\""}';

-- New rows get this in note.meta; no row is touched.
ALTER TABLE "note" ALTER COLUMN "meta" SET DEFAULT '{"a":2,"b":[1,"it''s"]}';

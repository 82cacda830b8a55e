COMMENT ON COLUMN "note"."body" IS 'What it''s about.';

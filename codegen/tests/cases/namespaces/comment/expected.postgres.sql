COMMENT ON SCHEMA "media" IS 'Pictures and sound; it''s all here.';

COMMENT ON TABLE "note" IS 'What someone wrote; it''s short.';

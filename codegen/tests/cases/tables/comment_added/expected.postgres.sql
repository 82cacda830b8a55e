COMMENT ON TABLE "note" IS 'A note.';

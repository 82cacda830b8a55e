COMMENT ON TYPE "state" IS 'How it stands.';

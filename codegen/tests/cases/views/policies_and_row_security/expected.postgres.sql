-- Creates the row security of table user.
ALTER TABLE "user" ENABLE ROW LEVEL SECURITY;

-- Creates the comment on constraint user_pkey on user.
COMMENT ON CONSTRAINT user_pkey ON "user" IS 'what it''s known by';

-- Creates the policy grown on user.
CREATE POLICY grown ON "user" FOR SELECT USING (age > 17);

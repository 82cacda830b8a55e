-- Drop view active_user.
DROP VIEW "active_user";

-- Drop view everything.
DROP VIEW "everything";

-- Rename column name of user to full_name.
-- Careful: code that names name fails
ALTER TABLE "user" RENAME COLUMN "name" TO "full_name";

-- New view active_user.
CREATE VIEW active_user AS SELECT id, full_name FROM "user" WHERE active;

-- New view everything.
CREATE VIEW everything AS SELECT * FROM "user";

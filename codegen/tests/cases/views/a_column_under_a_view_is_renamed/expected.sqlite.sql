-- Take view active_user away for now.
DROP VIEW "active_user";

-- Take view everything away for now.
DROP VIEW "everything";

-- Rename column name of user to full_name.
-- Careful: code that names name fails
ALTER TABLE "user" RENAME COLUMN "name" TO "full_name";

-- Put view active_user back.
CREATE VIEW active_user AS SELECT id, full_name FROM "user" WHERE active;

-- Put view everything back.
CREATE VIEW everything AS SELECT * FROM "user";

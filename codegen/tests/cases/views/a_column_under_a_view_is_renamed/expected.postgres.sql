-- Takes the view active_user away: it cannot be changed in place.
DROP VIEW "active_user";

-- Takes the view everything away for now: it stands on what changes.
DROP VIEW "everything";

-- Renames column user.name to full_name; no row is touched.
-- Careful: code that knows it as name fails from here on
ALTER TABLE "user" RENAME COLUMN "name" TO "full_name";

-- Makes the view active_user anew.
CREATE VIEW active_user AS SELECT id, full_name FROM "user" WHERE active;

-- Puts the view everything back.
CREATE VIEW everything AS SELECT * FROM "user";

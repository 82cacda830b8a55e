-- Drop view active_user.
DROP VIEW "active_user";

-- Drop view named.
DROP VIEW "named";

-- Drop view counted.
DROP VIEW "counted";

-- New view active_user.
CREATE VIEW active_user AS SELECT name, id FROM "user" WHERE active;

-- New view named.
CREATE VIEW named AS SELECT id FROM "user" WHERE name <> '';

-- New view counted.
CREATE VIEW counted AS SELECT count(*) AS users FROM active_user;

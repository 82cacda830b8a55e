-- Creates the view active_user.
CREATE VIEW active_user AS SELECT id, name FROM "user" WHERE active;

-- Creates the view active_name.
CREATE VIEW active_name AS
SELECT DISTINCT name
FROM active_user;

-- Take view active_user away for now.
DROP VIEW "active_user";

-- Take view named away for now.
DROP VIEW "named";

-- Take view counted away for now.
DROP VIEW "counted";

-- Put view active_user back.
CREATE VIEW active_user AS SELECT name, id FROM "user" WHERE active;

-- Put view named back.
CREATE VIEW named AS SELECT id FROM "user" WHERE name <> '';

-- Put view counted back.
CREATE VIEW counted AS SELECT count(*) AS users FROM active_user;

-- Takes the view counted away for now: it stands on what changes.
DROP VIEW "counted";

-- Takes the view active_user away: it cannot be changed in place.
DROP VIEW "active_user";

-- Makes the view active_user anew.
CREATE VIEW active_user AS SELECT name, id FROM "user" WHERE active;

-- Puts the view counted back.
CREATE VIEW counted AS SELECT count(*) AS users FROM active_user;

-- Changes the view named.
CREATE OR REPLACE VIEW named AS SELECT id FROM "user" WHERE name <> '';

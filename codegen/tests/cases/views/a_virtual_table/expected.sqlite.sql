-- New virtual table user_search.
CREATE VIRTUAL TABLE user_search USING fts5(name);

-- New trigger user_search_insert on user.
CREATE TRIGGER user_search_insert AFTER INSERT ON "user" BEGIN
    INSERT INTO user_search (rowid, name) VALUES (NEW.id, NEW.name);
END;

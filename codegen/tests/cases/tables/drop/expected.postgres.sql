-- Drops the table tag and all of its rows.
-- Careful: code that uses tag fails from here on
DROP TABLE "tag";

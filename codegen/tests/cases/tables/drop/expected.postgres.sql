-- Drops the table tag and all of its rows.
DROP TABLE "tag";

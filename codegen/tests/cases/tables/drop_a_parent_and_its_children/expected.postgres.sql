-- Drops the table reply and all of its rows.
DROP TABLE "reply";

-- Drops the table post and all of its rows.
DROP TABLE "post";

-- Drops the table person and all of its rows.
DROP TABLE "person";

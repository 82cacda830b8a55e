-- Drops the table reply and all of its rows.
-- Careful: code that uses reply fails from here on
DROP TABLE "reply";

-- Drops the table post and all of its rows.
-- Careful: code that uses post fails from here on
DROP TABLE "post";

-- Drops the table person and all of its rows.
-- Careful: code that uses person fails from here on
DROP TABLE "person";

-- step: transaction foreign_keys=off

-- Drop table person and its rows.
DROP TABLE "person";

-- Drop table post and its rows.
DROP TABLE "post";

-- Drop table reply and its rows.
DROP TABLE "reply";

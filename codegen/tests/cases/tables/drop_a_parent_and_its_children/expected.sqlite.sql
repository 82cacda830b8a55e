-- step: transaction foreign_keys=off

-- Drop table person.
-- Careful: the rows of person are lost
-- Careful: code that names person fails
DROP TABLE "person";

-- Drop table post.
-- Careful: the rows of post are lost
-- Careful: code that names post fails
DROP TABLE "post";

-- Drop table reply.
-- Careful: the rows of reply are lost
-- Careful: code that names reply fails
DROP TABLE "reply";

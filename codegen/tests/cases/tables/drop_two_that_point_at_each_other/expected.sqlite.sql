-- step: transaction foreign_keys=off

-- Drop table egg.
-- Careful: the rows of egg are lost
-- Careful: code that names egg fails
DROP TABLE "egg";

-- Drop table hen.
-- Careful: the rows of hen are lost
-- Careful: code that names hen fails
DROP TABLE "hen";

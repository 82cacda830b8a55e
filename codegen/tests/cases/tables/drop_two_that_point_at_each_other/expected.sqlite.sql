-- step: transaction foreign_keys=off

-- Drop table egg and its rows.
DROP TABLE "egg";

-- Drop table hen and its rows.
DROP TABLE "hen";

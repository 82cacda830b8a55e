-- Takes the foreign key egg_hen_fkey away for now: the tables that go point at each other.
ALTER TABLE "egg" DROP CONSTRAINT "egg_hen_fkey";

-- Takes the foreign key hen_egg_fkey away for now: the tables that go point at each other.
ALTER TABLE "hen" DROP CONSTRAINT "hen_egg_fkey";

-- Drops the table egg and all of its rows.
-- Careful: code that uses egg fails from here on
DROP TABLE "egg";

-- Drops the table hen and all of its rows.
-- Careful: code that uses hen fails from here on
DROP TABLE "hen";

-- Drop column colors of item.
-- Careful: the values of colors are lost
-- Careful: code that names colors fails
ALTER TABLE "item" DROP COLUMN "colors";

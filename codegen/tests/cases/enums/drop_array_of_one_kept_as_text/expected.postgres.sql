-- Drops the check item_colors_check.
ALTER TABLE "item" DROP CONSTRAINT "item_colors_check";

-- Drops the column item.colors and its values; locks item for a moment.
-- Careful: code that uses item.colors fails from here on
ALTER TABLE "item" DROP COLUMN "colors";

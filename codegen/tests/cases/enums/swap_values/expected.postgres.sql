-- Moves the value open of state out of the way.
ALTER TYPE "state" RENAME VALUE 'open' TO 'moving 0';

-- Renames the value paid of state to open; no row is touched.
ALTER TYPE "state" RENAME VALUE 'paid' TO 'open';

-- Gives it its new name paid.
ALTER TYPE "state" RENAME VALUE 'moving 0' TO 'paid';

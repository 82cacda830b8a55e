-- Moves the value lost of state out of the way.
ALTER TYPE "state" RENAME VALUE 'lost' TO 'moving 0';

-- Renames the value paid of state to lost; no row is touched.
ALTER TYPE "state" RENAME VALUE 'paid' TO 'lost';

-- Renames the value open of state to paid; no row is touched.
ALTER TYPE "state" RENAME VALUE 'open' TO 'paid';

-- Gives it its new name open.
ALTER TYPE "state" RENAME VALUE 'moving 0' TO 'open';
